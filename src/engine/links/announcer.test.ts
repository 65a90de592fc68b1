import { expect, test, vi } from 'vitest';
import { Announcer } from './announcer.ts';

function build(enabled: boolean, wanted: { now: boolean }, machine = { addresses: '192.0.2.1' }) {
  const said: string[] = [];
  const announcer = new Announcer({
    enabled,
    isWanted: () => wanted.now,
    addresses: () => machine.addresses,
    announce: async (port) => {
      said.push(`on ${port}`);
      return {
        end: async () => {
          said.push('off');
        },
      };
    },
    reportBug: (bug) => said.push(String(bug)),
  });
  return { announcer, said };
}

test('announces once a device wants it, once, and takes it back at the end', async () => {
  const wanted = { now: false };
  const { announcer, said } = build(true, wanted);
  announcer.opened('0.0.0.0', 5050);
  expect(said).toEqual([]);
  wanted.now = true;
  announcer.review();
  announcer.review();
  await announcer.stop();
  expect(said).toEqual(['on 5050', 'off']);
});

test.each(['127.0.0.1', 'localhost', '::1'])('not while it listens on %s alone, where no button reaches it', (host) => {
  const { announcer, said } = build(true, { now: true });
  announcer.opened(host, 5050);
  expect(said).toEqual([]);
});

test('not where it is switched off', () => {
  const { announcer, said } = build(false, { now: true });
  announcer.opened('0.0.0.0', 5050);
  expect(said).toEqual([]);
});

test('anew when the machine has other addresses, the old ones taken back first', async () => {
  vi.useFakeTimers();
  try {
    // Started before the network was there, or carried to another one.
    const machine = { addresses: '' };
    const { announcer, said } = build(true, { now: true }, machine);
    announcer.opened('0.0.0.0', 5050);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(said).toEqual(['on 5050']);
    machine.addresses = '192.0.2.7';
    await vi.advanceTimersByTimeAsync(20_000);
    expect(said).toEqual(['on 5050', 'off', 'on 5050']);
    await announcer.stop();
    machine.addresses = '192.0.2.8';
    await vi.advanceTimersByTimeAsync(20_000);
    expect(said).toEqual(['on 5050', 'off', 'on 5050', 'off']);
  } finally {
    vi.useRealTimers();
  }
});
