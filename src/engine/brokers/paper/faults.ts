import * as z from 'zod';
import { streamOf, unitAt } from './exchange/random.ts';
import { RefusalCode } from './exchange/types.ts';
import { paperLimits } from './limits.ts';

/** The calls that can be disturbed, as the route table names them. */
export const FaultyRoute = z.enum([
  'venue',
  'account',
  'positions',
  'orders',
  'orderByClientId',
  'submit',
  'cancel',
  'cancelAll',
  'quotes',
]);
export type FaultyRoute = z.infer<typeof FaultyRoute>;

/** What goes wrong. `landed`: whether the venue carries out the call all the same, and only its answer is lost. */
export const Fault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('refuse'), code: RefusalCode }),
  z.strictObject({ kind: z.literal('rate_limit'), retryAfterMs: z.number().int().min(0).max(paperLimits.latencyMs) }),
  z.strictObject({ kind: z.literal('error'), landed: z.boolean() }),
  z.strictObject({ kind: z.literal('drop'), landed: z.boolean() }),
  z.strictObject({ kind: z.literal('hang'), landed: z.boolean() }),
  /** A reading answers what was true when the fault was set. */
  z.strictObject({ kind: z.literal('stale') }),
  /** The cancel is acknowledged and never takes effect; drawn for each order of a bulk cancel. */
  z.strictObject({ kind: z.literal('stuck_cancel') }),
]);
export type Fault = z.infer<typeof Fault>;

/** A fault on a route: `count` times at most (without it for ever), each time with `probability` (without it surely). */
export const FaultRule = z.strictObject({
  route: FaultyRoute,
  fault: Fault,
  count: z.number().int().positive().optional(),
  probability: z.number().min(0).max(1).optional(),
});
export type FaultRule = z.infer<typeof FaultRule>;

const stream = streamOf('faults');

/**
 * The schedule of what goes wrong. Rules are tried in the order in which they were set, and the first that fires decides; the
 * draws come from the seed, so that the same calls meet the same faults again.
 */
export class Faults {
  #rules: FaultRule[] = [];
  #draws = 0;
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** False when there are too many rules already. */
  add(rule: FaultRule): boolean {
    if (this.#rules.length >= paperLimits.faultRules) return false;
    this.#rules.push({ ...rule });
    return true;
  }

  clear(): void {
    this.#rules = [];
  }

  list(): FaultRule[] {
    return this.#rules.map((rule) => ({ ...rule }));
  }

  /** What happens to this call, null for nothing. */
  draw(route: FaultyRoute): Exclude<Fault, { kind: 'stuck_cancel' }> | null {
    const fault = this.#fire((rule) => rule.route === route && rule.fault.kind !== 'stuck_cancel');
    return fault === null || fault.kind === 'stuck_cancel' ? null : fault;
  }

  /** Whether the cancel of the next order gets stuck. */
  drawStuck(route: 'cancel' | 'cancelAll'): boolean {
    return this.#fire((rule) => rule.route === route && rule.fault.kind === 'stuck_cancel') !== null;
  }

  #fire(applies: (rule: FaultRule) => boolean): Fault | null {
    for (const rule of this.#rules) {
      if (!applies(rule) || !this.#happens(rule)) continue;
      if (rule.count !== undefined) {
        rule.count -= 1;
        if (rule.count === 0) this.#rules = this.#rules.filter((other) => other !== rule);
      }
      return rule.fault;
    }
    return null;
  }

  #happens(rule: FaultRule): boolean {
    if (rule.probability === undefined) return true;
    this.#draws += 1;
    return unitAt(this.#seed, stream, this.#draws) < rule.probability;
  }
}
