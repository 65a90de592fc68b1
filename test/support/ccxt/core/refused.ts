import type { Reason } from './types.ts';

/** Why the core did not do what was asked. */
export class Refused extends Error {
  readonly reason: Reason;
  /** `bound`: the price that would still be taken. */
  readonly detail: Readonly<Record<string, string>>;
  constructor(reason: Reason, detail: Readonly<Record<string, string>> = {}) {
    super(reason);
    this.reason = reason;
    this.detail = detail;
  }
}
