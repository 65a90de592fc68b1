interface TicksProps {
  legend: string;
  items: readonly { name: string; sentence: string }[];
  ticked: ReadonlySet<string>;
  onChange: (ticked: ReadonlySet<string>) => void;
}

/** Things that are each taken on by their own name, so that nobody accepts what they have not read. Nothing where there are none. */
export function Ticks({ legend, items, ticked, onChange }: TicksProps) {
  if (items.length === 0) return null;
  const toggle = (name: string, isTicked: boolean): void => {
    const next = new Set(ticked);
    if (isTicked) next.add(name);
    else next.delete(name);
    onChange(next);
  };
  return (
    <fieldset className="ticks">
      <legend>{legend}</legend>
      {items.map(({ name, sentence }) => (
        <label key={name} className="tick">
          <input type="checkbox" checked={ticked.has(name)} onChange={(event) => toggle(name, event.target.checked)} />
          <span>
            <code>{name}</code> {sentence}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
