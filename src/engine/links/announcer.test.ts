import { expect, test } from 'vitest';
import { Announcer } from './announcer.ts';

function build(enabled: boolean, wanted: { now: boolean }) {
  const said: string[] = [];
  const announcer = new Announcer({
    enabled,
    isWanted: () => wanted.now,
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
