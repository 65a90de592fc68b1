import type { Refused } from '../../core/refused.ts';
import type { Reason } from '../../core/types.ts';
import type { FaceAnswer, FaceRequest } from '../../face.ts';

type Said = readonly [code: number, message: string];

const common: Partial<Record<Reason, Said>> = {
  unknown_instrument: [-1121, 'Invalid symbol.'],
  bad_request: [-1102, 'Mandatory parameter was not sent, was empty/null, or malformed.'],
  bad_client_id: [
    -1100,
    "Illegal characters found in parameter 'newClientOrderId'; legal range is '^[\\.A-Z\\:/a-z0-9_-]{1,36}$'.",
  ],
  bad_key: [-2014, 'API-key format invalid.'],
  bad_signature: [-1022, 'Signature for this request is not valid.'],
  stale_timestamp: [-1021, 'Timestamp for this request is outside of the recvWindow.'],
};

const spot: Partial<Record<Reason, Said>> = {
  duplicate_client_id: [-2010, 'Duplicate order sent.'],
  below_minimum: [-1013, 'Filter failure: LOT_SIZE'],
  below_notional: [-1013, 'Filter failure: NOTIONAL'],
  above_maximum: [-1013, 'Filter failure: MARKET_LOT_SIZE'],
  insufficient_balance: [-2010, 'Account has insufficient balance for requested action.'],
  market_closed: [-2010, 'Market is closed.'],
  no_market_orders: [-2010, 'Market orders are not supported for this symbol.'],
  price_band: [-1013, 'Filter failure: PERCENT_PRICE_BY_SIDE'],
  trading_forbidden: [-2010, 'This action is disabled on this account.'],
};

const futures: Partial<Record<Reason, Said>> = {
  duplicate_client_id: [-4116, 'ClientOrderId is duplicated.'],
  below_minimum: [-4004, 'Quantity less than min quantity.'],
  below_notional: [-4164, "Order's notional must be no smaller than 5 (unless you choose reduce only)."],
  above_maximum: [-4005, 'Quantity greater than max quantity.'],
  nothing_to_reduce: [-2022, 'ReduceOnly Order is rejected.'],
  reduced_already: [-4118, 'ReduceOnly Order Failed. Please check your existing position and open orders.'],
  wrong_position_side: [-4061, "Order's position side does not match user's setting."],
  reduce_only_in_hedge: [-1106, "Parameter 'reduceonly' sent when not required."],
  market_closed: [-4141, 'Symbol is closed.'],
  no_market_orders: [-4131, "The counterparty's best price does not meet the PERCENT_PRICE filter limit."],
  trading_forbidden: [-4088, 'User can not place order currently.'],
};

/** Codes and words as Binance's documentation lists them. */
export function binanceRefusal({ reason, detail }: Refused, { method, path }: FaceRequest): FaceAnswer {
  const isFutures = path.startsWith('/fapi');
  const [code, msg] =
    reason === 'order_gone'
      ? goneWords(method)
      : isFutures && reason === 'price_band'
        ? bandWords(detail)
        : ((isFutures ? futures : spot)[reason] ?? common[reason] ?? [-1000, `An unknown error: ${reason}`]);
  return { status: reason === 'bad_key' ? 401 : 400, body: { code, msg } };
}

function goneWords(method: string): Said {
  return method === 'DELETE' ? [-2011, 'Unknown order sent.'] : [-2013, 'Order does not exist.'];
}

function bandWords({ bound = '0', side }: Readonly<Record<string, string>>): Said {
  return side === 'sell'
    ? [-4024, `Limit price can't be lower than ${bound}.`]
    : [-4016, `Limit price can't be higher than ${bound}.`];
}
