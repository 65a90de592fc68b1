import { assertNever } from '../../../shared/assert-never.ts';
import type { Clock } from '../../clock.ts';
import { advance, nextDueMs } from './exchange/exchange.ts';
import { type OpeningPlan, openAccount } from './exchange/opening.ts';
import { type Account, restore, type SavedAccount } from './exchange/state.ts';
import type { Outcome, Refusal } from './exchange/types.ts';
import { type Fault, Faults, FaultyRoute } from './faults.ts';
import { type Floor, type Handlers, handlersOn } from './handlers.ts';
import {
  type PaperAnswer,
  type PaperRequest,
  type PaperRouteName,
  paperRoutes,
  type VenueConditions,
} from './routes.ts';
import type { PaperStore } from './store.ts';
import { alarmClock, delay, groupCommit, timeFrom } from './timing.ts';

/** What the venue makes of a call; `drop` and `hang` are for the face to act out. */
export type DeskReply<T> =
  | { kind: 'answer'; value: T }
  | ({ kind: 'refused'; retryAfterMs?: number } & Refusal)
  | { kind: 'drop' }
  | { kind: 'hang' };

/** The running venue behind both faces: time, storage, latency and faults around the exchange. */
export interface Desk {
  /** Carries the call out before it returns; answers when what it did is stored. `input` may come from anywhere. */
  call<R extends PaperRouteName>(route: R, input: unknown): Promise<DeskReply<PaperAnswer<R>>>;
  close(): Promise<void>;
}

export interface DeskOptions {
  clock: Clock;
  store: PaperStore;
  /** What the store had; without it an account is opened as planned. */
  saved: SavedAccount | null;
  seed: number;
  plan: OpeningPlan;
  conditions: VenueConditions;
}

/**
 * Conditions for a round trip of so many milliseconds: an order reaches the market half-way through, so that it lands whether
 * or not its sender lives to read the answer, and a cancel takes effect some time after it was acknowledged.
 */
export function conditionsFor(roundTripMs: number, reduceOnly: boolean): VenueConditions {
  const orderLatencyMs = Math.ceil(roundTripMs / 2);
  const cancelLatencyMs = roundTripMs + 10;
  return {
    answerLatencyMs: roundTripMs,
    orderLatencyMs,
    cancelLatencyMs,
    fillRatio: 1,
    fillIntervalMs: 100,
    reduceOnly,
    maintenanceFraction: 0.25,
    blocked: false,
  };
}

type Frozen = { [R in PaperRouteName]?: Outcome<PaperAnswer<R>> };

export function openDesk(options: DeskOptions): Desk {
  const { clock, store, conditions, saved } = options;
  const venueTime = timeFrom(clock, saved?.header.nowMs ?? 0);
  const open = (nextSeq: number) => openAccount(options.plan, options.seed, venueTime(), conditions, nextSeq);
  let frozen: Frozen = {};
  const floor: Floor = {
    account: saved ? restore(saved, conditions) : open(1),
    conditions,
    faults: new Faults(options.seed),
    freeze: () => {
      frozen = readAll(handlers);
    },
    reset: () => {
      floor.account = open(floor.account.header.nextSeq);
      store.replace(floor.account);
    },
    storageTrouble: store.trouble,
  };
  const handlers = handlersOn(floor);
  if (!saved) store.replace(floor.account);

  const committed = groupCommit(() => store.save(floor.account));
  const settle = () => (isChanged(floor.account) ? committed() : undefined);
  const alarm = alarmClock(() => {
    advance(floor.account, venueTime());
    alarm.set(dueIn(floor.account, venueTime()));
    void settle();
  });
  alarm.set(dueIn(floor.account, venueTime()));

  function carryOut<R extends PaperRouteName>(
    route: R,
    input: unknown,
    fault: Fault | null,
  ): DeskReply<PaperAnswer<R>> {
    const instead = fault && insteadOf(fault);
    if (instead) return instead;
    const stale = fault?.kind === 'stale' ? frozen[route] : undefined;
    if (stale) return replyOf(stale);
    const request = paperRoutes[route].request.safeParse(input);
    if (!request.success) return badRequest(request.error.issues);
    const reply = replyOf(handlers[route](request.data as PaperRequest<R>));
    return (fault && afterwards(fault)) ?? reply;
  }

  return {
    async call(route, input) {
      const arrivedMs = clock.monotonicMs();
      advance(floor.account, venueTime());
      const isVenueCall = FaultyRoute.safeParse(route);
      const fault = isVenueCall.success ? floor.faults.draw(isVenueCall.data) : null;
      const reply = carryOut(route, input, fault);
      alarm.set(dueIn(floor.account, venueTime()));
      await settle();
      const leftMs = isVenueCall.success ? arrivedMs + conditions.answerLatencyMs - clock.monotonicMs() : 0;
      if (leftMs > 0) await delay(leftMs);
      return reply;
    },
    async close() {
      alarm.clear();
      await settle();
      store.close();
    },
  };
}

function isChanged({ changes }: Account): boolean {
  return changes.header || changes.orders.size > 0 || changes.holdings.size > 0 || changes.fills.length > 0;
}

function dueIn(account: Account, nowMs: number): number | null {
  const dueMs = nextDueMs(account);
  return dueMs === null ? null : Math.max(1, dueMs - nowMs);
}

function readAll({ venue, account, positions, orders, quotes }: Handlers): Frozen {
  return {
    venue: venue({}),
    account: account({}),
    positions: positions({}),
    orders: orders({}),
    quotes: quotes({}),
  };
}

/** The reply to a call that a fault keeps from being carried out; null when it is carried out. */
function insteadOf(fault: Fault): DeskReply<never> | null {
  switch (fault.kind) {
    case 'refuse':
      return { kind: 'refused', code: fault.code, words: 'refused by a fault that was set' };
    case 'rate_limit':
      return { kind: 'refused', code: 'rate_limited', words: 'too many requests', retryAfterMs: fault.retryAfterMs };
    case 'error':
    case 'drop':
    case 'hang':
      return fault.landed ? null : afterwards(fault);
    case 'stale':
    case 'stuck_cancel':
      return null;
    default:
      return assertNever(fault);
  }
}

/** What becomes of the answer to a call that was carried out; null when it is given. */
function afterwards(fault: Fault): DeskReply<never> | null {
  if (fault.kind === 'error') return { kind: 'refused', code: 'failed', words: 'internal error' };
  if (fault.kind === 'drop' || fault.kind === 'hang') return { kind: fault.kind };
  return null;
}

function replyOf<T>(outcome: Outcome<T>): DeskReply<T> {
  return outcome.ok ? { kind: 'answer', value: outcome.value } : { kind: 'refused', ...outcome.refusal };
}

function badRequest(issues: readonly { path: PropertyKey[]; message: string }[]): DeskReply<never> {
  const words = issues.map(({ path, message }) => `${path.map(String).join('.') || 'request'}: ${message}`).join('; ');
  return { kind: 'refused', code: 'bad_request', words };
}
