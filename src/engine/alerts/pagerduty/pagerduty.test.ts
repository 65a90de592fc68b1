import { describe, expect, it } from 'vitest';
import { killMessage } from '../fixture.ts';
import { pagerDutyEvent } from './pagerduty.ts';

describe('an event', () => {
  it('has one key for all that is told of one matter, and says what and where', () => {
    const trigger = pagerDutyEvent(killMessage({ paper: true }), 'trigger', 'trading-vm');
    expect(trigger).toMatchObject({
      event_action: 'trigger',
      dedup_key: 'scram:kill:k-1',
      payload: {
        severity: 'critical',
        source: 'trading-vm',
        class: 'kill',
        timestamp: '2026-01-02T03:04:05.678Z',
        summary: expect.stringMatching(/^PAPER · KILL: feed is wrong\. /),
      },
    });
    for (const action of ['acknowledge', 'resolve'] as const) {
      const event = { event_action: action, dedup_key: 'scram:kill:k-1' };
      expect(pagerDutyEvent(killMessage(), action, 'trading-vm')).toEqual(event);
    }
  });

  it('keeps two numbers of one name apart', () => {
    const numbers = [
      { label: 'main BTC/USD', value: '1: failed' },
      { label: 'main BTC/USD', value: '2: failed' },
    ];
    const event = pagerDutyEvent(killMessage({ numbers }), 'trigger', 'h');
    expect(event).toMatchObject({
      payload: { custom_details: { numbers: ['main BTC/USD: 1: failed', 'main BTC/USD: 2: failed'], kill_id: 'k-1' } },
    });
  });

  it('names a condition by its kind, and what is neither a note', () => {
    const over = { killId: null, conditionId: 'broker_unreadable', severity: 'warning' } as const;
    expect(pagerDutyEvent(killMessage(over), 'trigger', 'h')).toMatchObject({
      payload: { class: 'broker_unreadable', severity: 'warning' },
    });
    const note = killMessage({ killId: null, conditionId: null });
    expect(pagerDutyEvent(note, 'trigger', 'h')).toMatchObject({ payload: { class: 'note' } });
  });
});
