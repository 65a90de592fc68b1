import { useState } from 'react';
import type { EngineState } from '../../../shared/api/state.ts';
import { deviceSentence } from '../../../shared/link-words.ts';
import { isObject, valueAt } from './edits.ts';
import { Controls } from './form/control.tsx';
import { kindsAt, settingsAt } from './form/schema.ts';
import { Pairing } from './pairing.tsx';
import { RenameDevice } from './rename-device.tsx';
import { RetireSheet } from './retire-sheet.tsx';
import { useSetup } from './setup-context.ts';

/** Name, secret and standing change at once and by the engine (`/api/pair`, `/api/devices`); the rest is of the file. */
const settings = kindsAt(['devices']).flatMap((kind) =>
  kind.settings.filter(({ key }) => key === 'paths' || key === 'onSilence'),
);

/** The paired buttons, a way to pair one, and where they are listened for. */
export function ButtonsSection({ live }: { live: EngineState | null }) {
  const { draft } = useSetup();
  const devices = valueAt(draft, ['devices']);
  const paired = isObject(devices) ? Object.entries(devices) : [];
  return (
    <>
      {paired.map(([id, device]) => (
        <Button key={id} id={id} device={isObject(device) ? device : {}} live={live} />
      ))}
      <Pairing live={live} />
      <Controls settings={settingsAt(['links'])} path={['links']} />
    </>
  );
}

function Button({ id, device, live }: { id: string; device: Record<string, unknown>; live: EngineState | null }) {
  const [isRetiring, setIsRetiring] = useState(false);
  const name = String(device.name ?? id);
  const state = live?.devices.find((each) => each.id === id);
  if (device.retired === true) {
    return (
      <p className="member quiet">
        {name} ({id}) is retired: it is not believed. Pair it again to bring it back.
      </p>
    );
  }
  return (
    <section className="member" aria-label={`Button ${name}`}>
      <h3>
        {name} <span className="badge">{id}</span>
      </h3>
      <p>{state === undefined ? 'Not known to the engine that runs.' : deviceSentence(state)}</p>
      <RenameDevice key={name} id={id} name={name} />
      <Controls settings={settings} path={['devices', id]} />
      <button type="button" onClick={() => setIsRetiring(true)}>
        Retire {name}…
      </button>
      {isRetiring ? <RetireSheet id={id} name={name} onClose={() => setIsRetiring(false)} /> : null}
    </section>
  );
}
