import { describe, expect, it } from 'vitest';
import type { Condition } from '../../shared/api/state.ts';
import { ConditionWatch } from './condition-watch.ts';
import { alertLimits } from './limits.ts';

const since = '2026-01-02T03:04:05.678Z';
const condition = (id: string, severity: Condition['severity'] = 'critical'): Condition => {
  return { id, severity, sentence: `${id} holds.`, nextAction: 'Look.', since };
};
const at = (nowMs: number) => ({ nowMs, now: new Date(nowMs).toISOString(), paper: false });
const stand = alertLimits.conditionStandsMs;
const gone = alertLimits.conditionGoneMs;
const told = (messages: { step: string; conditionId: string | null }[]) =>
  messages.map(({ step, conditionId }) => `${step} ${conditionId}`);

describe('conditions', () => {
  it('are told when they have stood, once, and again when they are over', () => {
    const watch = new ConditionWatch([], 0);
    const holds = [condition('broker_unreadable:main')];
    expect(watch.look(holds, at(0))).toEqual([]);
    expect(told(watch.look(holds, at(stand)))).toEqual(['opened broker_unreadable']);
    expect(watch.look(holds, at(stand + 1))).toEqual([]);
    expect(watch.look([], at(10_000))).toEqual([]);
    const [ended] = watch.look([], at(10_000 + gone));
    expect(ended).toMatchObject({ step: 'closed', thread: 'condition:broker_unreadable:main', severity: 'info' });
    expect(ended?.sentence).toBe('This is over after 10 s: broker_unreadable:main holds.');
    expect(watch.look([], at(99_000))).toEqual([]);
  });

  it('that come and go are told once, or not at all', () => {
    const watch = new ConditionWatch([], 0);
    const holds = [condition('usb:tty')];
    watch.look(holds, at(0));
    expect(watch.look([], at(1_000))).toEqual([]);
    expect(watch.look(holds, at(2_000))).toEqual([]);
    expect(watch.look(holds, at(2_000 + stand))).toHaveLength(1);
    expect(watch.look([], at(6_000))).toEqual([]);
    expect(watch.look(holds, at(7_000))).toEqual([]);
    expect(watch.look([], at(8_000))).toEqual([]);
    expect(watch.look(holds, at(8_000 + gone - 1))).toEqual([]);
  });

  it('that are of no weight, or told by the kill itself, are not told', () => {
    const watch = new ConditionWatch([], 0);
    const holds = [condition('device_unpaired:1', 'info'), condition('residuals:main'), condition('kill_unrecorded')];
    watch.look(holds, at(0));
    expect(watch.look(holds, at(stand))).toEqual([]);
  });

  it('of the dead man’s switch are one matter, each told at once and urgently, over when all is well', () => {
    const watch = new ConditionWatch([], 0);
    const [warning] = watch.look([condition('dead_man_warning', 'warning')], at(0));
    expect(warning).toMatchObject({ urgent: true, severity: 'warning', thread: 'condition:dead_man', step: 'opened' });
    const [critical] = watch.look([condition('dead_man_critical')], at(1_000));
    expect(critical).toMatchObject({
      urgent: true,
      severity: 'critical',
      thread: 'condition:dead_man',
      step: 'opened',
    });
    watch.look([], at(2_000));
    expect(told(watch.look([], at(2_000 + gone)))).toEqual(['closed dead_man_critical']);
  });

  it('of an earlier life are not told again while they stand, and their end is told when links had time to be heard', () => {
    const before = new ConditionWatch([], 0);
    const holds = [condition('device_silent:1a'), condition('engine_degraded')];
    before.look(holds, at(0));
    const messages = before.look(holds, at(stand));
    const watch = new ConditionWatch(messages, 100_000);
    expect(watch.look([condition('device_silent:1a')], at(100_000))).toEqual([]);
    expect(watch.look([condition('device_silent:1a')], at(100_000 + gone + 1))).toEqual([]);
    const later = watch.look([condition('device_silent:1a')], at(100_000 + alertLimits.afterStartMs));
    expect(told(later)).toEqual(['closed engine_degraded']);
  });
});
