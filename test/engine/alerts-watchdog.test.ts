import { expect, it, onTestFinished } from 'vitest';
import { startWatchdog, type WatchdogOptions } from '../../src/engine/alerts/watchdog.ts';
import { systemClock as clock } from '../../src/engine/clock.ts';
import { deadAddress, says, startService } from '../support/alerts/service.ts';
import { until } from '../support/http.ts';

const secret = 'W4TCHD0G-3c';

function watchdog(address: string | null, over: Partial<WatchdogOptions> = {}) {
  const pings = startWatchdog({ address, everyMs: 50, isHealthy: () => true, clock, ...over });
  onTestFinished(() => pings.stop());
  return pings;
}

it('is pinged at once and again, by a GET that has nothing in it', async () => {
  const service = await startService(says(200, 'OK'));
  const pings = watchdog(`${service.url}/ping/${secret}`);
  await until(
    async () => service.received.length,
    (received) => received >= 3,
  );
  expect(service.received[0]).toMatchObject({ method: 'GET', path: `/ping/${secret}`, body: '' });
  expect(pings.last()).toMatchObject({ ok: true });
});

it('is not pinged by an engine that is not well, so that somebody is told, and is again when it is', async () => {
  const service = await startService(says(200));
  let healthy = false;
  watchdog(service.url, { isHealthy: () => healthy });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(service.received).toEqual([]);
  healthy = true;
  await until(
    async () => service.received.length,
    (received) => received > 0,
  );
});

it('is pinged by one request at a time, and no more after a stop', async () => {
  const service = await startService(() => undefined);
  const pings = watchdog(service.url);
  await until(
    async () => service.received.length,
    (received) => received > 0,
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(service.received).toHaveLength(1);
  pings.stop();
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(service.received).toHaveLength(1);
});

it('says why it was not reached, without its address', async () => {
  const refuses = await startService(says(404, 'no such check'));
  const words: string[] = [];
  for (const address of [`${refuses.url}/${secret}`, `${await deadAddress()}/${secret}`, null, `ftp://x/${secret}`]) {
    const pings = watchdog(address);
    const last = await until(
      async () => pings.last(),
      (found) => found !== null,
    );
    words.push(last?.ok === false ? last.words : 'reached');
  }
  expect(words).toEqual([
    'it answered with status 404',
    'the connection failed (ECONNREFUSED)',
    'there is no http:// or https:// address in its secret',
    'there is no http:// or https:// address in its secret',
  ]);
});
