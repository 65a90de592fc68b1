import type { TriggerState } from '../../shared/api/triggers.ts';

interface HeldTriggersProps {
  held: readonly TriggerState[];
  acknowledged: ReadonlySet<string>;
  onChange: (acknowledged: ReadonlySet<string>) => void;
}

/** In the reset: each condition that still holds is acknowledged by its own name, with its numbers beside it. */
export function HeldTriggers({ held, acknowledged, onChange }: HeldTriggersProps) {
  if (held.length === 0) return null;
  const toggle = (name: string, isAcknowledged: boolean): void => {
    const next = new Set(acknowledged);
    if (isAcknowledged) next.add(name);
    else next.delete(name);
    onChange(next);
  };
  return (
    <fieldset className="open-things">
      <legend>Still true. Tick what you know of; it won’t fire again while it lasts:</legend>
      {held.map(({ name, words }) => (
        <label key={name} className="tick">
          <input
            type="checkbox"
            checked={acknowledged.has(name)}
            onChange={(event) => toggle(name, event.target.checked)}
          />
          <span>
            <code>{name}</code> {words}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
