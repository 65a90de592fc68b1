import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../src/engine/clock.ts';
import { linkKeys, sign } from '../../src/engine/links/keys.ts';
import { type RunningEngine, startEngine } from '../../src/engine/start.ts';
import { type ButtonFolder, buttonFolder } from '../support/button.ts';
import { freePort } from '../support/free-port.ts';
import { call, until } from '../support/http.ts';
import { twinSecret } from '../support/twin.ts';

const hour = 3_600_000;

/** Two engines that know each other by the secret `desk`, each with a wall clock of its own. */
interface Side {
  folder: ButtonFolder;
  port: number;
  clock: Clock;
  /** By how much its wall clock is set. */
  setByMs: number;
  running: RunningEngine | null;
}
let sides: Side[] = [];
const bugs: unknown[] = [];

function newSide(port: number, peerPorts: Record<string, number>): Side {
  const peers = Object.fromEntries(
    Object.entries(peerPorts).map(([name, at]) => [name, { url: `http://127.0.0.1:${at}`, key: { secret: 'desk' } }]),
  );
  const { monotonicMs } = systemClock;
  const side: Side = {
    folder: buttonFolder({ devices: {}, more: { peers } }),
    port,
    clock: { wallMs: () => Date.now() + side.setByMs, monotonicMs },
    setByMs: 0,
    running: null,
  };
  return side;
}

/** `more`: further peers of the second. */
async function build(more: Record<string, number> = {}): Promise<[mac: Side, vm: Side]> {
  const ports = [await freePort(), await freePort()] as const;
  const pair: [Side, Side] = [newSide(ports[0], { vm: ports[1] }), newSide(ports[1], { mac: ports[0], ...more })];
  sides = pair;
  return pair;
}

async function start(side: Side): Promise<void> {
  const at = { dataDir: side.folder.path, configFile: null, host: '127.0.0.1', devicePort: side.port, controlPort: 0 };
  side.running = await startEngine(at, side.clock, (bug) => bugs.push(bug));
}
async function stop(side: Side): Promise<void> {
  await side.running?.close();
  side.running = null;
}
function engineOf(side: Side) {
  if (!side.running) throw new Error('not running');
  return side.running.engine;
}
const deadManOf = (side: Side) => async () => engineOf(side).state().deadMan;
const checkIn = (side: Side) => engineOf(side).checkIn({ source: 'cli', from: 'test' });
async function checkIns(side: Side) {
  const page = await engineOf(side).journal.page({ kind: 'CHECK_IN', limit: 100 });
  return page.ok ? page.value.rows : [];
}
const hearing = (side: Side) =>
  until(
    async () => engineOf(side).state(),
    ({ peers }) => peers[0]?.status?.state === 'armed',
  );

afterEach(async () => {
  for (const side of sides) {
    await stop(side);
    side.folder.remove();
  }
  expect(bugs.splice(0)).toEqual([]);
});

test('a check-in on one counts on the other, once, and is not handed back', async () => {
  const [mac, vm] = await build();
  await start(mac);
  await start(vm);
  await Promise.all([hearing(mac), hearing(vm)]);
  vm.setByMs = 21 * hour;
  await until(deadManOf(vm), ({ state }) => state === 'warning');
  await checkIn(mac);
  await until(deadManOf(vm), ({ state }) => state === 'ok', 2_000);
  expect(await checkIns(vm)).toMatchObject([{ source: 'peer', data: { from: 'peer mac' } }]);
  // Long enough for anything to be told back or again.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(await checkIns(mac)).toHaveLength(1);
  expect(await checkIns(vm)).toHaveLength(1);
});

test('one that was out of reach is told later, with the age that the check-in has by then', async () => {
  const [mac, vm] = await build();
  await start(vm);
  await start(mac);
  await Promise.all([hearing(mac), hearing(vm)]);
  await stop(vm);
  await checkIn(mac);
  mac.setByMs = 6 * hour;
  vm.setByMs = 20 * hour;
  await start(vm);
  await until(
    async () => checkIns(vm),
    (rows) => rows.length === 1,
    8_000,
  );
  const [row] = await checkIns(vm);
  expect(Number(row?.data.ageMs) / hour).toBeCloseTo(6, 2);
  const { deadline } = await deadManOf(vm)();
  expect((Date.parse(deadline) - vm.clock.wallMs()) / hour).toBeCloseTo(18, 2);
  // In its next life the first tells it once more, and it is known.
  await stop(mac);
  await start(mac);
  await hearing(mac);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await checkIns(vm)).toHaveLength(1);
});

test('one that has triggered is not brought back by a check-in elsewhere', async () => {
  const [mac, vm] = await build();
  await start(mac);
  await start(vm);
  await Promise.all([hearing(mac), hearing(vm)]);
  vm.setByMs = 25 * hour;
  await until(deadManOf(vm), ({ state }) => state === 'triggered');
  await checkIn(mac);
  const refused = () => engineOf(vm).journal.page({ kind: 'CHECK_IN_REFUSED' });
  await until(refused, (page) => page.ok && page.value.rows.length === 1);
  expect(await refused()).toMatchObject({ value: { rows: [{ source: 'peer', data: { from: 'peer mac' } }] } });
  expect(await deadManOf(vm)()).toMatchObject({ state: 'triggered' });
});

test('a check-in that nobody has signed, or that is played back, gives no time', async () => {
  const [, vm] = await build();
  await start(vm);
  const keys = linkKeys(twinSecret);
  if (!keys) throw new Error('not a secret');
  const status = { state: 'armed', flat: null, killId: null };
  const text = JSON.stringify({ from: 'a'.repeat(16), ctr: '7'.repeat(16), status, type: 'check-in', ageMs: 0 });
  const post = (mac: string) =>
    call({
      port: vm.port,
      method: 'POST',
      path: '/peer/check-in',
      body: text,
      headers: { 'x-kill-token': `v1.${mac}`, 'content-type': 'application/json' },
    });
  vm.setByMs = 2 * hour;
  expect(await post('A'.repeat(22))).toMatchObject({ status: 401 });
  expect(await checkIns(vm)).toHaveLength(0);
  expect(await post(sign(keys.up, text))).toMatchObject({ status: 200 });
  // On the disk when it is answered, so that not even a crash brings the counter back.
  expect(readFileSync(join(vm.folder.path, 'counters.json'), 'utf8')).toContain('7'.repeat(16));
  await until(
    async () => checkIns(vm),
    (rows) => rows.length === 1,
  );
  vm.setByMs = 4 * hour;
  expect(await post(sign(keys.up, text))).toMatchObject({ status: 200 });
  await stop(vm);
  await start(vm);
  expect(await post(sign(keys.up, text))).toMatchObject({ status: 200 });
  expect(await checkIns(vm)).toHaveLength(1);
});

test('a check-in that came from a peer is not told on to a third engine; the own one is', async () => {
  const told: string[] = [];
  const third = createHttpServer((request, response) => {
    told.push(request.url ?? '');
    response.writeHead(503).end();
  });
  await new Promise<void>((resolve) => third.listen(0, '127.0.0.1', resolve));
  const address = third.address();
  try {
    const [mac, vm] = await build({ lab: address !== null && typeof address === 'object' ? address.port : 0 });
    await start(mac);
    await start(vm);
    await Promise.all([hearing(mac), hearing(vm)]);
    vm.setByMs = 2 * hour;
    await checkIn(mac);
    await until(
      async () => checkIns(vm),
      (rows) => rows.length === 1,
    );
    await until(
      async () => told.length,
      (count) => count > 0,
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(told).not.toContain('/peer/check-in');
    await checkIn(vm);
    await until(
      async () => told,
      (paths) => paths.filter((path) => path === '/peer/check-in').length >= 2,
    );
  } finally {
    await stop(sides[1] as Side);
    third.closeAllConnections();
    await new Promise((resolve) => third.close(resolve));
  }
});
