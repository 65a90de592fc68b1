import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '../../clock.ts';
import { initialSwitch } from '../../switch/latch.ts';
import { CounterStore } from '../counter-store.ts';
import { hex64 } from '../frame.ts';
import { type LinkKeys, linkKeys, sign } from '../keys.ts';
import type { PeerStatus } from './message.ts';
import { PeerDesk } from './peer-desk.ts';
import { PeerMemory } from './peer-memory.ts';

const keys = linkKeys('ab'.repeat(32)) as LinkKeys;
const armed: PeerStatus = { state: 'armed', flat: null, killId: null };
const killed: PeerStatus = { state: 'killed', flat: true, killId: 'kill-1' };

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'scram-peers-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** One life of an engine with the peer `mac`. Nothing is written at its end: each life ends in a crash. */
async function live(folder: string, { names = ['mac'], keyed = true } = {}) {
  const troubles: string[] = [];
  const reportTrouble = (error: unknown) => void troubles.push(String(error));
  const counters = new CounterStore(folder, reportTrouble);
  const memory = new PeerMemory(folder, reportTrouble);
  await Promise.all([counters.load(), memory.load(names)]);
  const onChange = vi.fn();
  const desk = new PeerDesk({
    peers: keyed ? names.map((name) => ({ name, url: 'http://127.0.0.1:9', keys })) : [],
    unkeyed: keyed ? [] : names,
    memory,
    from: '00000000000000aa',
    clock: systemClock,
    counters,
    switchState: () => initialSwitch('2026-11-21T00:00:00.000Z'),
    kill: () => undefined,
    ownCheckIn: () => null,
    hearCheckIn: () => undefined,
    reset: () => Promise.reject(new Error('not asked for')),
    record: () => undefined,
    onChange,
  });
  onTestFinished(() => desk.stop());
  const hear = (counter: number, status: PeerStatus) => {
    const text = JSON.stringify({ from: '00000000000000bb', ctr: hex64(BigInt(counter)), status, type: 'state' });
    expect(desk.hear({ text, mac: sign(keys.up, text) })).not.toBeNull();
  };
  /** Hears it, and waits until it is on the disk. */
  const learn = async (counter: number, status: PeerStatus) => {
    hear(counter, status);
    await memory.settled();
    await counters.store();
  };
  return { desk, hear, learn, memory, onChange, troubles };
}

const fileIn = (folder: string) => JSON.parse(readFileSync(join(folder, 'peers.json'), 'utf8'));

it('knows of a kill over a crash, with its name, until the peer says otherwise', async () => {
  const folder = temporaryFolder();
  await (await live(folder)).learn(1_000, killed);
  const { desk, hear } = await live(folder);
  expect(desk.latched()).toBe('mac');
  expect(desk.states()).toMatchObject([{ status: killed, lastHeardAt: null, ageMs: null }]);
  hear(1_001, armed);
  await vi.waitFor(() => expect(desk.latched()).toBeNull());
  expect((await live(folder)).desk.latched()).toBeNull();
});

it('shuts at once, and opens only when the word of it is on the disk, with its counter', async () => {
  const folder = temporaryFolder();
  const { desk, hear, onChange } = await live(folder);
  hear(1_000, killed);
  expect(desk.latched()).toBe('mac');
  hear(1_001, armed);
  expect(desk.latched()).toBe('mac');
  onChange.mockClear();
  await vi.waitFor(() => expect(desk.latched()).toBeNull());
  expect(onChange).toHaveBeenCalled();
  expect(fileIn(folder)).toEqual({ peers: { mac: armed } });
  const stored = JSON.parse(readFileSync(join(folder, 'counters.json'), 'utf8'));
  expect(stored.senders['peer:mac'].highWater).toBe(hex64(1_001n));
});

it('an older word that is still being written opens nothing for a newer kill', async () => {
  const { desk, hear, memory } = await live(temporaryFolder());
  hear(1_000, killed);
  hear(1_001, armed);
  hear(1_002, killed);
  await memory.settled();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(desk.latched()).toBe('mac');
});

it('a recording from before the kill opens nothing after a crash', async () => {
  const folder = temporaryFolder();
  const first = await live(folder);
  first.hear(1_000, armed);
  first.hear(1_001, armed);
  first.hear(1_002, killed);
  await first.memory.settled();
  await vi.waitFor(() => expect(fileIn(folder).peers.mac).toEqual(killed));
  await vi.waitFor(() => expect(readFileSync(join(folder, 'counters.json'), 'utf8')).toContain(hex64(1_002n)));
  const { desk, hear, memory } = await live(folder);
  hear(1_001, armed);
  await memory.settled();
  expect(desk.latched()).toBe('mac');
});

it('a disk that refuses shuts no less, opens nothing, and is tried again with the next word', async () => {
  const folder = join(temporaryFolder(), 'gone');
  const { desk, hear, learn, troubles } = await live(folder);
  await learn(1_000, killed);
  expect(desk.latched()).toBe('mac');
  await learn(1_001, armed);
  expect(desk.latched()).toBe('mac');
  expect(troubles.length).toBeGreaterThan(0);
  mkdirSync(folder);
  hear(1_002, armed);
  await vi.waitFor(() => expect(desk.latched()).toBeNull());
});

it('a peer whose secret is gone meanwhile stays known to be killed; one that is configured no more does not', async () => {
  const folder = temporaryFolder();
  await (await live(folder)).learn(1_000, killed);
  expect((await live(folder, { keyed: false })).desk.latched()).toBe('mac');
  const { desk, learn } = await live(folder, { names: ['vm'] });
  expect(desk.latched()).toBeNull();
  await learn(1_001, armed);
  expect(fileIn(folder)).toEqual({ peers: { vm: armed } });
});

it('a file that is damaged counts as none, and that is said with what it means', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'peers.json'), '{"peers":{"mac":{"state":');
  const { desk, troubles } = await live(folder);
  expect(desk.latched()).toBeNull();
  expect(troubles.join()).toContain('a peer that was killed is not known to be until it is heard');
});
