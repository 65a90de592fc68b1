import type { Express, Request, Response } from 'express';
import * as z from 'zod';
import {
  type ControlRouteName,
  controlRoutes,
  eventsPath,
  sessionCodePath,
  sessionPath,
} from '../../shared/api/routes.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { ok } from '../../shared/result.ts';
import type { SignedIn } from '../dead-man/dead-man.ts';
import type { Engine } from '../engine.ts';
import { type Caller, controlCaller } from './access.ts';
import { foreignOrigin, sendFailure, sendJson } from './answer.ts';
import { parseBody } from './body.ts';
import { isOwnOrigin } from './host-rule.ts';
import { httpLimits } from './limits.ts';
import { newApp } from './listener.ts';
import { servePage } from './page.ts';
import type { ListenerParts } from './parts.ts';
import { admit, type Doorkeeper, type Handler, NoRequest, serve, serveKill } from './serve.ts';
import { type Sessions, sessionCookieName } from './session.ts';
import type { Streams } from './streams.ts';

export interface ControlParts extends ListenerParts {
  sessions: Sessions;
  /** Known once the port is open. */
  port: () => number;
  /** Folder of the built page. */
  pageDir: string;
}

type Calls = { [N in Exclude<ControlRouteName, 'kill'>]: Handler<(typeof controlRoutes)[N]> };

/** What each route of the table does; admission, schemas and answers are the same for all (`serve.ts`). */
function callsOf(engine: Engine): Calls {
  return {
    state: () => ok(engine.state()),
    reset: ({ body, caller }) => engine.reset(body, signOf(caller).source),
    checkIn: ({ caller }) => engine.checkIn(signOf(caller)),
    resetDeadMan: ({ body, caller }) => engine.resetDeadMan(body, signOf(caller)),
    challenge: () => engine.challenge(),
    journal: ({ query }) => engine.journal.page(query),
    journalKinds: () => engine.journalKinds(),
    verification: () => engine.verification.state(),
    verifyJournal: async ({ caller }) => ok(await engine.verification.run(signOf(caller))),
    liquidations: () => engine.liquidations(),
    liquidation: ({ params }) => engine.liquidation(params.killId ?? ''),
    config: async () => ok(await engine.configuration()),
    putConfig: ({ body, caller }) => engine.replaceConfiguration(body, signOf(caller)),
    keepSecret: ({ params, body, caller }) => engine.keepSecret(params.name ?? '', body.value, signOf(caller)),
    preflight: async () => ok(await engine.preflight()),
    drillState: () => engine.drills.state(),
    drill: ({ caller }) => engine.drills.run(signOf(caller)),
    pair: ({ body }) => engine.pairing.pair(body),
    resumeBot: ({ params, body, caller }) => engine.resumeBot(params.name ?? '', body.reason, signOf(caller).source),
    retireDevice: ({ params, body }) => engine.pairing.retire(params.id ?? '', body.reason),
    renameDevice: ({ params, body }) => engine.pairing.rename(params.id ?? '', body.name),
    shell: ({ body, caller }) => engine.hearShell(body, signOf(caller)),
    acknowledgeAlerts: ({ caller }) => engine.acknowledgeAlerts(signOf(caller)),
    testAlerts: ({ params }) => engine.testAlerts(params.channel ?? ''),
    shock: ({ params, body, caller }) => engine.shock(params.name ?? '', body.fraction, signOf(caller).source),
  };
}

/** Whom the journal names for a command: these routes admit the operator alone, by whichever client. */
function signOf(caller: Caller): SignedIn {
  return { source: caller.who === 'operator' ? caller.source : 'api', from: caller.from };
}

/** The operator's listener, on loopback alone: everything under `/api` wants the token or the page's session. */
export function controlApp(engine: Engine, parts: ControlParts, streams: Streams): Express {
  const { app, finish } = newApp(parts.isOwnHost, engine.reportBug);
  app.use((request, response, next) => {
    if (isOwnOrigin(request.headers.origin, request.headers.host)) next();
    else sendFailure(response, foreignOrigin);
  });
  const cookieName = () => sessionCookieName(parts.port());
  const door: Doorkeeper = {
    ...parts,
    callerOf: (request) => controlCaller(request, parts.tokens, parts.sessions, cookieName()),
  };
  app.post(
    controlRoutes.kill.path,
    serveKill(door, ({ source, from }, reason) => engine.kill({ source, reason, from })),
  );
  app.post(sessionPath, (request, response) => signIn(request, response, parts, cookieName()));
  app.post(sessionCodePath, async (request, response) => {
    if (!admit(request, response, 'operator', door)) return;
    const body = await parseBody(request, NoRequest);
    if (!body.ok) return sendFailure(response, body.failure);
    sendJson(response, 200, { code: parts.sessions.issueCode(), expiresInSeconds: httpLimits.sessionCodeMs / 1_000 });
  });
  mountCalls(app, callsOf(engine), door);
  app.get(eventsPath, (request, response) => {
    if (admit(request, response, 'operator', door)) streamEvents(request, response, engine, streams);
  });
  // Whoever is not let in learns nothing about which addresses exist.
  app.use('/api', (request, response, next) => {
    if (admit(request, response, 'operator', door)) next();
  });
  servePage(app, parts.pageDir);
  finish();
  return app;
}

function mountCalls(app: Express, calls: Calls, door: Doorkeeper): void {
  const mount = <N extends keyof Calls>(name: N) => {
    const route = controlRoutes[name];
    const handler = serve(route, 'operator', door, calls[name] as Handler<typeof route>);
    switch (route.method) {
      case 'GET':
        return app.get(route.path, handler);
      case 'POST':
        return app.post(route.path, handler);
      case 'PUT':
        return app.put(route.path, handler);
      default:
        return assertNever(route);
    }
  };
  for (const name of Object.keys(calls) as (keyof Calls)[]) mount(name);
}

const SignIn = z.strictObject({ code: z.string({ error: 'is required' }).max(100) });

async function signIn(request: Request, response: Response, parts: ControlParts, cookieName: string): Promise<void> {
  const body = await parseBody(request, SignIn);
  if (!body.ok) return sendFailure(response, body.failure);
  const cookie = parts.sessions.redeem(body.value.code);
  if (cookie === null) {
    parts.refusals.note(request.socket.remoteAddress ?? 'unknown', 'POST /api/session', 'wrong or spent sign-in code');
    const hint = 'Codes work once, for 60 s. "scram token" gives a fresh address.';
    return sendFailure(response, {
      code: 'unauthenticated',
      message: 'This sign-in code is not good.',
      hint,
      field: 'code',
    });
  }
  const seconds = httpLimits.sessionMs / 1_000;
  response.setHeader('Set-Cookie', `${cookieName}=${cookie}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}`);
  sendJson(response, 200, { signedIn: true });
}

function streamEvents(request: Request, response: Response, engine: Engine, streams: Streams): void {
  const stream = streams.begin(request, response);
  if (!stream) return;
  const { snapshot, unsubscribe } = engine.hub.subscribe({
    changed: (change) => stream.send('change', change),
    lost: stream.end,
  });
  const stopRows = engine.journal.onRow((row) => stream.send('journal', row));
  const stopRisks = engine.onRisk((event) => stream.send('risk', event));
  stream.onClose(() => {
    unsubscribe();
    stopRows();
    stopRisks();
  });
  stream.send('snapshot', snapshot);
}
