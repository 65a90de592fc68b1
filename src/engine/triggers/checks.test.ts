import { describe, expect, it } from 'vitest';
import type { TriggerState } from '../../shared/api/triggers.ts';
import type { Book } from '../brokers/broker.ts';
import { triggerChecks } from './checks.ts';

const since = '2026-11-21T00:00:00.000Z';
const drawdown: TriggerState = {
  name: 'PortfolioDrawdown',
  state: 'clear',
  words: 'drawdown 0.0 % of 25.0 %',
  since,
  spent: false,
};
const book = (over: Partial<Book> = {}): Book => ({ equity: '1', currency: 'USD', positions: [], orders: [], ...over });
const told = { name: 'main', book: book({ netTransfers: '0' }) };
const statuses = (...args: Parameters<typeof triggerChecks>) => triggerChecks(...args).map(({ status }) => status);

describe('preflight', () => {
  it('says that nothing is watched where nothing is configured', () => {
    expect(triggerChecks([], [told])).toMatchObject([
      { status: 'pass', sentence: 'No automatic triggers are configured.' },
    ]);
  });

  it('lists each trigger with its numbers, and whether it can be judged', () => {
    expect(triggerChecks([drawdown], [told])).toEqual([
      {
        id: 'trigger:PortfolioDrawdown',
        status: 'pass',
        sentence: 'PortfolioDrawdown is watched: drawdown 0.0 % of 25.0 %.',
        nextAction: '',
      },
    ]);
    const others: TriggerState[] = [
      { ...drawdown, name: 'MarginCall', state: 'unknown', words: 'no broker tells of margin calls' },
      { ...drawdown, name: 'CompliancePause', state: 'holds', words: 'main is blocked: review' },
    ];
    expect(statuses(others, [told])).toEqual(['warn', 'warn']);
  });

  it('fails accounts in two currencies, and warns of a venue that tells of no transfers', () => {
    const euros = { name: 'eu', book: book({ currency: 'EUR', netTransfers: '0' }) };
    expect(triggerChecks([drawdown], [told, euros])[1]).toMatchObject({
      status: 'fail',
      sentence: "The accounts are in USD and EUR: PortfolioDrawdown can't add them up and never fires.",
    });
    expect(statuses([drawdown], [told, { name: 'mute', book: book() }])).toEqual(['pass', 'warn']);
    // Nobody adds them up for any other trigger.
    expect(statuses([{ ...drawdown, name: 'MarginCall' }], [told, euros])).toEqual(['pass']);
  });
});
