import type { Clock } from '../../clock.ts';
import type { BrokerFinding } from '../broker.ts';
import { type AlpacaApi, clockPath } from './api.ts';
import { blockedWords } from './book.ts';
import type { Market } from './market.ts';
import { AccountAnswer, ClockAnswer } from './wire.ts';

interface CheckOptions {
  api: AlpacaApi;
  clock: Clock;
  market: Market;
  /** What the configuration says of the account. */
  paper: boolean;
}

/** Clocks that differ by more make prices look stale and times in the journal hard to match with the venue's. */
const skewMaxMs = 2_000;

/** What preflight wants to know of an account: whose money, whether it may trade, whose clock is right, whether stocks trade now. */
export async function checkAccount({ api, clock, market, paper }: CheckOptions): Promise<BrokerFinding[]> {
  const [account, time] = await Promise.all([
    api.ask('look_up', { method: 'GET', path: '/v2/account', answer: AccountAnswer }),
    api.ask('look_up', { method: 'GET', path: clockPath, answer: ClockAnswer }),
  ]);
  const findings: BrokerFinding[] = [];
  if (account.kind === 'answer') findings.push(moneyFinding(account.value, paper), permissionFinding(account.value));
  else if (account.kind === 'refused') findings.push(keyFinding(account.words, paper));
  if (time.kind === 'answer') {
    market.learn(time.value);
    const skewMs = clock.wallMs() - time.tookMs / 2 - Date.parse(time.value.timestamp);
    findings.push(clockFinding(skewMs), marketFinding(market.closedUntil()));
  }
  return findings;
}

/** Numbers of paper accounts begin with PA; those of live ones do not. */
function moneyFinding({ account_number: number }: AccountAnswer, paper: boolean): BrokerFinding {
  const about = 'money';
  const isPaper = number === undefined ? null : number.startsWith('PA');
  if (paper && isPaper === false) {
    const nextAction = 'Say "paper": false for it, or use the keys of the paper account.';
    return {
      about,
      status: 'fail',
      sentence: 'It is configured as paper and is a LIVE account: real money.',
      nextAction,
    };
  }
  if (!paper && isPaper === true) {
    const nextAction = 'Take "paper": false out of its configuration.';
    return { about, status: 'fail', sentence: 'It is configured as live and is a paper account.', nextAction };
  }
  if (paper) return pass(about, 'It is a paper account.');
  const nextAction = 'Rehearse with the paper account first, if you have not.';
  return { about, status: 'warn', sentence: 'It is LIVE: a kill trades real money.', nextAction };
}

function permissionFinding(account: AccountAnswer): BrokerFinding {
  const about = 'permissions';
  const blocked = blockedWords(account);
  const nextAction = 'Look at the account on its own page, or ask Alpaca.';
  if (blocked !== null) {
    return { about, status: 'fail', sentence: `It may not trade, so a kill can't close: ${blocked}.`, nextAction };
  }
  if (account.status === 'ACTIVE') return pass(about, 'Its keys may read and trade.');
  return { about, status: 'warn', sentence: `Its status is ${account.status}, not ACTIVE.`, nextAction };
}

function keyFinding(words: string, paper: boolean): BrokerFinding {
  const nextAction = `Make a new key on the page of the ${paper ? 'paper' : 'live'} account: paper and live have keys of their own.`;
  return { about: 'permissions', status: 'fail', sentence: `Its keys can't be used: ${words}.`, nextAction };
}

function clockFinding(skewMs: number): BrokerFinding {
  const about = 'clock';
  const off = (Math.abs(skewMs) / 1_000).toFixed(1);
  if (Math.abs(skewMs) <= skewMaxMs) return pass(about, `Its clock and this machine's differ by ${off} s.`);
  const sentence = `This machine's clock is ${off} s ${skewMs > 0 ? 'ahead of' : 'behind'} the venue's.`;
  return { about, status: 'warn', sentence, nextAction: 'Let this machine set its clock by the network (NTP).' };
}

function marketFinding(closedUntil: string | null): BrokerFinding {
  const about = 'market';
  if (closedUntil === null) return pass(about, 'The stock market is open.');
  const sentence = `The stock market is closed until ${closedUntil}: stocks would be closed then, crypto at once.`;
  return {
    about,
    status: 'warn',
    sentence,
    nextAction: 'Nothing to do; outside market hours a kill ends with pending_open.',
  };
}

function pass(about: string, sentence: string): BrokerFinding {
  return { about, status: 'pass', sentence, nextAction: '' };
}
