import { describe, expect, it } from 'vitest';
import { telegramLimits } from '../../telegram/limits.ts';
import type { AlertMessage } from '../message.ts';
import { telegramMessage } from './format.ts';

const killed: AlertMessage = {
  id: 'kill:k1',
  thread: 'kill:k1',
  step: 'opened',
  severity: 'critical',
  conditionId: null,
  title: 'Kill switch engaged',
  sentence: 'Fired by telegram: looks wrong.',
  nextAction: 'Look at the page.',
  numbers: [{ label: 'Elapsed', value: '1.2 s' }],
  table: [],
  tableLeftOut: 0,
  killId: 'k1',
  drill: false,
  paper: true,
  at: '2026-01-02T03:04:05.000Z',
  actions: ['acknowledge'],
  urgent: true,
  slot: null,
};
const row = {
  broker: 'demo',
  symbol: 'AAPL',
  quantityAtKill: '-3',
  filledQuantity: '3',
  averagePrice: '201.5',
  outcome: 'closed',
};
const here = { chatId: 7, buttons: true };

describe('an alert on Telegram', () => {
  it('says first what it is about, and whether money is at stake', () => {
    const { text } = telegramMessage(killed, here);
    expect(text.split('\n')[0]).toBe('🔴 PAPER · Kill switch engaged');
    expect(text).toContain('Look at the page.');
    expect(text).toContain('Elapsed: 1.2 s');
    expect(telegramMessage({ ...killed, drill: true }, here).text).toMatch(/^🔴 DRILL · PAPER · /);
    expect(telegramMessage({ ...killed, step: 'closed' }, here).text).toMatch(/^✅ /);
  });

  it('has the button only where somebody may press it', () => {
    expect(telegramMessage(killed, here).buttons).toEqual([{ text: 'I have seen it', data: 'acknowledge' }]);
    expect(telegramMessage(killed, { ...here, buttons: false })).not.toHaveProperty('buttons');
    expect(telegramMessage({ ...killed, actions: [] }, here)).not.toHaveProperty('buttons');
  });

  it('makes no sound for what can wait', () => {
    expect(telegramMessage(killed, here)).not.toHaveProperty('silent');
    expect(telegramMessage({ ...killed, severity: 'info', urgent: false }, here)).toMatchObject({ silent: true });
  });

  it('shows some of a long table, and counts the rest', () => {
    const { text } = telegramMessage({ ...killed, table: Array(30).fill(row), tableLeftOut: 5 }, here);
    expect(text).toContain('demo AAPL: -3 held, 3 filled at 201.5, closed');
    expect(text).toContain('… and 23 more: see the page.');
  });

  it('never is longer than Telegram takes, in whatever script', () => {
    const { text } = telegramMessage({ ...killed, sentence: '🧨'.repeat(9_000) }, here);
    expect(text.length).toBeGreaterThan(telegramLimits.messageCharacters - 2);
    expect(text.length).toBeLessThanOrEqual(telegramLimits.messageCharacters);
  });
});
