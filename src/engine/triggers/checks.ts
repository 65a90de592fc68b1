import type { Preflight } from '../../shared/api/commands.ts';
import type { TriggerState } from '../../shared/api/triggers.ts';
import { assertNever } from '../../shared/assert-never.ts';
import type { Book } from '../brokers/broker.ts';

type Check = Preflight['checks'][number];

/** What preflight says of the automatic triggers: which are configured, and whether each can be judged now. */
export function triggerChecks(
  states: readonly TriggerState[],
  books: readonly { name: string; book: Book }[],
): Check[] {
  if (states.length === 0) return [pass('triggers', 'No automatic triggers are configured.')];
  const checks = states.map(checkOf);
  const watchesDrawdown = states.some(({ name }) => name === 'PortfolioDrawdown');
  return watchesDrawdown ? [...checks, ...drawdownChecks(books)] : checks;
}

function checkOf({ name, state, words }: TriggerState): Check {
  const id = `trigger:${name}`;
  switch (state) {
    case 'clear':
      return pass(id, `${name} is watched: ${words}.`);
    case 'holds':
      return { id, status: 'warn', sentence: `${name} holds: ${words}.`, nextAction: 'Look at its cause first.' };
    case 'unknown': {
      const nextAction = 'It does not fire for as long as this lasts.';
      return { id, status: 'warn', sentence: `${name} can't be judged now: ${words}.`, nextAction };
    }
    default:
      return assertNever(state);
  }
}

/** What would make the sum over all accounts mean something else than a drawdown. */
function drawdownChecks(books: readonly { name: string; book: Book }[]): Check[] {
  const currencies = [...new Set(books.map(({ book }) => book.currency))];
  const checks: Check[] = [];
  if (currencies.length > 1) {
    checks.push({
      id: 'trigger:PortfolioDrawdown:currency',
      status: 'fail',
      sentence: `The accounts are in ${currencies.join(' and ')}: PortfolioDrawdown can't add them up and never fires.`,
      nextAction: 'Run an engine for each currency, or take PortfolioDrawdown out of killSwitch.autoTriggerOn.',
    });
  }
  for (const { name, book } of books) {
    if (book.netTransfers !== undefined) continue;
    checks.push({
      id: `trigger:PortfolioDrawdown:${name}`,
      status: 'warn',
      sentence: `${name} does not tell of deposits and withdrawals: a withdrawal there looks like a loss.`,
      nextAction: 'Before you withdraw, expect PortfolioDrawdown to fire, or stop the engine.',
    });
  }
  return checks;
}

function pass(id: string, sentence: string): Check {
  return { id, status: 'pass', sentence, nextAction: '' };
}
