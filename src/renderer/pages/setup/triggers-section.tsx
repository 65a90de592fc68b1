import { isObject, type Path, valueAt } from './edits.ts';
import { Control, Controls } from './form/control.tsx';
import { type Kind, kindsAt, settingsAt } from './form/schema.ts';
import { useSetup } from './setup-context.ts';

const triggersPath: Path = ['killSwitch', 'autoTriggerOn'];
const clearing = settingsAt(['killSwitch']).filter(({ key }) => key === 'requireManualReset');

/** Where to begin with what has no default: an empty field helps nobody. */
const beginnings: Readonly<Record<string, Record<string, unknown>>> = {
  PortfolioDrawdown: { threshold: 0.25 },
  DataFeedCorruption: { maxAge: '10s' },
};

/** Which events pull the switch by themselves. Each stands in the list once at most, so each is a switch with its own numbers. */
export function TriggersSection() {
  return (
    <>
      {kindsAt(triggersPath).map((kind) => (
        <Trigger key={kind.kind} kind={kind} />
      ))}
      {clearing.map((setting) => (
        <Control key={setting.key} setting={setting} path={['killSwitch', setting.key]} />
      ))}
    </>
  );
}

function Trigger({ kind: { kind: event, help, settings } }: { kind: Kind }) {
  const { draft, change } = useSetup();
  const listed = valueAt(draft, triggersPath);
  const triggers: unknown[] = Array.isArray(listed) ? listed : [];
  const index = triggers.findIndex((trigger) => isObject(trigger) && trigger.event === event);
  return (
    <fieldset className="group">
      <legend>{event}</legend>
      <label className="tick">
        <input
          type="checkbox"
          checked={index >= 0}
          onChange={({ target }) =>
            change(
              triggersPath,
              target.checked
                ? [...triggers, { event, ...beginnings[event] }]
                : triggers.filter((_, at) => at !== index),
            )
          }
        />
        <span>{help}</span>
      </label>
      {index < 0 ? null : <Controls settings={settings} path={[...triggersPath, String(index)]} />}
    </fieldset>
  );
}
