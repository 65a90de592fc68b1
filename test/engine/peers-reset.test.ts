import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../src/engine/clock.ts';
import { linkKeys, sign } from '../../src/engine/links/keys.ts';
import { type RunningEngine, startEngine } from '../../src/engine/start.ts';
import { type ButtonFolder, buttonFolder, signedFrame } from '../support/button.ts';
import { freePort } from '../support/free-port.ts';
import { call, until } from '../support/http.ts';
import { twinDevice, twinSecret } from '../support/twin.ts';

/** Two engines with an account each, one peer of the other, and a reset that asks for both. */
interface Side {
  folder: ButtonFolder;
  port: number;
  running: RunningEngine | null;
}
let sides: Side[] = [];
const bugs: unknown[] = [];

const button = { [twinDevice]: { name: 'desk button', key: { secret: 'desk' }, paths: ['wifi'] } };

/** The second has the button, so that a switch can stand against its reset. */
async function build(killSwitch: object = {}): Promise<{ mac: Side; vm: Side }> {
  const ports = [await freePort(), await freePort()] as const;
  const side = (peer: string, port: number, peerPort: number, devices: Record<string, unknown>): Side => {
    const peers = { [peer]: { url: `http://127.0.0.1:${peerPort}`, key: { secret: 'desk' } } };
    return { folder: buttonFolder({ devices, more: { peers, killSwitch } }), port, running: null };
  };
  const mac = side('vm', ports[0], ports[1], {});
  const vm = side('mac', ports[1], ports[0], button);
  sides = [mac, vm];
  return { mac, vm };
}

async function start(...which: Side[]): Promise<void> {
  for (const side of which) {
    const { port, folder } = side;
    const at = { dataDir: folder.path, configFile: null, host: '127.0.0.1', devicePort: port, controlPort: 0 };
    side.running = await startEngine(at, systemClock, (bug) => bugs.push(bug));
  }
}

function engineOf({ running }: Side) {
  if (!running) throw new Error('not running');
  return running.engine;
}

const stateOf = (side: Side) => async () => engineOf(side).state();
const isFlat = (side: Side) => until(stateOf(side), ({ flat }) => flat === true);
const kill = (side: Side) => engineOf(side).kill({ source: 'cli', reason: 'by hand', from: 'test' });
const reason = 'both have been looked at';
const resetBoth = (side: Side) => engineOf(side).reset({ reason, confirm: 'RESET', withPeers: true }, 'cli');

async function rows(side: Side, kind: string) {
  const page = await engineOf(side).journal.page({ kind, limit: 100 });
  return page.ok ? page.value.rows : [];
}

async function frame(side: Side, counter: number, level: 0 | 1, press: number): Promise<void> {
  const { body, mac } = signedFrame({ counter, type: 'H', level, press });
  const headers = { 'x-kill-token': `v1.${mac}`, 'content-type': 'text/plain' };
  expect((await call({ port: side.port, method: 'POST', path: '/heartbeat', headers, body })).status).toBe(200);
}

/** Both killed and flat, each knowing it of the other. */
async function killBoth(mac: Side, vm: Side): Promise<void> {
  await kill(mac);
  for (const side of [mac, vm]) await isFlat(side);
  await until(stateOf(mac), ({ peers }) => peers[0]?.status?.flat === true);
}

afterEach(async () => {
  for (const { running, folder } of sides) {
    await running?.close();
    folder.remove();
  }
  sides = [];
  expect(bugs.splice(0)).toEqual([]);
});

test('one reset with the peers opens both, is recorded as theirs there, and is not asked back', async () => {
  const { mac, vm } = await build();
  await start(mac, vm);
  await frame(vm, 1, 0, 0);
  await killBoth(mac, vm);
  const { killId } = await stateOf(mac)();
  expect(await resetBoth(mac)).toMatchObject({ ok: true, value: { peers: [{ name: 'vm', outcome: 'reset' }] } });
  for (const side of [mac, vm]) await until(stateOf(side), ({ trading }) => trading, 4_000);
  expect(await rows(vm, 'RESET')).toMatchObject([{ source: 'peer', killId, reason, data: { peer: 'mac' } }]);
  expect(await rows(mac, 'RESET')).toMatchObject([{ source: 'cli', killId }]);
  expect(await rows(mac, 'PEER_RESET_ASKED')).toMatchObject([{ killId, data: { peer: 'vm', outcome: 'reset' } }]);
  expect(await rows(vm, 'PEER_RESET_ASKED')).toEqual([]);
});

test('without the wish the peer is not asked', async () => {
  const { mac, vm } = await build();
  await start(mac, vm);
  await killBoth(mac, vm);
  const answer = await engineOf(mac).reset({ reason, confirm: 'RESET' }, 'cli');
  expect(answer.ok && answer.value.peers).toBeUndefined();
  expect(await rows(vm, 'RESET_REFUSED')).toEqual([]);
  expect((await stateOf(vm)()).state).toBe('killed');
});

test('a peer with a switch against it refuses and says why; the own reset holds', async () => {
  const { mac, vm } = await build();
  await start(mac, vm);
  await frame(vm, 1, 1, 1);
  await until(stateOf(vm), ({ state }) => state !== 'armed');
  for (const side of [mac, vm]) await isFlat(side);
  await until(stateOf(mac), ({ peers }) => peers[0]?.status?.flat === true);
  const answer = await resetBoth(mac);
  expect(answer).toMatchObject({
    ok: true,
    value: { state: 'armed', peers: [{ name: 'vm', outcome: 'refused', against: [{ code: 'switch' }] }] },
  });
  expect(JSON.stringify(answer)).toContain('desk button (1a2b3c4d) is thrown');
  expect(await stateOf(vm)()).toMatchObject({ state: 'killed' });
  expect(await stateOf(mac)()).toMatchObject({ state: 'armed', trading: false, reason: 'peer vm is killed' });
  expect(await rows(vm, 'RESET_REFUSED')).toMatchObject([{ source: 'peer', data: { peer: 'mac' } }]);
});

test('what a trigger still sees at the peer is acknowledged there by the same word', async () => {
  const { mac, vm } = await build({ autoTriggerOn: [{ event: 'CompliancePause' }] });
  await start(mac, vm);
  await frame(vm, 1, 0, 0);
  engineOf(vm).compliance({ paused: true, reason: 'restricted list' }, 'bot', 'test');
  for (const side of [mac, vm]) await isFlat(side);
  await until(stateOf(mac), ({ peers }) => peers[0]?.status?.flat === true);
  const acknowledgeTriggers = ['CompliancePause'];
  const answer = await engineOf(mac).reset({ reason, confirm: 'RESET', withPeers: true, acknowledgeTriggers }, 'cli');
  expect(answer).toMatchObject({ ok: true, value: { peers: [{ name: 'vm', outcome: 'reset' }] } });
  expect(await rows(vm, 'RESET')).toMatchObject([{ data: { acknowledgedTriggers: ['CompliancePause'], peer: 'mac' } }]);
});

test('a peer that is down is called unreachable, and nothing is asked of it when it comes back', async () => {
  const { mac, vm } = await build();
  await start(mac, vm);
  await killBoth(mac, vm);
  await vm.running?.close();
  vm.running = null;
  expect(await resetBoth(mac)).toMatchObject({ ok: true, value: { peers: [{ name: 'vm', outcome: 'unreachable' }] } });
  await start(vm);
  await isFlat(vm);
  await until(stateOf(mac), ({ peers }) => peers[0]?.fault === false && peers[0].words === null);
  expect((await stateOf(vm)()).state).toBe('killed');
});

test('an own reset that is refused asks nobody', async () => {
  const { mac, vm } = await build();
  await start(mac, vm);
  await frame(vm, 1, 1, 1);
  for (const side of [mac, vm]) await isFlat(side);
  expect(await resetBoth(vm)).toMatchObject({ ok: false, failure: { against: [{ code: 'switch' }] } });
  expect((await stateOf(mac)()).state).toBe('killed');
  expect(await rows(mac, 'RESET')).toEqual([]);
});

test('replayed, stale, late, or for another kill: a reset message changes nothing', async () => {
  const { vm } = await build();
  await start(vm);
  await frame(vm, 1, 0, 0);
  const keys = linkKeys(twinSecret);
  if (!keys) throw new Error('no keys');
  const post = async (counter: number, over: object) => {
    const ctr = counter.toString(16).padStart(16, '0');
    const status = { state: 'armed', flat: null, killId: null };
    const body = JSON.stringify({ from: '00000000000000aa', ctr, status, type: 'state', ...over });
    const headers = { 'x-kill-token': `v1.${sign(keys.up, body)}` };
    const answer = await call({ port: vm.port, method: 'POST', path: '/peer/reset', headers, body });
    return { status: answer.status, json: answer.status === 200 ? JSON.parse(answer.body) : null };
  };
  const resetOf = (killId: string | null) => ({ type: 'reset', killId, reason, acceptResiduals: [] });

  const { killId: first } = await kill(vm);
  await isFlat(vm);
  expect((await post(500, { ...resetOf(first), reason: 'no' })).status).toBe(401);
  await post(1_000, {});
  for (const counter of [900, 999, 1_000]) {
    const { json } = await post(counter, resetOf(first));
    expect(json, `counter ${counter}`).toMatchObject({ hw: '00000000000003e8', status: { state: 'killed' } });
    expect(json, `counter ${counter}`).not.toHaveProperty('reset');
  }
  expect(await rows(vm, 'RESET_REFUSED')).toEqual([]);
  expect((await post(1_001, resetOf('another-kill'))).json).toMatchObject({
    reset: { outcome: 'refused', against: [{ code: 'signal' }] },
  });
  expect((await post(1_002, resetOf(null))).json).toMatchObject({ reset: { outcome: 'refused' } });
  expect((await stateOf(vm)()).state).toBe('killed');

  expect((await post(1_003, resetOf(first))).json).toMatchObject({
    reset: { outcome: 'reset' },
    status: { state: 'armed' },
  });
  await kill(vm);
  await isFlat(vm);
  expect((await post(1_003, resetOf(first))).json).not.toHaveProperty('reset');
  // Even a crash that forgot the counter would not help: the kill that it names is over.
  expect((await post(1_004, resetOf(first))).json).toMatchObject({ reset: { outcome: 'refused' } });
  expect((await stateOf(vm)()).state).toBe('killed');
  expect(await rows(vm, 'RESET')).toHaveLength(1);
});
