import { type RefObject, useEffect, useReducer, useRef, useState } from 'react';
import { systemTimers } from '../../../client/timers.ts';
import type { JournalQuery } from '../../../shared/api/routes.ts';
import { useTools } from '../../parts/engine-context.tsx';
import { type Filter, isFiltering } from './filter.ts';
import { FoundLog } from './found-log.ts';
import type { Log } from './log.ts';
import { WholeLog } from './whole-log.ts';

/** The log that a filter shows, kept up to date; null between two. `follows`: whether what arrives goes on top at once. */
export function useLog({ kind, text }: Filter, isLive: boolean, follows: RefObject<boolean>): Log | null {
  const { client, following } = useTools();
  const [log, setLog] = useState<Log | null>(null);
  const [, redraw] = useReducer((count: number) => count + 1, 0);

  useEffect(() => {
    const filter = { kind, text };
    const options = {
      load: (query: JournalQuery) => client.journal({ query }),
      timers: systemTimers,
      onChange: redraw,
    };
    const made = isFiltering(filter) ? new FoundLog(filter, options) : new WholeLog(options);
    setLog(made);
    const stopRows = following.onRow((row) => made.arrived(row, follows.current));
    return () => {
      stopRows();
      made.stop();
      setLog(null);
    };
  }, [client, following, follows, kind, text]);

  const wasLive = useRef(isLive);
  useEffect(() => {
    if (isLive && !wasLive.current) log?.reopen();
    wasLive.current = isLive;
  }, [isLive, log]);

  return log;
}
