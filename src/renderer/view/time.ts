/** Local time for people: `09:14:03` today, `2026-11-20 09:14:03` on another day. */
export function localTime(iso: string, nowMs: number): string {
  const [day, time] = dayAndTime(new Date(iso));
  return day === dayAndTime(new Date(nowMs))[0] ? time : `${day} ${time}`;
}

/** With the milliseconds and the zone, for the hover. */
export function exactTime(iso: string): string {
  const at = new Date(iso);
  const [day, time] = dayAndTime(at);
  const zone = new Intl.DateTimeFormat('en', { timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value;
  return `${day} ${time}.${String(at.getMilliseconds()).padStart(3, '0')} ${zone ?? ''}`.trim();
}

/** A running time in tenths: `3.4 s`, `1 min 12.0 s`. Never negative, whatever the two clocks say. */
export function runningTime(ms: number): string {
  const tenths = Math.floor(Math.max(0, ms) / 100);
  const minutes = Math.floor(tenths / 600);
  const seconds = ((tenths % 600) / 10).toFixed(1);
  return minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds} s`;
}

/** Milliseconds between two of the engine's own stamps. */
export function betweenMs(from: string, to: string): number {
  return Date.parse(to) - Date.parse(from);
}

function dayAndTime(at: Date): [day: string, time: string] {
  const [day = '', time = ''] = at.toLocaleString('sv-SE').split(' ');
  return [day, time];
}
