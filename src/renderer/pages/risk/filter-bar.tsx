import { useEffect, useRef, useState } from 'react';
import { useTools } from '../../parts/engine-context.tsx';
import { useReloading } from '../../parts/use-reloading.ts';
import type { Filter } from './filter.ts';
import { riskLimits } from './limits.ts';

interface FilterBarProps {
  filter: Filter;
  onChange: (filter: Filter) => void;
  isLive: boolean;
}

/** Which rows: of one kind, chosen from those that there are, and with a text anywhere in them. */
export function FilterBar({ filter, onChange, isLive }: FilterBarProps) {
  const kinds = useKinds(isLive);
  const [text, setText] = useState(filter.text);
  const latest = useRef(onChange);
  latest.current = onChange;

  useEffect(() => setText(filter.text), [filter.text]);
  useEffect(() => {
    if (text === filter.text) return;
    const timer = setTimeout(() => latest.current({ kind: filter.kind, text }), riskLimits.searchPauseMs);
    return () => clearTimeout(timer);
  }, [text, filter.kind, filter.text]);

  return (
    <search className="log-filter">
      <label>
        <span>Kind</span>
        <select value={filter.kind} onChange={(event) => onChange({ kind: event.target.value, text })}>
          <option value="">All kinds</option>
          {[...new Set([...kinds, ...(filter.kind === '' ? [] : [filter.kind])])].map((kind) => (
            <option key={kind}>{kind}</option>
          ))}
        </select>
      </label>
      <label className="log-search">
        <span>Search</span>
        <input
          type="search"
          value={text}
          maxLength={riskLimits.searchCharacters}
          placeholder="reason, broker, kill, …"
          onChange={(event) => setText(event.target.value)}
        />
      </label>
    </search>
  );
}

function useKinds(isLive: boolean): readonly string[] {
  const { client } = useTools();
  const known = useRef(new Set<string>());
  const { value } = useReloading(
    isLive,
    () => client.journalKinds(),
    ({ kind }) => !known.current.has(kind),
  );
  known.current = new Set(value?.kinds);
  return value?.kinds ?? [];
}
