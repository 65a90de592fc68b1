import * as z from 'zod';
import { limits } from '../limits.ts';
import { AcknowledgeAnswer, AlertTestAnswer } from './alerts.ts';
import { BotState } from './bots.ts';
import {
  ChallengeAnswer,
  CheckInAnswer,
  DeadManResetRequest,
  Decision,
  DrillReport,
  DrillState,
  Health,
  KillAnswer,
  KillRequest,
  OrderCheckRequest,
  PairAnswer,
  PairRequest,
  Preflight,
  RenameRequest,
  ResetAnswer,
  ResetRequest,
  ResumeBotRequest,
  RetireRequest,
  ShockRequest,
} from './commands.ts';
import { ConfigAnswer, ConfigDocument, ConfigWritten, KeepSecretRequest } from './configuration.ts';
import {
  JournalKinds,
  JournalPage,
  JournalVerdict,
  JournalVerification,
  Liquidation,
  LiquidationSummary,
} from './journal.ts';
import { ShellRequest } from './shell.ts';
import { DeadManStatus, EngineState, Status } from './state.ts';
import { ComplianceRequest, FeedRequest } from './triggers.ts';

export interface Route {
  method: 'GET' | 'POST' | 'PUT';
  /** `:name` marks a parameter, as Express and the client both fill it. */
  path: string;
  query?: z.ZodType;
  request?: z.ZodType;
  response: z.ZodType;
}

function route<const R extends Route>(definition: R): R {
  return definition;
}

/** Query values arrive as strings, and one that is empty (`?kind=&before=`) asks for nothing; the schema turns them into what the handler takes. */
function asked<S extends z.ZodType>(schema: S) {
  return z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
}
const rowNumber = 'must be the number of a row, 1 or more';
const pageRows = `must be a whole number from 1 to ${limits.journalPageRows}`;
export const JournalQuery = z.strictObject({
  kind: asked(z.string().max(64)).optional(),
  before: asked(z.coerce.number(rowNumber).int(rowNumber).positive(rowNumber)).optional(),
  limit: asked(
    z.coerce.number(pageRows).int(pageRows).min(1, pageRows).max(limits.journalPageRows, pageRows),
  ).optional(),
  q: asked(z.string().max(200)).optional(),
});
export type JournalQuery = z.infer<typeof JournalQuery>;

/**
 * The control listener, one line a route: the engine's handlers, the typed client and the tests are all derived from this
 * table. The two streams and the session are not calls and stand apart in `http/`.
 */
export const controlRoutes = {
  state: route({ method: 'GET', path: '/api/state', response: EngineState }),
  kill: route({ method: 'POST', path: '/api/kill', request: KillRequest, response: KillAnswer }),
  reset: route({ method: 'POST', path: '/api/reset', request: ResetRequest, response: ResetAnswer }),
  checkIn: route({ method: 'POST', path: '/api/check-in', response: CheckInAnswer }),
  resetDeadMan: route({
    method: 'POST',
    path: '/api/dead-man/reset',
    request: DeadManResetRequest,
    response: DeadManStatus,
  }),
  challenge: route({ method: 'POST', path: '/api/challenge', response: ChallengeAnswer }),
  journal: route({ method: 'GET', path: '/api/journal', query: JournalQuery, response: JournalPage }),
  journalKinds: route({ method: 'GET', path: '/api/journal/kinds', response: JournalKinds }),
  /** How far a verification has come, and what the last one found. */
  verification: route({ method: 'GET', path: '/api/journal/verification', response: JournalVerification }),
  /** Walks the whole chain, about 15 s for a million rows; whoever asks meanwhile gets the verdict of the same walk. */
  verifyJournal: route({ method: 'GET', path: '/api/journal/verify', response: JournalVerdict }),
  liquidations: route({
    method: 'GET',
    path: '/api/liquidations',
    response: z.object({ liquidations: z.array(LiquidationSummary) }),
  }),
  liquidation: route({ method: 'GET', path: '/api/liquidations/:killId', response: Liquidation }),
  config: route({ method: 'GET', path: '/api/config', response: ConfigAnswer }),
  /** The body is the configuration, whole, as it stands in the file; or a `ConfigReplacement`. */
  putConfig: route({ method: 'PUT', path: '/api/config', request: ConfigDocument, response: ConfigWritten }),
  keepSecret: route({ method: 'PUT', path: '/api/secrets/:name', request: KeepSecretRequest, response: z.object({}) }),
  preflight: route({ method: 'GET', path: '/api/preflight', response: Preflight }),
  drillState: route({ method: 'GET', path: '/api/drill', response: DrillState }),
  drill: route({ method: 'POST', path: '/api/drill', response: DrillReport }),
  pair: route({ method: 'POST', path: '/api/pair', request: PairRequest, response: PairAnswer }),
  retireDevice: route({
    method: 'POST',
    path: '/api/devices/:id/retire',
    request: RetireRequest,
    response: z.object({}),
  }),
  renameDevice: route({
    method: 'POST',
    path: '/api/devices/:id/rename',
    request: RenameRequest,
    response: z.object({}),
  }),
  resumeBot: route({
    method: 'POST',
    path: '/api/bots/:name/resume',
    request: ResumeBotRequest,
    response: BotState,
  }),
  /** The desktop app's word on itself and on the machine. */
  shell: route({ method: 'POST', path: '/api/shell', request: ShellRequest, response: z.object({}) }),
  acknowledgeAlerts: route({ method: 'POST', path: '/api/alerts/acknowledge', response: AcknowledgeAnswer }),
  testAlerts: route({ method: 'POST', path: '/api/alerts/:channel/test', response: AlertTestAnswer }),
  shock: route({ method: 'POST', path: '/api/brokers/:name/shock', request: ShockRequest, response: z.object({}) }),
} as const;
export type ControlRouteName = keyof typeof controlRoutes;

/** Answered by 204 and no body. */
const nothing = z.undefined();

/** The device listener's calls; `/status/stream` stands apart in `http/`. */
export const deviceRoutes = {
  health: route({ method: 'GET', path: '/health', response: Health }),
  status: route({ method: 'GET', path: '/status', response: Status }),
  orderCheck: route({ method: 'POST', path: '/order-check', request: OrderCheckRequest, response: Decision }),
  kill: route({ method: 'POST', path: '/kill', request: KillRequest, response: KillAnswer }),
  feed: route({ method: 'POST', path: '/feed', request: FeedRequest, response: nothing }),
  compliance: route({ method: 'POST', path: '/compliance', request: ComplianceRequest, response: nothing }),
  reset: route({ method: 'POST', path: '/reset', request: ResetRequest, response: ResetAnswer }),
} as const;

/** `POST` of a signed frame as text, answered by a signed line (docs/protocol.md). */
export const heartbeatPath = '/heartbeat';
export const eventsPath = '/api/events';
/** `POST {code}`: a single-use code for the page's cookie. */
export const sessionPath = '/api/session';
/** `POST` by the operator: a fresh code, good for 60 s, for the fragment of the page's address. */
export const sessionCodePath = '/api/session/code';
export const statusStreamPath = '/status/stream';

/**
 * Events of the two streams. `snapshot` carries the whole; `change` the top-level fields that differ, to be laid over it;
 * `journal` a new row (control listener alone); `risk` that the dead man's switch has fired (`CircuitBreakerFired`). A comment
 * line every second keeps the connection alive.
 */
export const streamEvents = ['snapshot', 'change', 'journal', 'risk'] as const;
