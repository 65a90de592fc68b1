import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BrokerProcess, startBroker } from '../contenders/broker-process.ts';
import { type RunningEngine, startEngine } from '../contenders/engine.ts';
import { buildTwin, startTwin, type TwinProcess } from '../contenders/twin.ts';
import type { Bench, Findings } from '../lib/bench.ts';
import { spread, timesFloor } from '../lib/stats.ts';
import { table } from '../lib/table.ts';
import { sleep, until } from '../lib/wait.ts';
import { answerOn, killBytes, openLine } from '../lib/wire.ts';
import { patience } from '../limits.ts';

const positions = 10;
const ways = ['client', 'usb', 'lan'] as const;
type Way = (typeof ways)[number];
const wayWords: Record<Way, string> = {
  client: '`POST /kill` with a token, no button',
  usb: 'throw, over the serial port',
  lan: 'throw, over HTTP',
};
const devices = { usb: '0000000a', lan: '0000000b' } as const;

/** From the throw of a switch to the first byte at the broker, over each path alone, beside a client that writes the signal itself. */
export async function measureButton(bench: Bench): Promise<Findings> {
  buildTwin();
  const broker = await startBroker(bench);
  const secret = randomBytes(32).toString('hex');
  const usbFolder = bench.scratch.path('button-usb');
  const engine = await startPairedEngine(bench, broker, secret, join(usbFolder, 'tty'));
  const lan = `http://127.0.0.1:${engine.devicePort}`;
  const twins = {
    usb: await startTwin(bench, { device: devices.usb, secret, folder: usbFolder }),
    lan: await startTwin(bench, { device: devices.lan, secret, folder: bench.scratch.path('button-lan'), lan }),
  };
  const found: Record<Way, number[]> = { client: [], usb: [], lan: [] };
  for (let round = -bench.pace.warmUpRounds; round < bench.pace.rounds; round += 1) {
    for (const way of ways) {
      const tookMs = await stopOnce(way, { broker, engine, twins });
      if (round >= 0) found[way].push(tookMs);
    }
  }
  bench.say('button: each path');
  await Promise.all([twins.usb.stop(), twins.lan.stop(), bench.children.stop(engine.process)]);
  const head = ['signal', 'to the first byte, ms', '÷ client'];
  const rows = ways.map((way) => [wayWords[way], spread(found[way]), timesFloor(found[way], found.client)]);
  return { button: table(head, rows) };
}

function startPairedEngine(bench: Bench, broker: BrokerProcess, secret: string, port: string): Promise<RunningEngine> {
  const dataDir = bench.scratch.path('button-engine');
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(join(dataDir, 'secrets.json'), JSON.stringify({ button: secret }), { mode: 0o600 });
  const key = { secret: 'button' };
  const more = {
    devices: {
      [devices.usb]: { name: 'usb button', key, paths: ['usb'] },
      [devices.lan]: { name: 'lan button', key, paths: ['wifi'] },
    },
    links: { usb: { discover: false, paths: [port] }, wifi: { announce: false } },
  };
  return startEngine(bench, { dataDir, brokerPort: broker.ports.scram, more });
}

interface Bearers {
  broker: BrokerProcess;
  engine: RunningEngine;
  twins: Record<'usb' | 'lan', TwinProcess>;
}

/** One stop, in milliseconds, and everything as it was before. */
async function stopOnce(way: Way, { broker, engine, twins }: Bearers): Promise<number> {
  await broker.fill('scram', positions, 0);
  await broker.untilRead('scram', 2);
  for (const twin of [twins.usb, twins.lan]) await twin.untilBlue();
  // The moment bears no relation to the rhythm of heartbeats and readings.
  await sleep(150 + Math.random() * 1_000);
  const flat = broker.untilFlat('scram');
  const sentNs = way === 'client' ? await writeKill(engine) : await twins[way].give('throw');
  const { firstByteNs } = await flat;
  if (way !== 'client') await twins[way].give('release');
  const isReset = () =>
    engine.reset().then(
      () => true,
      () => false,
    );
  await until('a reset', isReset, patience.settleMs, 100);
  return Number(firstByteNs - sentNs) / 1e6;
}

async function writeKill({ devicePort, botToken }: RunningEngine): Promise<bigint> {
  const line = await openLine(devicePort);
  await sleep(50);
  const answered = answerOn(line, patience.killMs);
  const sentNs = process.hrtime.bigint();
  line.write(killBytes(devicePort, botToken));
  const { status } = await answered;
  line.destroy();
  if (status !== 200) throw new Error(`the engine answered the kill with ${status}`);
  return sentNs;
}
