import * as z from 'zod';
import type { BrokerFinding } from '../broker.ts';
import type { Connection } from './connection.ts';
import { ccxtLimits } from './limits.ts';
import type { CcxtOptions } from './options.ts';
import type { ActiveSection } from './spending.ts';
import { venueOf } from './venues/registry.ts';

/** What preflight wants to know of an account: whether it is tested, whose money it is, what the key may do, whose clock is right. */
export async function checkAccount(connection: Connection, options: CcxtOptions): Promise<BrokerFinding[]> {
  const findings = [tableFinding(options.exchange), moneyFinding(options.sandbox)];
  const ready = await connection.ready();
  if (!ready.ok) return [...findings, fail('markets', `${ready.words}.`, 'Look at its configuration and the network.')];
  const more = await Promise.all([
    // A sandbox has no money to be withdrawn, and few tell of their keys.
    options.sandbox ? null : checkPermissions(connection),
    ...connection.sections.map((section) => checkClock(connection, section, options)),
    ...connection.sections.map((section) => checkMode(connection, section)),
  ]);
  return [...findings, ...more.filter((finding) => finding !== null)];
}

function tableFinding(exchange: string): BrokerFinding {
  const about = 'venue';
  if (venueOf(exchange)) return pass(about, `What is particular to ${exchange} is known.`);
  const sentence = `${exchange} is untested: conditional orders may be out of sight, and closes may be refused.`;
  return warn(about, sentence, 'Rehearse on a small account before you rely on it.');
}

function moneyFinding(sandbox: boolean): BrokerFinding {
  if (sandbox) return pass('money', 'It is a sandbox account.');
  return warn(
    'money',
    'It is LIVE: a kill trades real money.',
    'Rehearse with a small account first, if you have not.',
  );
}

async function checkPermissions(connection: Connection): Promise<BrokerFinding | null> {
  const about = 'permissions';
  const [section] = connection.sections;
  const { permissions } = connection.venue;
  if (!section || !permissions) return null;
  const names = connection.sections.map(({ name }) => name);
  const reply = await connection.ask(section, 'look_up', section.weights.find, (exchange) =>
    permissions(exchange, names),
  );
  if (reply.kind !== 'answer') {
    const sentence = `What its key may do can't be read: ${reply.words}.`;
    const nextAction = 'Look at the key on the page of the venue: it has to read and to trade.';
    return reply.kind === 'refused' ? fail(about, sentence, nextAction) : warn(about, sentence, nextAction);
  }
  const { canTrade, canWithdraw } = reply.value;
  if (canTrade === false) {
    return fail(about, "Its key may not trade, so a kill can't close.", 'Allow trading for the key, or make another.');
  }
  if (canWithdraw === true) {
    const nextAction = 'Make a key that can read and trade, and nothing else.';
    return warn(about, 'Its key can withdraw: whoever finds it can take the money away.', nextAction);
  }
  const withdraws = canWithdraw === null ? '; whether it can withdraw is not told' : ' and not withdraw';
  return pass(about, `Its key can trade${withdraws}.`);
}

async function checkClock(
  connection: Connection,
  section: ActiveSection,
  { clock }: CcxtOptions,
): Promise<BrokerFinding | null> {
  const params = section.clock;
  if (params === null) return null;
  const about = `${section.name} clock`;
  const startedMs = clock.monotonicMs();
  const reply = await connection.ask(section, 'look_up', 1, async (exchange) =>
    z.number().parse(await exchange.fetchTime(params)),
  );
  if (reply.kind !== 'answer') return warn(about, `Its clock can't be read: ${reply.words}.`, 'Run preflight again.');
  const tookMs = clock.monotonicMs() - startedMs;
  const skewMs = clock.wallMs() - tookMs / 2 - reply.value;
  const off = (Math.abs(skewMs) / 1_000).toFixed(1);
  if (Math.abs(skewMs) <= ccxtLimits.skewMaxMs) return pass(about, `Its clock and this machine's differ by ${off} s.`);
  const sentence = `This machine's clock is ${off} s ${skewMs > 0 ? 'ahead of' : 'behind'} the venue's, which refuses what is signed with a wrong time.`;
  return fail(about, sentence, 'Let this machine set its clock by the network (NTP).');
}

async function checkMode(connection: Connection, section: ActiveSection): Promise<BrokerFinding | null> {
  const { holdings } = section;
  if (holdings.kind !== 'positions' || !holdings.mode) return null;
  const { mode } = holdings;
  const about = `${section.name} position mode`;
  const reply = await connection.ask(section, 'look_up', section.weights.find, (exchange) => mode(exchange));
  if (reply.kind !== 'answer')
    return warn(about, `Its position mode can't be read: ${reply.words}.`, 'Run preflight again.');
  const words = {
    hedge: 'hedge: long and short are closed apart',
    one_way: 'one-way',
    by_instrument: 'set for each instrument',
  };
  return pass(about, `Its position mode is ${words[reply.value]}.`);
}

function pass(about: string, sentence: string): BrokerFinding {
  return { about, status: 'pass', sentence, nextAction: '' };
}

function warn(about: string, sentence: string, nextAction: string): BrokerFinding {
  return { about, status: 'warn', sentence, nextAction };
}

function fail(about: string, sentence: string, nextAction: string): BrokerFinding {
  return { about, status: 'fail', sentence, nextAction };
}
