import { describe, expect, it } from 'vitest';
import { killMessage } from '../fixture.ts';
import { emailParts } from './message.ts';

const row = {
  broker: 'main',
  symbol: 'BTC/USD',
  quantityAtKill: '-0.5',
  filledQuantity: '0.5',
  averagePrice: '64000.5',
  outcome: 'flat',
};

describe('a mail', () => {
  it('says in its text all that its other form says', () => {
    const strange = { ...row, symbol: 'X', quantityAtKill: null, averagePrice: null, outcome: 'failed' };
    const { subject, text, html } = emailParts(killMessage({ table: [row, strange], tableLeftOut: 3, paper: true }));
    expect(subject).toBe('Scram: PAPER · KILL: feed is wrong');
    for (const part of ['engaged by the command line', 'Acknowledge it.', '7 positions', 'k-1', '64000.5', '3 more']) {
      expect([text.includes(part), html.includes(part)], part).toEqual([true, true]);
    }
    const lines = text.split('\n');
    const at = lines.findIndex((line) => line.startsWith('Broker'));
    expect(lines.slice(at, at + 3)).toEqual([
      'Broker  Instrument  At the kill  Closed  Average price  Outcome',
      'main    BTC/USD     -0.5         0.5     64000.5        flat',
      'main    X           —            0.5     —              failed',
    ]);
  });

  it('has no table where there is none', () => {
    const { text, html } = emailParts(killMessage());
    expect(text).not.toContain('Broker');
    expect(html).not.toContain('Broker');
  });

  it('lets no reason write HTML, nor a name of an instrument', () => {
    const evil = '<img src=x onerror="alert(1)">&';
    const table = [{ ...row, symbol: evil, outcome: evil }];
    const numbers = [{ label: evil, value: evil }];
    const { html } = emailParts(killMessage({ title: evil, sentence: evil, nextAction: evil, numbers, table }));
    expect(html).not.toContain('<img');
    expect(html).not.toContain('"alert');
    expect(html.split('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;')).toHaveLength(8);
  });
});
