import { createServer, type Server } from 'node:http';
import { afterEach, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/engine/clock.ts';
import { BrokerDesk } from '../../src/engine/flatten/broker-desk.ts';
import { KillSwitch } from '../../src/engine/kill/kill-switch.ts';
import { rehearse } from '../../src/engine/rehearsal.ts';

const reportBug = (error: unknown) => {
  throw error;
};
afterEach(() => void vi.restoreAllMocks());

it('carries out whole kills on an account of its own, and leaves nothing behind', async () => {
  const triggers = vi.spyOn(KillSwitch.prototype, 'trigger');
  const engagements = vi.spyOn(BrokerDesk.prototype, 'engage');
  const listening = openPorts();
  await rehearse({ clock: systemClock, reportBug, isOver: () => false });
  expect(triggers.mock.calls.length).toBeGreaterThanOrEqual(5);
  expect(engagements.mock.calls.length).toBe(triggers.mock.calls.length);
  expect(listening().every((server) => !server.listening)).toBe(true);
  expect(listening().length).toBe(2);
});

it('ends when a kill comes that is none of its own', async () => {
  const triggers = vi.spyOn(KillSwitch.prototype, 'trigger');
  let rounds = 0;
  await rehearse({ clock: systemClock, reportBug, isOver: () => rounds++ > 1 });
  expect(triggers).toHaveBeenCalledTimes(2);
});

/** Every HTTP server that begins to listen from here on. */
function openPorts(): () => Server[] {
  const servers: Server[] = [];
  const prototype = Object.getPrototypeOf(Object.getPrototypeOf(createServer())) as Server;
  const listen = prototype.listen;
  vi.spyOn(prototype, 'listen').mockImplementation(function (this: Server, ...args: unknown[]) {
    servers.push(this);
    return Reflect.apply(listen, this, args);
  });
  return () => servers;
}
