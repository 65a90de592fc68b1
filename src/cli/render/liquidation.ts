import type { LiquidatedInstrument, Liquidation, LiquidationSummary } from '../../shared/api/journal.ts';
import { decimal } from '../../shared/decimal.ts';
import { outcomeSentence } from '../../shared/words.ts';
import { residualLine } from './status.ts';
import { plural, table } from './table.ts';
import { localTime } from './time.ts';

export function liquidationTable(kills: readonly LiquidationSummary[]): string[] {
  if (kills.length === 0) return ['No kill has ever been recorded here.'];
  const rows = kills.map((kill) => [localTime(kill.firedAt), kill.killId, kill.source, endOf(kill), kill.reason]);
  return table([['FIRED', 'KILL', 'SOURCE', 'END', 'REASON'], ...rows]);
}

function endOf(kill: LiquidationSummary): string {
  if (kill.settledAt === null) return 'not settled';
  const flat = kill.flat ? 'flat' : 'not flat';
  return kill.resetAt === null ? flat : `${flat}, reset ${localTime(kill.resetAt)}`;
}

export function liquidationLines(kill: Liquidation): string[] {
  return [
    `Kill ${kill.killId} by ${kill.source} at ${localTime(kill.firedAt)}: ${kill.reason || 'no reason given'}`,
    // The first signal is the one that fired; it stands above.
    ...kill.signals
      .slice(1)
      .map((each) => `  signal by ${each.source} at ${localTime(each.at)}: ${each.reason || 'no reason given'}`),
    `End: ${endOf(kill)}${kill.resetReason === null ? '' : ` ("${kill.resetReason}")`}`,
    `Cancelled ${plural(kill.cancelledOrders.length, 'order')}`,
    ...table(
      kill.cancelledOrders.map((each) => [
        `${each.broker}/${each.symbol}`,
        `${each.type} ${each.side}`,
        each.quantity,
        `order ${each.id}`,
      ]),
      '  ',
    ),
    `Closed ${plural(kill.instruments.length, 'instrument')}`,
    ...instrumentTable(kill.instruments),
    ...kill.residuals.map((each) => `Left: ${residualLine(each)}`),
  ];
}

function instrumentTable(instruments: readonly LiquidatedInstrument[]): string[] {
  if (instruments.length === 0) return [];
  const rows = instruments.map((each) => [
    `${each.broker}/${each.symbol}`,
    each.quantityAtKill ?? 'came later',
    each.filledQuantity,
    each.averagePrice ?? '-',
    each.slippageFraction === null ? '-' : percent(each.slippageFraction),
    endOfInstrument(each),
  ]);
  return table([['INSTRUMENT', 'AT KILL', 'FILLED', 'AT PRICE', 'SLIPPAGE', 'OUTCOME'], ...rows], '  ');
}

/** The venue's words explain what is left; of what is closed they are only what it said when it took the order. */
function endOfInstrument({ outcome, words }: LiquidatedInstrument): string {
  const end = outcome === null ? 'not known yet' : outcomeSentence(outcome);
  return outcome === 'flat' || words === '' ? end : `${end} ("${words}")`;
}

/** `-0.0123` → `-1.23 %`; positive is what the kill cost. */
function percent(fraction: string): string {
  return `${decimal.round(decimal.times(fraction, '100'), 2)} %`;
}
