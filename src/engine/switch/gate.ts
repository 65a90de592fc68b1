/** What the gate looks at. */
export interface GateFacts {
  killEngaged: boolean;
  deadManTriggered: boolean;
  /** A peer on the same account that is known to be latched; null when none is. */
  latchedPeer: string | null;
  /** The engine can't record, or nobody has yet acknowledged that its record was replaced. */
  degraded: boolean;
}

export type GateAnswer = { trading: true; reason: null } | { trading: false; reason: GateReason };
export type GateReason =
  | 'kill switch engaged'
  | "dead man's switch triggered"
  | `peer ${string} is killed`
  | 'engine degraded';

/** Whether an order may be placed now; the reason is the first that stands against it, in the order below. */
export function gate(facts: GateFacts): GateAnswer {
  if (facts.killEngaged) return { trading: false, reason: 'kill switch engaged' };
  if (facts.deadManTriggered) return { trading: false, reason: "dead man's switch triggered" };
  if (facts.latchedPeer !== null) return { trading: false, reason: `peer ${facts.latchedPeer} is killed` };
  if (facts.degraded) return { trading: false, reason: 'engine degraded' };
  return { trading: true, reason: null };
}
