import type { Express } from 'express';
import { deviceRoutes, heartbeatPath, statusStreamPath } from '../../shared/api/routes.ts';
import { Status } from '../../shared/api/state.ts';
import { ok } from '../../shared/result.ts';
import type { Engine } from '../engine.ts';
import { takePeerMessages } from '../links/peers/door.ts';
import { peerLimits } from '../links/peers/limits.ts';
import { peerPaths } from '../links/peers/message.ts';
import { refuseOthers, takeFrames } from '../links/wifi.ts';
import { deviceCaller } from './access.ts';
import { newApp } from './listener.ts';
import type { ListenerParts } from './parts.ts';
import { type Doorkeeper, serve, serveKill } from './serve.ts';
import type { Streams } from './streams.ts';

/** The listener for devices, bots and scripts: open to the network, and so it shows little and takes little. */
export function deviceApp(engine: Engine, parts: ListenerParts, streams: Streams): Express {
  const { app, finish } = newApp(parts.isOwnHost, engine.reportBug);
  const door: Doorkeeper = {
    ...parts,
    callerOf: (request) => deviceCaller(request, parts.tokens, engine.staticTokens),
  };
  // First, so that nothing stands between a kill and the latch.
  app.post(
    deviceRoutes.kill.path,
    takeFrames(engine, parts),
    serveKill(door, ({ source, from }, reason) => engine.kill({ source, reason, from })),
  );
  for (const path of [peerPaths.kill, peerPaths['check-in'], peerPaths.state]) {
    app.post(path, takePeerMessages(engine, parts, peerLimits.messageBytes));
  }
  app.post(peerPaths.reset, takePeerMessages(engine, parts, peerLimits.resetMessageBytes));
  app.post(heartbeatPath, takeFrames(engine, parts), refuseOthers(parts));
  app.get(
    deviceRoutes.health.path,
    serve(deviceRoutes.health, 'anyone', door, () => ok(engine.health())),
  );
  app.get(
    deviceRoutes.status.path,
    serve(deviceRoutes.status, 'anyone', door, () => ok(engine.status())),
  );
  app.post(
    deviceRoutes.orderCheck.path,
    serve(deviceRoutes.orderCheck, 'anyone', door, () => ok(engine.checkOrder())),
  );
  app.post(
    deviceRoutes.feed.path,
    serve(deviceRoutes.feed, 'bot', door, ({ body }) => engine.feed(body.ticks)),
  );
  app.post(
    deviceRoutes.compliance.path,
    serve(deviceRoutes.compliance, 'bot', door, ({ body, caller }) =>
      engine.compliance(body, caller.who === 'nobody' ? 'api' : caller.source, caller.from),
    ),
  );
  app.post(
    deviceRoutes.reset.path,
    serve(deviceRoutes.reset, 'operator', door, ({ body, caller }) =>
      engine.reset(body, caller.who === 'operator' ? caller.source : 'api'),
    ),
  );
  app.get(statusStreamPath, (request, response) => {
    const stream = streams.begin(request, response);
    if (!stream) return;
    const { snapshot, unsubscribe } = engine.hub.subscribe({
      changed(change) {
        const visible = Status.partial().parse(change);
        if (Object.keys(visible).length > 0) stream.send('change', visible);
      },
      lost: stream.end,
    });
    const stopRisks = engine.onRisk((event) => stream.send('risk', event));
    stream.onClose(() => {
      unsubscribe();
      stopRisks();
    });
    stream.send('snapshot', Status.parse(snapshot));
  });
  finish();
  return app;
}
