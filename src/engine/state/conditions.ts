import type { BrokerState, Condition, KillState } from '../../shared/api/state.ts';
import { catalogue } from '../../shared/conditions.ts';

export interface ConditionFacts {
  now: string;
  brokers: readonly BrokerState[];
  kill: KillState | null;
  journalTrouble: string | null;
  unacknowledged: string | null;
}

/** What a person should know now, gravest first. `since` is remembered here from the first time a condition is seen. */
export class Conditions {
  private since = new Map<string, string>();

  list(facts: ConditionFacts): Condition[] {
    const found = [...current(facts)];
    const since = new Map(found.map(([id]) => [id, this.since.get(id) ?? facts.now]));
    this.since = since;
    return found.map(([id, entry]) => ({ id, ...entry, since: since.get(id) ?? facts.now }));
  }
}

function* current(facts: ConditionFacts): Generator<[id: string, entry: Omit<Condition, 'id' | 'since'>]> {
  const { brokers, kill, journalTrouble, unacknowledged } = facts;
  if (journalTrouble !== null) yield ['engine_degraded', catalogue.engineDegraded(journalTrouble)];
  if (unacknowledged !== null) yield ['journal_replaced', catalogue.journalReplaced(unacknowledged)];
  if (kill && !kill.journaled && journalTrouble !== null) yield ['kill_unrecorded', catalogue.killUnrecorded()];
  for (const broker of brokers) {
    const residuals = broker.flatten?.residuals ?? [];
    if (residuals.length > 0 && broker.trouble === null) {
      const what = residuals.map(({ symbol, quantity }) => `${quantity ?? ''} ${symbol}`.trim()).slice(0, 5);
      const more = residuals.length > what.length ? ` and ${residuals.length - what.length} more` : '';
      yield [`residuals:${broker.name}`, catalogue.residuals(`${broker.name} ${what.join(', ')}${more}`)];
    }
    if (broker.trouble !== null) {
      yield [`broker_unreadable:${broker.name}`, catalogue.brokerUnreadable(broker.name, broker.trouble)];
    }
  }
}
