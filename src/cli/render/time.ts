/** Local time for people, `2026-11-21 09:14:03`; the engine's own times are UTC. */
export function localTime(iso: string): string {
  return new Date(iso).toLocaleString('sv-SE');
}

/** Local time with milliseconds, for the rows of a log. */
export function localTimeMs(iso: string): string {
  const at = new Date(iso);
  return `${at.toLocaleString('sv-SE')}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}
