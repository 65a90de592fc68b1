import { expect, test, vi } from 'vitest';
import type { Called, CallFailureCode } from '../../client/failure.ts';
import type { KillAnswer } from '../../shared/api/commands.ts';
import { pageLimits } from '../limits.ts';
import { createKillSender } from './kill-sender.ts';

const answer: KillAnswer = { status: 'killed', killId: 'k', state: 'killing', journaled: true };

/** A sender whose attempts wait for `reply`, on a clock that stands still unless `pass` is called. */
function world() {
  const waiting: ((called: Called<KillAnswer>) => void)[] = [];
  const sent: object[] = [];
  const timers: { atMs: number; run: () => void }[] = [];
  let nowMs = 0;
  const settle = () => vi.waitFor(() => {}, { timeout: 0 });
  const sender = createKillSender({
    client: {
      kill: (...[input]) => {
        sent.push(input?.request ?? {});
        return new Promise((resolve) => waiting.push(resolve));
      },
    },
    timers: {
      nowMs: () => nowMs,
      after(delayMs, run) {
        const timer = { atMs: nowMs + delayMs, run };
        timers.push(timer);
        return () => void timers.splice(timers.indexOf(timer), 1);
      },
    },
  });
  return {
    sender,
    sent,
    async reply(index: number, called: Called<KillAnswer>) {
      waiting[index]?.(called);
      await settle();
    },
    pass(ms: number) {
      nowMs += ms;
      for (const timer of timers.filter(({ atMs }) => atMs <= nowMs)) {
        timers.splice(timers.indexOf(timer), 1);
        timer.run();
      }
    },
  };
}

function failed(code: CallFailureCode, mayHaveLanded = true): Called<KillAnswer> {
  return { ok: false, failure: { code, message: 'm', hint: 'h', mayHaveLanded } };
}

test('a kill is sent at once, with its reason if there is one', async () => {
  const { sender, sent, reply } = world();
  sender.fire('  ');
  expect(sent).toEqual([{}]);
  expect(sender.now()).toEqual({ step: 'sent' });
  await reply(0, { ok: true, value: answer });
  expect(sender.now()).toMatchObject({ step: 'answered', answer });
  sender.fire('prices look wrong');
  expect(sent[1]).toEqual({ reason: 'prices look wrong' });
});

test('without an answer it is not known whether it arrived, and it is sent again until there is one', async () => {
  const { sender, sent, reply, pass } = world();
  sender.fire('');
  await reply(0, failed('unanswered'));
  expect(sender.now()).toMatchObject({ step: 'unknown', tries: 1 });
  pass(pageLimits.killRetryFirstMs - 1);
  expect(sent).toHaveLength(1);
  pass(1);
  expect(sent).toHaveLength(2);
  expect(sender.now()).toMatchObject({ step: 'unknown', tries: 1 });
  await reply(1, failed('too_many'));
  expect(sender.now()).toMatchObject({ step: 'unknown', tries: 2 });
  pass(pageLimits.killRetryMaxMs);
  await reply(2, { ok: true, value: answer });
  expect(sender.now()).toMatchObject({ step: 'answered' });
});

test('a refusal ends it: the kill has not landed', async () => {
  const { sender, sent, reply, pass } = world();
  sender.fire('');
  await reply(0, failed('unauthenticated'));
  expect(sender.now()).toMatchObject({ step: 'refused', failure: { code: 'unauthenticated' } });
  pass(pageLimits.killGiveUpMs);
  expect(sent).toHaveLength(1);
});

test('whoever gives up stops the sending, and hears of an answer that comes all the same', async () => {
  const { sender, sent, reply, pass } = world();
  sender.fire('');
  await reply(0, failed('unanswered'));
  pass(pageLimits.killRetryFirstMs);
  sender.giveUp();
  expect(sender.now()).toMatchObject({ step: 'given_up' });
  await reply(1, failed('unanswered'));
  pass(pageLimits.killRetryMaxMs);
  expect(sent).toHaveLength(2);
  expect(sender.now()).toMatchObject({ step: 'given_up', tries: 2 });
});

test('a try that may have landed counts, whatever becomes of the next ones; a new press begins without it', async () => {
  const { sender, reply, pass } = world();
  sender.fire('');
  await reply(0, failed('degraded', false));
  expect(sender.now()).toMatchObject({ step: 'unknown', mayHaveLanded: false });
  pass(pageLimits.killRetryMaxMs);
  await reply(1, failed('unanswered'));
  pass(pageLimits.killRetryMaxMs);
  await reply(2, failed('degraded', false));
  expect(sender.now()).toMatchObject({ step: 'unknown', mayHaveLanded: true });
  sender.fire('');
  await reply(3, failed('degraded', false));
  expect(sender.now()).toMatchObject({ step: 'unknown', mayHaveLanded: false });
});

test('nobody waits for ever', async () => {
  const { sender, sent, reply, pass } = world();
  sender.fire('');
  pass(pageLimits.killGiveUpMs);
  await reply(0, failed('unanswered'));
  pass(pageLimits.killRetryMaxMs);
  expect(sent).toHaveLength(1);
  expect(sender.now()).toMatchObject({ step: 'given_up' });
});

test('a second press begins anew, and the first has no more to say', async () => {
  const { sender, reply } = world();
  sender.fire('first');
  sender.fire('second');
  await reply(0, failed('unauthenticated'));
  expect(sender.now()).toEqual({ step: 'sent' });
  await reply(1, { ok: true, value: answer });
  expect(sender.now()).toMatchObject({ step: 'answered' });
});

test('a kill under way can not be dismissed', async () => {
  const { sender, reply } = world();
  sender.fire('');
  sender.dismiss();
  expect(sender.now()).toEqual({ step: 'sent' });
  await reply(0, failed('forbidden'));
  sender.dismiss();
  expect(sender.now()).toEqual({ step: 'idle' });
});
