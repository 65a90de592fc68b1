import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../src/engine/clock.ts';
import { linkKeys, sign } from '../../src/engine/links/keys.ts';
import { type RunningEngine, startEngine } from '../../src/engine/start.ts';
import { type ButtonFolder, buttonFolder } from '../support/button.ts';
import { freePort } from '../support/free-port.ts';
import { call, until } from '../support/http.ts';
import { twinSecret } from '../support/twin.ts';

/** Two engines, each with an account of its own, that know each other by the secret `desk`. */
interface Side {
  folder: ButtonFolder;
  port: number;
  running: RunningEngine | null;
}
let sides: Side[] = [];
const bugs: unknown[] = [];

async function build(engineOfSecond: Record<string, unknown> = {}): Promise<[Side, Side]> {
  const ports = [await freePort(), await freePort()] as const;
  const folder = (name: string, peerPort: number, engine: Record<string, unknown>) =>
    buttonFolder({
      devices: {},
      more: { peers: { [name]: { url: `http://127.0.0.1:${peerPort}`, key: { secret: 'desk' } } }, engine },
    });
  const first: Side = { folder: folder('vm', ports[1], {}), port: ports[0], running: null };
  const second: Side = { folder: folder('mac', ports[0], engineOfSecond), port: ports[1], running: null };
  sides = [first, second];
  return [first, second];
}

async function start(side: Side): Promise<void> {
  const at = { dataDir: side.folder.path, configFile: null, host: '127.0.0.1', devicePort: side.port, controlPort: 0 };
  side.running = await startEngine(at, systemClock, (bug) => bugs.push(bug));
}

async function stop(side: Side): Promise<void> {
  await side.running?.close();
  side.running = null;
}

function engineOf(side: Side) {
  if (!side.running) throw new Error('not running');
  return side.running.engine;
}

const stateOf = (side: Side) => async () => engineOf(side).state();
const kill = (side: Side) => engineOf(side).kill({ source: 'cli', reason: 'by hand', from: 'test' });
const reset = (side: Side) => engineOf(side).reset({ reason: 'the test is over', confirm: 'RESET' }, 'cli');

async function rows(side: Side, kind: string) {
  const page = await engineOf(side).journal.page({ kind, limit: 100 });
  return page.ok ? page.value.rows : [];
}

afterEach(async () => {
  for (const side of sides) {
    await stop(side);
    side.folder.remove();
  }
  expect(bugs.splice(0)).toEqual([]);
});

test('a kill on one is a kill on the other, under the same name, and is not handed back', async () => {
  const [mac, vm] = await build();
  await start(mac);
  await start(vm);
  await until(stateOf(mac), ({ peers }) => peers[0]?.status?.state === 'armed');
  await until(stateOf(vm), ({ peers }) => peers[0]?.status?.state === 'armed');
  const { killId } = await kill(mac);
  const there = await until(stateOf(vm), ({ state }) => state !== 'armed', 1_000);
  expect(there.kill).toMatchObject({ killId, source: 'peer', reason: 'by hand' });
  await until(stateOf(vm), ({ flat }) => flat === true);
  await until(stateOf(mac), ({ flat, peers }) => flat === true && peers[0]?.status?.flat === true);
  expect(await rows(mac, 'KILL_JOINED')).toEqual([]);
  expect(await rows(mac, 'PEER_TOLD')).toMatchObject([{ killId, data: { peer: 'vm' } }]);
  expect(await rows(vm, 'PEER_TOLD')).toEqual([]);
});

test('a reset is of one engine: the other stays shut to trading until its peer is reset too, and nothing fires again', async () => {
  const [mac, vm] = await build();
  await start(mac);
  await start(vm);
  await kill(mac);
  await until(stateOf(vm), ({ flat }) => flat === true);
  await until(stateOf(mac), ({ flat }) => flat === true);
  expect(await reset(vm)).toMatchObject({ ok: true });
  expect(await stateOf(vm)()).toMatchObject({ state: 'armed', trading: false, reason: 'peer mac is killed' });
  // The kill goes on being told in every life of the first engine; the press has been spent there.
  await stop(mac);
  await start(mac);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await stateOf(vm)()).toMatchObject({ state: 'armed', trading: false });
  await until(stateOf(mac), ({ flat }) => flat === true);
  expect(await reset(mac)).toMatchObject({ ok: true });
  await until(stateOf(vm), ({ trading }) => trading, 4_000);
});

test('a restart forgets no kill of a peer that is away, and no reset of it either', async () => {
  const [mac, vm] = await build();
  await start(mac);
  await start(vm);
  const { killId } = await kill(mac);
  for (const side of [vm, mac]) await until(stateOf(side), ({ flat }) => flat === true);
  await until(stateOf(vm), ({ peers }) => peers[0]?.status?.flat === true);
  expect(await reset(vm)).toMatchObject({ ok: true });
  await stop(mac);
  for (let life = 0; life < 2; life++) {
    await stop(vm);
    await start(vm);
    const again = await stateOf(vm)();
    expect(again).toMatchObject({ state: 'armed', trading: false, reason: 'peer mac is killed' });
    expect(again.peers).toMatchObject([{ name: 'mac', lastHeardAt: null, status: { state: 'killed', killId } }]);
    expect(engineOf(vm).checkOrder()).toEqual({ decision: 'reject', reason: 'peer mac is killed' });
  }
  await start(mac);
  // What its earlier life has placed is looked up first.
  await until(
    () => reset(mac),
    ({ ok }) => ok,
  );
  await until(stateOf(vm), ({ trading }) => trading);
  await stop(mac);
  await stop(vm);
  await start(vm);
  expect(await stateOf(vm)()).toMatchObject({ state: 'armed', trading: true });
});

test('a peer that is down delays nothing, is shown, and gets the kill when it is back', async () => {
  const [mac, vm] = await build();
  await start(mac);
  const began = performance.now();
  const { killId } = await kill(mac);
  expect(performance.now() - began).toBeLessThan(2_000);
  await until(stateOf(mac), ({ conditions }) => conditions.some(({ id }) => id === 'peer_untold:vm'), 2_000);
  await until(stateOf(mac), ({ conditions }) => conditions.some(({ id }) => id === 'peer_silent:vm'), 14_000);
  await start(vm);
  await until(stateOf(vm), (now) => now.killId === killId, 8_000);
  await until(stateOf(mac), ({ peers }) => peers[0]?.untoldKillId === null && !peers[0].fault);
  expect(await rows(mac, 'PEER_LOST')).toHaveLength(1);
});

test('what no peer has signed is 401, and so is what this engine has signed itself; a recording changes nothing', async () => {
  const [mac, vm] = await build();
  await start(vm);
  const keys = linkKeys(twinSecret);
  if (!keys) throw new Error('no keys');
  const message = (over: object) =>
    JSON.stringify({
      from: '00000000000000aa',
      ctr: '00000000000003e8',
      status: { state: 'armed', flat: null, killId: null },
      type: 'kill',
      killId: 'kill-1',
      reason: 'r',
      ...over,
    });
  const post = (body: string, mac: string) => {
    const headers = { 'x-kill-token': `v1.${mac}` };
    return call({ port: vm.port, method: 'POST', path: '/peer/kill', headers, body });
  };
  const good = message({});
  const own = readFileSync(`${vm.folder.path}/engine.id`, 'utf8').trim();
  const reflected = message({ from: own });
  const wrong = [
    post(good, 'x'.repeat(22)),
    post(good, sign(keys.down, good)),
    post(good.replace('kill-1', 'kill-2'), sign(keys.up, good)),
    post(reflected, sign(keys.up, reflected)),
    post('{}', sign(keys.up, '{}')),
    post(`${good}${' '.repeat(5_000)}`, sign(keys.up, good)),
  ];
  expect((await Promise.all(wrong)).map(({ status }) => status)).toEqual(wrong.map(() => 401));
  expect((await stateOf(vm)()).state).toBe('armed');
  const newer = message({ ctr: '0000000000001000', type: 'state' });
  expect((await post(newer, sign(keys.up, newer))).status).toBe(200);
  const stale = await post(good, sign(keys.up, good));
  expect(stale).toMatchObject({ status: 200 });
  expect(JSON.parse(stale.body)).toMatchObject({ ack: '00000000000003e8', hw: '0000000000001000' });
  expect((await stateOf(vm)()).state).toBe('armed');
  const fresh = message({ ctr: '0000000000001001' });
  await post(fresh, sign(keys.up, fresh));
  expect((await stateOf(vm)()).kill).toMatchObject({ killId: 'kill-1', source: 'peer' });
  expect(mac.running).toBeNull();
});

test('a standby shuts its gate at once and leaves the broker alone for its delay', async () => {
  const [, vm] = await build({ role: 'standby', standbyDelay: '1500ms' });
  await start(vm);
  await kill(vm);
  expect(await stateOf(vm)()).toMatchObject({ state: 'killing', trading: false });
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(await rows(vm, 'CLOSE_SENT')).toEqual([]);
  expect(await rows(vm, 'CANCEL_SENT')).toEqual([]);
  await until(stateOf(vm), ({ flat }) => flat === true);
  expect((await rows(vm, 'CLOSE_SENT')).length).toBeGreaterThan(0);
});
