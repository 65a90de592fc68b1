import type { Preflight } from '../../../shared/api/commands.ts';
import { LongTable } from '../../parts/long-table.tsx';
import { EmptyRow, Row } from '../../parts/row.tsx';
import { plural } from '../../view/numbers.ts';

const label = 'A kill now';

/** What a kill would do at this moment: the whole account, which is its scope. */
export function Preview({ preflight: { wouldCancel, wouldClose, unread } }: { preflight: Preflight }) {
  const sentence = `would cancel ${plural(wouldCancel.length, 'order')} and close ${plural(wouldClose.length, 'position')}`;
  const beyond = unread.length === 0 ? '' : `, and whatever is open at ${unread.join(', ')}, which can’t be read`;
  if (wouldCancel.length + wouldClose.length === 0) {
    return <EmptyRow label={label} sentence={`would find nothing to cancel and nothing to close${beyond}`} />;
  }
  return (
    <section aria-label={label}>
      <Row label={label} sentence={`${sentence}${beyond}`} isFault={unread.length > 0}>
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
      </Row>
    </section>
  );
}
