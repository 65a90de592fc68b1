import { exactTime, localTime } from '../view/time.ts';

/** A moment in local time; the zone and the milliseconds on hover. */
export function When({ at }: { at: string }) {
  return (
    <time dateTime={at} title={exactTime(at)}>
      {localTime(at, Date.now())}
    </time>
  );
}
