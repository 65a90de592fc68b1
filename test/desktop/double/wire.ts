/** What the double tells the process that started it, which opens its window in a browser. */
export type DoubleSays =
  /** Where what answers `scram://app/` can be reached by that browser. */
  | { says: 'bridge'; port: number }
  /** A message of the app to its page. */
  | { says: 'to-page'; channel: string; value: unknown }
  | { says: 'window-closed' };

export function say(what: DoubleSays): void {
  process.send?.(what);
}
