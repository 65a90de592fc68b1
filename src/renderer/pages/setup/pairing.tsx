import { useId, useState } from 'react';
import type { PairAnswer, PairRequest } from '../../../shared/api/commands.ts';
import type { EngineState } from '../../../shared/api/state.ts';
import { pageLimits } from '../../limits.ts';
import { useTools } from '../../parts/engine-context.tsx';
import { type Asking, Refusal } from '../../parts/sheet.tsx';
import { Paired } from './paired.tsx';

/** Gives a button its secret: over a cable the engine does it, over WiFi its firmware is built with it. It holds at once. */
export function Pairing({ live }: { live: EngineState | null }) {
  const { client } = useTools();
  const id = useId();
  const [path, setPath] = useState<PairRequest['path']>('usb');
  const [name, setName] = useState('');
  const [device, setDevice] = useState('');
  const [port, setPort] = useState('');
  const [asking, setAsking] = useState<Asking>({ step: 'no' });
  const [paired, setPaired] = useState<PairAnswer | null>(null);

  async function pair(): Promise<void> {
    setAsking({ step: 'asking' });
    const common = { ...(name.trim() !== '' && { name: name.trim() }), ...(device !== '' && { device }) };
    const request: PairRequest =
      path === 'usb' ? { path, ...common, ...(port.trim() !== '' && { port: port.trim() }) } : { path, ...common };
    const answer = await client.pair({ request, timeoutMs: pageLimits.pairMs });
    setAsking(answer.ok ? { step: 'no' } : { step: 'failed', failure: answer.failure });
    if (answer.ok) setPaired(answer.value);
  }

  if (paired !== null) return <Paired answer={paired} live={live} onDone={() => setPaired(null)} />;
  return (
    <form
      className="member"
      aria-label="Pair a button"
      onSubmit={(event) => {
        event.preventDefault();
        void pair();
      }}
    >
      <h3>Pair a button</h3>
      <fieldset className="choices">
        <legend>How will it be heard?</legend>
        <PathChoice path="usb" chosen={path} onChoose={setPath}>
          USB: plug it into the machine that the engine runs on. It gets its secret over the cable.
        </PathChoice>
        <PathChoice path="wifi" chosen={path} onChoose={setPath}>
          WiFi: you get the lines for its firmware’s secrets.h, and build it with them.
        </PathChoice>
      </fieldset>
      <div className="setting">
        <label htmlFor={`${id}-name`}>
          Name <span className="quiet">optional</span>
        </label>
        <input id={`${id}-name`} value={name} maxLength={40} onChange={(event) => setName(event.target.value)} />
      </div>
      <div className="setting">
        <label htmlFor={`${id}-device`}>Which</label>
        <select id={`${id}-device`} value={device} onChange={(event) => setDevice(event.target.value)}>
          <option value="">{path === 'usb' ? 'the one that is plugged in' : 'a new button'}</option>
          {(live?.devices ?? []).map((each) => (
            <option key={each.id} value={each.id}>{`${each.name} (${each.id})`}</option>
          ))}
        </select>
      </div>
      {path === 'wifi' ? null : (
        <div className="setting">
          <label htmlFor={`${id}-port`}>
            Serial port <span className="quiet">optional</span>
          </label>
          <input id={`${id}-port`} value={port} spellCheck={false} onChange={(event) => setPort(event.target.value)} />
          <p className="quiet">Only where the board is not found by itself, such as /dev/ttyUSB0.</p>
        </div>
      )}
      {asking.step === 'failed' ? <Refusal failure={asking.failure} done="paired" /> : null}
      <button type="submit" disabled={asking.step === 'asking'}>
        {asking.step === 'asking' ? 'Looking for it' : 'Pair'}
      </button>
    </form>
  );
}

interface PathChoiceProps {
  path: PairRequest['path'];
  chosen: PairRequest['path'];
  onChoose: (path: PairRequest['path']) => void;
  children: string;
}

function PathChoice({ path, chosen, onChoose, children }: PathChoiceProps) {
  return (
    <label className="tick">
      <input type="radio" name="path" checked={path === chosen} onChange={() => onChoose(path)} />
      <span>{children}</span>
    </label>
  );
}
