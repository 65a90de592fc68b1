import { expect, test } from 'vitest';
import type { Liquidation } from '../../shared/api/journal.ts';
import { killAsCsv, killAsJson } from './export.ts';

const kill: Liquidation = {
  killId: '1a2b3c4d-07',
  source: 'window',
  reason: 'r',
  firedAt: '2026-11-21T09:14:03.004Z',
  settledAt: null,
  flat: false,
  resetAt: null,
  resetReason: null,
  signals: [],
  cancelledOrders: [{ broker: 'demo', id: 'p1', symbol: 'AAPL', side: 'sell', quantity: '120', type: 'limit' }],
  instruments: [
    {
      broker: 'demo',
      symbol: 'TSLA',
      quantityAtKill: '-25',
      lastPriceAtKill: '341.3',
      filledQuantity: '25',
      averagePrice: '341.50',
      slippageFraction: '0.000586',
      outcome: 'flat',
      words: '',
    },
  ],
  residuals: [
    {
      broker: 'demo',
      symbol: 'AAPL',
      quantity: '3',
      outcome: 'failed',
      words: '=HYPERLINK("http://x.test"),\nheld',
      accept: 'demo/AAPL@3',
    },
  ],
  rows: [],
};

test('a line for each position, order and residual; what is a formula elsewhere is text here', () => {
  const { name, text } = killAsCsv(kill);
  expect(name).toBe('scram-kill-2026-11-21T09-14-03-004Z-1a2b3c4d-07.csv');
  const common = '1a2b3c4d-07,2026-11-21T09:14:03.004Z';
  expect(text.split('\r\n')).toEqual([
    'kill_id,fired_at,record,broker,symbol,order_id,side,order_type,quantity,last_price_at_kill,filled_quantity,average_price,slippage_fraction,outcome,words',
    `${common},position,demo,TSLA,,,,-25,341.3,25,341.50,0.000586,flat,`,
    `${common},order,demo,AAPL,p1,sell,limit,120,,,,,,`,
    `${common},residual,demo,AAPL,,,,3,,,,,failed,"'=HYPERLINK(""http://x.test""),\nheld"`,
    '',
  ]);
});

test.each(['=1+1', '+1+1', '-1+1', '@SUM(A1)', '\t=1', '\r=1', '-'])('%j does not begin a cell', (words) => {
  const [instrument] = kill.instruments;
  const { text } = killAsCsv({ ...kill, instruments: instrument ? [{ ...instrument, words }] : [] });
  expect(text).toContain(`'${words}`);
});

test('a name that comes from a device can not lead out of the folder', () => {
  expect(killAsJson({ ...kill, killId: '../../etc/x y' }).name).toBe(
    'scram-kill-2026-11-21T09-14-03-004Z-______etc_x_y.json',
  );
});

test('the JSON is the kill, whole', () => {
  expect(JSON.parse(killAsJson(kill).text)).toEqual(kill);
});
