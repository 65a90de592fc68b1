import { Ticks } from '../../parts/ticks.tsx';
import { Collection } from './collection.tsx';
import { isObject, type Path, valueAt } from './edits.ts';
import { OptionalGroup } from './form/control.tsx';
import { settingsAt } from './form/schema.ts';
import { useSetup } from './setup-context.ts';

const toldPath: Path = ['killSwitch', 'alertChannels'];

/** The channels, which of them a kill goes to, and the outside watch over this machine. */
export function AlertsSection() {
  const { draft, change } = useSetup();
  const alerts = valueAt(draft, ['alerts']);
  const names = isObject(alerts) ? Object.keys(alerts) : [];
  const listed = valueAt(draft, toldPath);
  const told = Array.isArray(listed) ? listed.map(String) : names;
  return (
    <>
      <Collection path={['alerts']} what="channel" isNamedByKind />
      <Ticks
        legend="A kill goes to:"
        items={[...new Set([...names, ...told])].map((name) => ({ name, sentence: '' }))}
        ticked={new Set(told)}
        onChange={(ticked) => change(toldPath, names.every((name) => ticked.has(name)) ? undefined : [...ticked])}
      />
      <OptionalGroup path={['watchdog']} label="Watchdog" help={watchdogHelp} settings={settingsAt(['watchdog'])} />
    </>
  );
}

const watchdogHelp =
  'An outside service is called for as long as this machine can record, and tells somebody when the calls stop.';
