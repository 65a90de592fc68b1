import type { Broker } from '../broker.ts';
import { Cancels } from './cancels.ts';
import { checkAccount } from './checks.ts';
import { ClientIds } from './client-ids.ts';
import { Closes } from './closes.ts';
import { Connection } from './connection.ts';
import type { CcxtOptions } from './options.ts';
import { Reader } from './reader.ts';
import { genericVenue } from './venues/generic.ts';
import { venueOf } from './venues/registry.ts';

/**
 * An account at a crypto venue, through the library ccxt: its signing, its names and its parsing; the connections, the budget and the
 * judgement of what an answer means are our own. What venues do differently stands in `venues/`, a table for each.
 *
 * `throughZero` is `refused` only where every section of the account promises reduce-only: wallets do not, because there a sale is
 * bounded by what is in them and not by what is to be kept.
 */
export function createCcxtBroker(options: CcxtOptions): Broker {
  const { name, exchange, clock, sandbox, cash, keep } = options;
  const venue = venueOf(exchange) ?? genericVenue(exchange);
  const connection = new Connection(venue, options);
  const ids = new ClientIds(venue.clientId);
  const reader = new Reader({ connection, clock, ids, rules: { cash, keep } });
  const closes = new Closes(connection, reader, ids);
  const cancels = new Cancels(connection, reader);
  const { sections } = connection;

  return {
    name,
    kind: 'ccxt',
    paper: sandbox,
    throughZero: sections.length > 0 && sections.every(({ reduceOnly }) => reduceOnly) ? 'refused' : 'possible',
    readIntervalMs: reader.readIntervalMs,
    async open() {
      await connection.ready();
      await connection.warm(0);
    },

    async read() {
      const book = await reader.read();
      if (book.ok) void connection.warm(book.value.positions.length + 2);
      return book;
    },

    noteKill() {
      for (const { spending, listing } of sections) for (const budget of [spending, listing]) budget.noteKill();
      reader.lookAgain();
    },
    cancelAll: () => cancels.all(),
    cancel: (order) => cancels.one(order),
    close: (command) => closes.close(command),
    findOrder: (clientOrderId, symbol) => closes.find(clientOrderId, symbol),
    check: () => checkAccount(connection, options),

    async dispose() {
      reader.dispose();
      connection.dispose();
    },
  };
}
