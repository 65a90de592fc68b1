import { sleep } from '../lib/wait.ts';
import { answerOn, openLine } from '../lib/wire.ts';
import { patience } from '../limits.ts';
import type { BrokerProcess } from './broker-process.ts';
import type { Contender } from './contender.ts';

/** One kill, in milliseconds from the write of the signal. */
export interface Measured {
  firstByteMs: number;
  lastAnswerMs: number;
}

export interface Cell {
  positions: number;
  latencyMs: number;
}

export async function killOnce(broker: BrokerProcess, contender: Contender, cell: Cell): Promise<Measured> {
  await contender.prepare(cell.positions, cell.latencyMs);
  // The connection stands before the signal, and the moment bears no relation to the contender's own rhythm.
  const line = await openLine(contender.port);
  await sleep(150 + Math.random() * 250);
  const flat = broker.untilFlat(contender.name);
  const answered = answerOn(line, patience.killMs);
  const sentNs = process.hrtime.bigint();
  line.write(contender.signal);
  const { firstByteNs, lastAnswerNs } = await flat;
  const { status } = await answered;
  line.destroy();
  if (status !== 200) throw new Error(`${contender.name} answered the kill with ${status}`);
  return { firstByteMs: ms(firstByteNs - sentNs), lastAnswerMs: ms(lastAnswerNs - sentNs) };
}

function ms(ns: bigint): number {
  return Number(ns) / 1e6;
}
