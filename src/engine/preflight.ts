import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Preflight } from '../shared/api/commands.ts';
import type { Status } from '../shared/api/state.ts';
import { dataFiles } from '../shared/data-folder.ts';
import { decimal } from '../shared/decimal.ts';
import { messageOf } from '../shared/errors.ts';
import type { OpenAlerts } from './alerts/open-alerts.ts';
import type { Bots } from './bots/bots.ts';
import type { Book, BrokerFinding } from './brokers/broker.ts';
import type { BrokerDesk } from './flatten/broker-desk.ts';
import type { Journal } from './journal/journal.ts';
import type { Proofs } from './ready/proofs.ts';
import { triggerChecks } from './triggers/checks.ts';
import type { Triggers } from './triggers/open-triggers.ts';

export interface PreflightOptions {
  desks: readonly BrokerDesk[];
  dataDir: string;
  journal: Journal;
  triggers: Pick<Triggers, 'look' | 'states'>;
  bots: Pick<Bots, 'preflight'>;
  alerts: Pick<OpenAlerts, 'preflight'>;
  status: Status;
  /** What else must work, and when what was last proved. */
  proofs: Proofs;
}

type Check = Preflight['checks'][number];

/** A broker slower than this is worth a warning: every step of a kill waits for it. */
const slowReadMs = 2_000;

/** What a kill would do now, read from the brokers at this moment, and whether everything that it needs is there. */
export async function preflight({
  desks,
  dataDir,
  journal,
  triggers,
  bots,
  alerts,
  status,
  proofs,
}: PreflightOptions): Promise<Preflight> {
  const report: Preflight = { checks: [], wouldCancel: [], wouldClose: [], unread: [] };
  const botChecks = bots.preflight();
  const alertChecks = alerts.preflight();
  report.checks.push(latchCheck(status), journalCheck(journal), await folderCheck(dataDir), await tokenCheck(dataDir));
  const looked = desks.map(async (desk) => {
    const [reading, findings] = await Promise.all([desk.readNow(), desk.broker.check?.() ?? []]);
    return { name: desk.broker.name, reading, findings };
  });
  const books: { name: string; book: Book }[] = [];
  for (const { name, reading, findings } of await Promise.all(looked)) {
    report.checks.push(...findings.map((finding) => brokerCheck(name, finding)));
    if (!reading.ok) {
      const nextAction = 'Check that it is running and reachable, and its settings.';
      report.checks.push({
        id: `broker:${name}`,
        status: 'fail',
        sentence: `${name} can't be read: ${reading.words}.`,
        nextAction,
      });
      report.unread.push(name);
      continue;
    }
    report.checks.push(readCheck(name, Math.round(reading.finishedMs - reading.startedMs)));
    preview(report, name, reading.book);
    books.push({ name, book: reading.book });
  }
  triggers.look();
  report.checks.push(...triggerChecks(triggers.states(), books), ...(await botChecks), ...(await alertChecks));
  report.checks.push(...(await proofs.checks()));
  return { ...report, checks: await proofs.dated(report.checks) };
}

function preview(report: Preflight, broker: string, book: Book): void {
  for (const { id, type, side, quantity, symbol } of book.orders) {
    report.wouldCancel.push({ broker, id, description: `${type} ${side} ${quantity} ${symbol}` });
  }
  for (const { symbol, quantity } of book.positions) {
    const side = decimal.sign(quantity) > 0 ? 'sell' : 'buy';
    report.wouldClose.push({ broker, symbol, description: `${side} ${decimal.abs(quantity)} ${symbol} at market` });
  }
}

function brokerCheck(name: string, { about, status, sentence, nextAction }: BrokerFinding): Check {
  return { id: `broker:${name}:${about}`, status, sentence: `${name}: ${sentence}`, nextAction };
}

function latchCheck({ state, reason }: Status): Check {
  if (state === 'armed' && reason === null) return pass('latch', 'The kill switch is armed.');
  return { id: 'latch', status: 'warn', sentence: `Trading is shut: ${reason}.`, nextAction: 'See "scram status".' };
}

function journalCheck(journal: Journal): Check {
  const health = journal.health();
  if (health.ok) return pass('journal', 'The journal can be written.');
  const nextAction = 'Free disk space or mend the data folder.';
  return { id: 'journal', status: 'fail', sentence: `The journal can't be written: ${health.why}.`, nextAction };
}

async function folderCheck(dataDir: string): Promise<Check> {
  const trial = join(dataDir, 'KILLED.trial');
  try {
    // The right to write is not enough: a full disk gives it too.
    await writeFile(trial, 'A preflight tried whether the flag file could be written.\n', { mode: 0o600, flush: true });
    return pass('flag_file', 'The flag file can be written.');
  } catch (error) {
    const sentence = `The flag file can't be written: ${messageOf(error)}.`;
    const nextAction = `Free disk space, or give yourself the right to write ${dataDir}.`;
    return { id: 'flag_file', status: 'fail', sentence, nextAction };
  } finally {
    await rm(trial, { force: true }).catch(() => undefined);
  }
}

async function tokenCheck(dataDir: string): Promise<Check> {
  for (const name of [dataFiles.operatorToken, dataFiles.botToken]) {
    const path = join(dataDir, name);
    const mode = await stat(path).then(
      (found) => found.mode & 0o077,
      () => null,
    );
    // Windows has no such bits; there the folder of the user protects the file.
    if (mode === 0 || process.platform === 'win32') continue;
    const sentence = mode === null ? `${name} is missing.` : `${name} can be read by other users of this machine.`;
    const nextAction = mode === null ? 'Restart the engine: it makes a new one.' : `Run: chmod 600 "${path}"`;
    return { id: 'tokens', status: 'warn', sentence, nextAction };
  }
  return pass('tokens', 'The tokens are readable by you alone.');
}

function readCheck(broker: string, tookMs: number): Check {
  const id = `broker:${broker}`;
  if (tookMs <= slowReadMs) return pass(id, `${broker} answers in ${tookMs} ms.`);
  const nextAction = 'Look for a nearer network or a busy machine: every step of a kill waits for it.';
  return { id, status: 'warn', sentence: `${broker} took ${tookMs} ms to answer.`, nextAction };
}

function pass(id: string, sentence: string): Check {
  return { id, status: 'pass', sentence, nextAction: '' };
}
