import { ok, type Result, refuse } from '../../shared/result.ts';
import type { Broker, Shockable } from './broker.ts';

/** Moves the prices of a paper account; refused for an account that is not there, or where money is at risk. */
export async function shockPrices(
  brokers: readonly Broker[],
  name: string,
  fraction: number,
): Promise<Result<Record<string, never>>> {
  const broker = brokers.find((candidate) => candidate.name === name);
  if (!broker) {
    const hint = '"scram status" lists them.';
    return refuse({ code: 'not_found', message: `There is no broker "${name}".`, hint, field: 'name' });
  }
  if (!isShockable(broker)) {
    const hint = 'Prices can be moved on paper alone.';
    return refuse({ code: 'not_now', message: `${name} is not a paper account.`, hint, field: 'name' });
  }
  const done = await broker.shock(fraction);
  if (done.ok) return ok({});
  const hint = 'Check that the paper exchange is running.';
  return refuse({ code: 'failed', message: `${name} did not take the shock: ${done.words}.`, hint });
}

function isShockable(broker: object): broker is Shockable {
  return 'shock' in broker;
}
