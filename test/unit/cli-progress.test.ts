import { expect, test } from 'vitest';
import { displayOn } from '../../src/cli/kill/display.ts';
import { progressLines, verdictOf } from '../../src/cli/kill/progress.ts';
import { liquidationLines } from '../../src/cli/render/liquidation.ts';
import type { Writer } from '../../src/cli/writer.ts';
import { armed, broker, dust, killedFlat, killedNotFlat, killId, killing, progress } from '../engine/cli-states.ts';

test('a verdict is flat only by the engine’s word and no broker’s objection', () => {
  expect(verdictOf(killing(), killId)).toEqual({ kind: 'going' });
  expect(verdictOf(killedFlat(), killId)).toEqual({ kind: 'flat' });
  expect(verdictOf({ ...killedFlat(), brokers: [] }, killId)).toEqual({ kind: 'flat' });
  expect(verdictOf({ ...killedFlat(), brokers: [broker({ flatten: progress() })] }, killId)).toEqual({ kind: 'going' });
  expect(verdictOf(killedNotFlat(), killId)).toEqual({ kind: 'residuals', residuals: [dust] });
});

test('another kill, or none, is the end of this one', () => {
  expect(verdictOf(armed(), killId)).toMatchObject({ kind: 'ended' });
  expect(verdictOf(killedFlat(), 'another')).toMatchObject({ kind: 'ended', words: expect.stringContaining(killId) });
});

test('a broker’s line has its progress and what the venue last said', () => {
  const brokers = [
    broker({ flatten: progress({ words: 'rate limited' }) }),
    broker({ name: 'longer', trouble: 'timed out' }),
  ];
  expect(progressLines(killing({ brokers }))).toEqual([
    { key: 'demo', text: 'demo    cancelled 0 of 2 · closed 0 of 3 · working · rate limited' },
    { key: 'longer', text: 'longer  timed out' },
  ]);
});

test('a painted line is cut to the terminal and can’t move the cursor', () => {
  let painted = '';
  const writer: Writer = {
    isTerminal: true,
    colour: true,
    columns: () => 12,
    line() {},
    raw(text) {
      painted += text;
    },
    flush: async () => true,
  };
  displayOn(writer).show([{ key: 'a', text: 'bell\u0007 and a long tail' }], 1_240);
  expect(painted).toBe('\u001b[2Kbell\uFFFD and …\n\u001b[2K1.2 s\n\u001b[0J');
});

test('a kill whole: signals, orders, instruments with their slippage, residuals', () => {
  const at = '2026-11-21T09:14:03.000Z';
  const lines = liquidationLines({
    killId,
    source: 'cli',
    reason: '',
    firedAt: at,
    settledAt: at,
    flat: false,
    resetAt: null,
    resetReason: null,
    signals: [
      { source: 'cli', reason: '', at },
      { source: 'usb', reason: 'pressed', at },
    ],
    cancelledOrders: [{ broker: 'demo', id: 'o1', symbol: 'MSFT', side: 'buy', quantity: '5', type: 'limit' }],
    instruments: [
      {
        broker: 'demo',
        symbol: 'AAPL',
        quantityAtKill: '-3',
        lastPriceAtKill: '100',
        filledQuantity: '3',
        averagePrice: '101.234',
        slippageFraction: '0.01234',
        outcome: 'flat',
        words: '',
      },
    ],
    residuals: [dust],
    rows: [],
  }).join('\n');
  expect(lines).toContain('no reason given');
  expect(lines.match(/signal by/g)).toHaveLength(1);
  expect(lines).toContain('demo/MSFT  limit buy  5  order o1');
  expect(lines).toMatch(/demo\/AAPL +-3 +3 +101\.234 +1\.23 % +closed/);
  expect(lines).toContain('Left: demo/DOGE 0.01');
});
