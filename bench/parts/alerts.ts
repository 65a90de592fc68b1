import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { alertLimits } from '../../src/engine/alerts/limits.ts';
import { type AlertServices, startAlertServices } from '../contenders/alert-services-process.ts';
import { type BrokerProcess, startBroker } from '../contenders/broker-process.ts';
import { type RunningEngine, startEngine } from '../contenders/engine.ts';
import type { Bench, Findings } from '../lib/bench.ts';
import { writeQueuedAlerts } from '../lib/queued-alerts.ts';
import { figure, quantile, spread, timesFloor } from '../lib/stats.ts';
import { table } from '../lib/table.ts';
import { sleep, until } from '../lib/wait.ts';
import { answerOn, killBytes, openLine } from '../lib/wire.ts';
import { patience } from '../limits.ts';

const positions = 10;
const told = ['slack', 'pagerduty', 'ntfy', 'sms', 'telegram', 'webhook', 'email'] as const;
type Told = (typeof told)[number];
/** About what a message to the webhook weighs. */
const plainBody = JSON.stringify({ text: 'x'.repeat(800) });

/** From a kill to its message at every service while one hangs, and how soon an outage's alerts are delivered. */
export async function measureAlerts(bench: Bench): Promise<Findings> {
  const broker = await startBroker(bench);
  const services = await startAlertServices(bench);
  const kills = await measureKillAlerts(bench, broker, services);
  const outage = await measureOutage(bench, broker, services);
  await services.stop();
  return { 'kill alerts': kills, 'queued alerts': outage };
}

async function measureKillAlerts(bench: Bench, broker: BrokerProcess, services: AlertServices): Promise<string> {
  const dataDir = bench.scratch.path('alerts');
  const more = channelsAt(dataDir, services, true);
  const engine = await startEngine(bench, { dataDir, brokerPort: broker.ports.scram, more });
  const plain: number[] = [];
  const found = new Map<Told, number[]>(told.map((name) => [name, []]));
  const { warmUpRounds, alertKills } = bench.pace;
  for (let round = -warmUpRounds; round < alertKills; round += 1) {
    const plainMs = await plainOnce(services);
    const arrivals = await killOnce({ broker, engine, services }, `round${round + warmUpRounds}x`);
    if (round < 0) continue;
    plain.push(plainMs);
    for (const [name, tookMs] of arrivals) found.get(name)?.push(tookMs);
  }
  await bench.children.stop(engine.process);
  bench.say(`alerts: ${alertKills} kills told on ${told.length} channels`);
  const head = ['the whole request is there', 'p50, ms', 'p99, ms', '÷ plain POST'];
  const rows = [['plain POST' as const, plain] as const, ...found].map(([name, ms]) => [
    name,
    ...[0.5, 0.99].map((share) => figure(quantile(ms, share))),
    timesFloor(ms, plain),
  ]);
  return table(head, rows);
}

/** The configuration of every channel at these services, with its secrets written; `hanging`: one more, whose server never answers. */
function channelsAt(dataDir: string, { httpPort, smtpPort }: AlertServices, hanging: boolean) {
  const at = (service: string) => `http://127.0.0.1:${httpPort}/${service}`;
  const secrets = {
    slack: at('slack'),
    webhook: at('webhook'),
    hanging: at('hanging'),
    key: 'a key that both sides hold',
    some: 'of-no-account',
    bot: '1:of-no-account',
  };
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(join(dataDir, 'secrets.json'), JSON.stringify(secrets), { mode: 0o600 });
  const some = { secret: 'some' };
  const webhook = (name: string) => ({ kind: 'webhook', webhookUrl: { secret: name }, key: { secret: 'key' } });
  const mail = {
    host: '127.0.0.1',
    port: smtpPort,
    security: 'none',
    from: 'scram@example.com',
    to: 'ops@example.com',
  };
  const phones = { from: '+15005550006', to: '+15005550009' };
  const alerts = {
    // The first to be called, so that whatever it costs comes before all others.
    ...(hanging && { hanging: webhook('hanging') }),
    slack: { webhookUrl: { secret: 'slack' } },
    pagerduty: { routingKey: some, baseUrl: at('pagerduty') },
    ntfy: { topic: some, baseUrl: at('ntfy') },
    sms: { accountSid: some, authToken: some, ...phones, baseUrl: at('sms') },
    telegram: { token: { secret: 'bot' }, chatId: 1, baseUrl: at('telegram') },
    webhook: webhook('webhook'),
    email: mail,
  };
  return { alerts };
}

interface Parties {
  broker: BrokerProcess;
  engine: RunningEngine;
  services: AlertServices;
}

/** One kill: milliseconds from the write of the signal to its first message at each service. Everything is as before afterwards. */
async function killOnce({ broker, engine, services }: Parties, reason: string): Promise<[Told, number][]> {
  await broker.fill('scram', positions, 0);
  await broker.untilRead('scram', 2);
  await sleep(150 + Math.random() * 200);
  const arrivedNs = new Map<string, bigint>();
  const take = (service: string, text: string, atNs: bigint) => {
    if (text.includes(reason) && !arrivedNs.has(service)) arrivedNs.set(service, atNs);
    return told.every((name) => arrivedNs.has(name));
  };
  const arrived = services.listen('a kill on every channel', take, patience.alertMs);
  const flat = broker.untilFlat('scram');
  const line = await openLine(engine.devicePort);
  const answered = answerOn(line, patience.killMs);
  const sentNs = process.hrtime.bigint();
  line.write(killBytes(engine.devicePort, engine.botToken, reason));
  const [{ status }] = await Promise.all([answered, arrived, flat]);
  line.destroy();
  if (status !== 200) throw new Error(`the engine answered the kill with ${status}`);
  const isReset = () =>
    engine.reset().then(
      () => true,
      () => false,
    );
  await until('a reset', isReset, patience.settleMs, 100);
  return told.map((name) => [name, Number((arrivedNs.get(name) ?? 0n) - sentNs) / 1e6]);
}

/** A POST over a new connection, as a channel makes it: milliseconds until it is there whole. */
async function plainOnce(services: AlertServices): Promise<number> {
  let arrivedNs = 0n;
  const take = (service: string, _text: string, atNs: bigint) => {
    arrivedNs = atNs;
    return service === 'plain';
  };
  const arrived = services.listen('a plain POST', take, patience.alertMs);
  const sentNs = process.hrtime.bigint();
  await Promise.all([arrived, postPlain(services.httpPort)]);
  return Number(arrivedNs - sentNs) / 1e6;
}

function postPlain(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': plainBody.length };
    const sent = request({ host: '127.0.0.1', port, path: '/plain', method: 'POST', agent: false, headers });
    sent.on('error', reject).on('response', (response) => response.resume().on('end', resolve));
    sent.end(plainBody);
  });
}

async function measureOutage(bench: Bench, broker: BrokerProcess, services: AlertServices): Promise<string> {
  const { outageRounds, outageAlerts } = bench.pace;
  const plain: number[] = [];
  const found: number[] = [];
  await broker.fill('scram', 0, 0);
  for (let round = 0; round < outageRounds; round += 1) {
    const arrived = deliveryMs(services, 'plain', outageAlerts);
    await postAll(services.httpPort, outageAlerts);
    plain.push(await arrived);
    const dataDir = bench.scratch.path('outage');
    const more = channelsAt(dataDir, services, false);
    writeQueuedAlerts(dataDir, 'webhook', outageAlerts);
    const delivered = deliveryMs(services, 'webhook', outageAlerts);
    const engine = await startEngine(bench, { dataDir, brokerPort: broker.ports.scram, more });
    found.push(await delivered);
    await bench.children.stop(engine.process);
  }
  bench.say(`alerts: ${outageAlerts} after an outage`);
  const count = outageAlerts.toLocaleString('en');
  return table(
    [`${count} requests, ${alertLimits.urgentAtOnce} at a time`, 'first to last, ms', '÷ plain POST'],
    [
      ['plain POST', spread(plain), timesFloor(plain, plain)],
      ['Scram, from its outbox', spread(found), timesFloor(found, plain)],
    ],
  );
}

/** Milliseconds from the first to the last of so many requests at a service, of those that arrive from now on. */
async function deliveryMs(services: AlertServices, wanted: string, count: number): Promise<number> {
  const arrivalsNs: bigint[] = [];
  const take = (service: string, _text: string, atNs: bigint) => {
    if (service === wanted) arrivalsNs.push(atNs);
    return arrivalsNs.length === count;
  };
  await services.listen('every alert', take, patience.outageMs);
  return Number((arrivalsNs.at(-1) ?? 0n) - (arrivalsNs[0] ?? 0n)) / 1e6;
}

async function postAll(port: number, count: number): Promise<void> {
  let left = count;
  const sender = async () => {
    while (left > 0) {
      left -= 1;
      await postPlain(port);
    }
  };
  await Promise.all(Array.from({ length: alertLimits.urgentAtOnce }, sender));
}
