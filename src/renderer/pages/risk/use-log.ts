import { type RefObject, useEffect, useReducer, useRef, useState } from 'react';
import { systemTimers } from '../../../client/timers.ts';
import type { JournalQuery } from '../../../shared/api/routes.ts';
import { useTools } from '../../parts/engine-context.tsx';
import { type Filter, isFiltering } from './filter.ts';
import { FoundLog } from './found-log.ts';
import type { Log } from './log.ts';
import { WholeLog } from './whole-log.ts';

/**
 * The log that a filter shows, kept up to date; null between two. `follows`: whether what arrives goes on top at once. With another
 * `reading` it is read from the file again.
 */
export function useLog(
  { kind, text }: Filter,
  isLive: boolean,
  follows: RefObject<boolean>,
  reading: number,
): Log | null {
  const { client, following } = useTools();
  const [made, setMade] = useState<{ log: Log; of: string } | null>(null);
  const [, redraw] = useReducer((count: number) => count + 1, 0);

  // What was made for another filter is not shown for this one, not even once.
  const wanted = `${reading} ${kind} ${text}`;
  const log = made?.of === wanted ? made.log : null;

  useEffect(() => {
    const filter = { kind, text };
    const options = {
      load: (query: JournalQuery) => client.journal({ query }),
      timers: systemTimers,
      onChange: redraw,
    };
    const opened = isFiltering(filter) ? new FoundLog(filter, options) : new WholeLog(options);
    setMade({ log: opened, of: wanted });
    const stopRows = following.onRow((row) => opened.arrived(row, follows.current));
    return () => {
      stopRows();
      opened.stop();
    };
  }, [client, following, follows, kind, text, wanted]);

  const wasLive = useRef(isLive);
  useEffect(() => {
    if (isLive && !wasLive.current) log?.reopen();
    wasLive.current = isLive;
  }, [isLive, log]);

  return log;
}
