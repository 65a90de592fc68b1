import { expect, test } from 'vitest';
import type { Client } from '../client/client.ts';
import type { Called, CallFailure } from '../client/failure.ts';
import type { KillAnswer } from '../shared/api/commands.ts';
import { shellLimits } from './limits.ts';
import { type KillSent, sendKill } from './send-kill.ts';

const answer: KillAnswer = { status: 'killed', killId: 'k', state: 'killing', journaled: true };
const failure = (code: CallFailure['code'], mayHaveLanded = false): Called<never> => ({
  ok: false,
  failure: { code, message: 'm', hint: 'h', mayHaveLanded },
});

/** Sends with time that passes only by waiting. `answers`: one for each attempt, the last one for all that follow. */
async function sent(answers: Called<KillAnswer>[], client?: () => Called<Pick<Client, 'kill'>>) {
  let nowMs = 0;
  const pauses: number[] = [];
  const steps: KillSent[] = [];
  const kill: Client['kill'] = async () => (answers.length > 1 ? answers.shift() : answers[0]) ?? failure('failed');
  await sendKill({
    client: client ?? (() => ({ ok: true, value: { kill } })),
    reason: 'r',
    onStep: (step) => steps.push(step),
    timers: {
      nowMs: () => nowMs,
      after(delayMs, run) {
        pauses.push(delayMs);
        nowMs += delayMs;
        queueMicrotask(run);
        return () => undefined;
      },
    },
  });
  return { steps: steps.map(({ step }) => step), last: steps.at(-1), pauses };
}

test('an answer ends it', async () => {
  expect(await sent([{ ok: true, value: answer }])).toMatchObject({ steps: ['answered'], pauses: [] });
});

test('it is sent again until it is answered, first soon and then less often', async () => {
  const again = await sent([
    failure('unreachable'),
    failure('unanswered', true),
    failure('failed'),
    { ok: true, value: answer },
  ]);
  expect(again).toMatchObject({ steps: ['trying', 'trying', 'trying', 'answered'], pauses: [250, 500, 1_000] });
});

test('a token that is not believed may be of an engine that has just begun anew: it is read again', async () => {
  expect((await sent([failure('unauthenticated'), { ok: true, value: answer }])).steps).toEqual(['trying', 'answered']);
});

test('what another attempt can’t change is said at once', async () => {
  expect((await sent([failure('bad_request')])).steps).toEqual(['refused']);
});

test('given up, it says whether any attempt may have landed', async () => {
  const never = await sent([], () => failure('unreachable'));
  expect(never.last).toMatchObject({ step: 'given_up', mayHaveLanded: false });
  expect(never.pauses.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(shellLimits.killGiveUpMs);
  const once = await sent([failure('unanswered', true), failure('unreachable')]);
  expect(once.last).toMatchObject({ step: 'given_up', mayHaveLanded: true });
});
