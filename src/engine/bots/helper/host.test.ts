import { expect, test, vi } from 'vitest';
import { Bot } from '../../../shared/bots-config.ts';
import type { BotAdapter, Seen } from '../adapter.ts';
import { Host } from './host.ts';
import type { Reply } from './protocol.ts';

const running: Seen = { is: 'running', words: 'it runs' };
const config = Bot.parse({ kind: 'flag-file', callTimeout: '500ms' });

function host(adapter: Partial<BotAdapter>) {
  const replies: Reply[] = [];
  const whole: BotAdapter = {
    look: async () => running,
    drive: async () => running,
    resume: async () => running,
    preflight: async () => ({ status: 'pass', sentence: 'fine', nextAction: '' }),
    ...adapter,
  };
  const one = new Host(
    (reply) => replies.push(reply),
    () => whole,
  );
  const setup = { config, dataDir: '/', secrets: { values: {}, missing: [] } };
  one.take({
    op: 'open',
    bots: [
      { ...setup, name: 'it' },
      { ...setup, name: 'other' },
    ],
  });
  replies.splice(0);
  const look = (id: number, bot = 'it') => one.take({ op: 'ask', id, bot, ask: { verb: 'look' } });
  return { one, replies, look };
}

// Real time: what AbortSignal.timeout waits for is not in the hands of fake timers.
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('an adapter that neither ends nor heeds its signal is answered for in time, and after four such calls no fifth is begun', async () => {
  const look = vi.fn(() => new Promise<Seen>(() => undefined));
  const { replies, look: ask } = host({ look });
  for (let id = 1; id <= 5; id++) ask(id);
  await pause(0);
  expect(replies).toEqual([{ op: 'answer', id: 5, seen: { is: 'unreadable', words: '4 calls to it hang' } }]);
  await pause(700);
  expect(replies.slice(1)).toEqual(
    [1, 2, 3, 4].map((id) => ({ op: 'answer', id, seen: { is: 'unreadable', words: 'no answer in 500 ms' } })),
  );
  expect(look).toHaveBeenCalledTimes(4);
});

test('what an adapter throws is its answer, also when it throws at once', async () => {
  const { one, replies, look } = host({
    look() {
      throw new Error('a bug');
    },
    preflight: () => Promise.reject(new Error('another')),
  });
  look(1);
  one.take({ op: 'ask', id: 2, bot: 'it', ask: { verb: 'preflight' } });
  await pause(0);
  expect(replies).toMatchObject([
    { op: 'answer', id: 1, seen: { is: 'unreadable', words: 'a bug' } },
    { op: 'check', id: 2, check: { status: 'fail', sentence: 'another.' } },
  ]);
});

test('a call that nobody waits for any more is told so by its signal', async () => {
  const { one, replies, look } = host({
    look: (signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('cut off')), { once: true })),
  });
  look(1);
  await pause(0);
  expect(replies).toEqual([]);
  one.take({ op: 'cancel', id: 1 });
  await pause(0);
  expect(replies).toMatchObject([{ id: 1, seen: { words: 'cut off' } }]);
});

test('a bot that is not known is said to be so', async () => {
  const { replies, look } = host({});
  look(1, 'nobody');
  await pause(0);
  expect(replies).toMatchObject([{ id: 1, seen: { is: 'unreadable', words: 'it is not known to the helper' } }]);
});
