import type { Preflight } from '../../../shared/api/commands.ts';
import { LongTable } from '../../parts/long-table.tsx';
import { plural } from '../../view/numbers.ts';

/** What a kill would do at this moment: the whole account, which is its scope. */
export function Preview({ preflight: { wouldCancel, wouldClose } }: { preflight: Preflight }) {
  const isEmpty = wouldCancel.length + wouldClose.length === 0;
  return (
    <section aria-label="A kill now">
      <h2>A kill now</h2>
      <details className="panel row">
        <summary>
          {isEmpty
            ? 'would find nothing to cancel and nothing to close'
            : `would cancel ${plural(wouldCancel.length, 'order')} and close ${plural(wouldClose.length, 'position')}`}
        </summary>
        <LongTable
          caption="Would be cancelled"
          rows={wouldCancel}
          keyOf={({ broker, id }) => `${broker}/${id}`}
          columns={[
            { head: 'Broker', cell: ({ broker }) => broker },
            { head: 'Order', cell: ({ description }) => description },
          ]}
        />
        <LongTable
          caption="Would be closed"
          rows={wouldClose}
          keyOf={({ broker, symbol }) => `${broker}/${symbol}`}
          columns={[
            { head: 'Broker', cell: ({ broker }) => broker },
            { head: 'Order sent', cell: ({ description }) => description },
          ]}
        />
      </details>
    </section>
  );
}
