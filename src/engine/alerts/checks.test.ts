import { expect, it } from 'vitest';
import type { AlertChannelState } from '../../shared/api/alerts.ts';
import type { ChannelCheck } from './channel.ts';
import { alertChecks } from './checks.ts';

function desk(check: () => Promise<ChannelCheck>, state: AlertChannelState['state'] = 'unproven', words = '') {
  const kind = 'slack' as const;
  return {
    channel: {
      name: 'ops',
      kind,
      check,
      send: () => Promise.reject(new Error('nobody is told')),
      dispose: () => undefined,
    },
    state: () => ({ name: 'ops', kind, state, words, since: null, lastSentAt: null, waiting: 0 }),
  };
}
const unproven = async (): Promise<ChannelCheck> => ({ kind: 'unproven', words: 'nobody can ask' });
const good = async (): Promise<ChannelCheck> => ({ kind: 'good', words: 'known' });
const bad = async (): Promise<ChannelCheck> => ({ kind: 'bad', words: 'bad token', nextAction: 'Mend it.' });
const bugs: unknown[] = [];
const only = async (one: ReturnType<typeof desk>) => (await alertChecks([one], undefined, (bug) => bugs.push(bug)))[0];

it('passes what the service says is good, or what has taken a message', async () => {
  expect(await only(desk(good))).toMatchObject({ id: 'alerts:ops', status: 'pass' });
  expect(await only(desk(unproven, 'working'))).toMatchObject({ status: 'pass' });
});

it('warns of what nobody can know before a message, and says how to send one', async () => {
  expect(await only(desk(unproven))).toMatchObject({ status: 'warn', nextAction: 'Send one: scram alerts test ops' });
});

it('fails what the service says is bad, and at once what a message has shown to be', async () => {
  expect(await only(desk(bad, 'working'))).toMatchObject({ status: 'fail', nextAction: 'Mend it.' });
  for (const check of [unproven, good]) {
    const sentence = 'The alert channel ops (slack) reaches nobody: Slack refuses it: invalid_token.';
    expect(await only(desk(check, 'failing', 'Slack refuses it: invalid_token'))).toMatchObject({
      status: 'fail',
      sentence,
    });
  }
});

it('takes no other check down with a channel that breaks', async () => {
  const broken = desk(() => Promise.reject(new Error('a bug')));
  expect(await alertChecks([broken, desk(good)], undefined, (bug) => bugs.push(bug))).toMatchObject([
    { status: 'fail' },
    { status: 'pass' },
  ]);
  expect(bugs).toHaveLength(1);
});

it('warns where nobody would be told at all', async () => {
  expect(await alertChecks([], undefined, () => undefined)).toMatchObject([{ id: 'alerts', status: 'warn' }]);
});

it('says how the watchdog does', async () => {
  const checks = async (last: Parameters<typeof alertChecks>[1]) => (await alertChecks([], last, () => undefined))[1];
  expect(await checks(null)).toMatchObject({ id: 'watchdog', status: 'warn' });
  expect(await checks({ ok: true, at: '2026-01-02T03:04:05.678Z' })).toMatchObject({ status: 'pass' });
  expect(await checks({ ok: false, words: 'its name can’t be found' })).toMatchObject({
    status: 'fail',
    sentence: 'The watchdog was not reached: its name can’t be found.',
  });
});
