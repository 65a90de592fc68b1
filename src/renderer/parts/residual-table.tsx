import type { Residual } from '../../shared/api/state.ts';
import { outcomeSentence } from '../../shared/words.ts';
import { grouped } from '../view/numbers.ts';
import { LongTable } from './long-table.tsx';

/** What is left, each with what became of it and the venue's own words. */
export function ResidualTable({ residuals }: { residuals: readonly Residual[] }) {
  if (residuals.length === 0) return null;
  return (
    <LongTable
      caption="Still open"
      rows={residuals}
      keyOf={({ accept }) => accept}
      columns={[
        { head: 'Instrument', cell: instrumentName },
        {
          head: 'Quantity',
          cell: ({ quantity }) => (quantity === null ? 'unknown' : grouped(quantity)),
          isFigure: true,
        },
        { head: 'Outcome', cell: ({ outcome }) => outcomeSentence(outcome) },
        { head: 'The venue says', cell: ({ words }) => words },
      ]}
    />
  );
}

function instrumentName({ broker, symbol, orderId }: Residual): string {
  const name = symbol === '*' ? `everything at ${broker}` : symbol;
  return orderId === undefined ? name : `${name}, order ${orderId}`;
}
