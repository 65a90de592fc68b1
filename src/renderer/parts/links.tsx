import type { DeviceState, PeerState } from '../../shared/api/state.ts';
import { deviceSentence, peerSentence } from '../../shared/link-words.ts';
import { When } from './when.tsx';

/** Buttons and other engines: who else could kill, and how they are heard. Those that are not come first. */
export function Links({ devices, peers }: { devices: readonly DeviceState[]; peers: readonly PeerState[] }) {
  const buttons = devices.filter(({ retired }) => !retired);
  if (buttons.length + peers.length === 0) return null;
  return (
    <section aria-label="Links">
      <h2>Links</h2>
      {faultsFirst(buttons, ({ fault }) => fault !== null).map((device) => (
        <Button key={device.id} device={device} />
      ))}
      {faultsFirst(peers, ({ fault }) => fault).map((peer) => (
        <Peer key={peer.name} peer={peer} />
      ))}
    </section>
  );
}

function Button({ device }: { device: DeviceState }) {
  const { name, id, fault, lastPress } = device;
  return (
    <div className="panel row link" data-fault={fault !== null}>
      <strong>{name}</strong> {deviceSentence(device)}
      <p className="quiet">
        Button {id}
        {lastPress === null ? ', not thrown since the engine started' : null}
        {lastPress === null ? null : (
          <>
            , last thrown at <When at={lastPress.at} />
          </>
        )}
        {fault === null ? null : `, ${fault}`}
      </p>
    </div>
  );
}

function Peer({ peer }: { peer: PeerState }) {
  const { name, url, words, fault, untoldKillId } = peer;
  return (
    <div className="panel row link" data-fault={fault}>
      <strong>{name}</strong> {peerSentence(peer)}
      <p className="quiet">
        Engine at {url}
        {words === null ? null : `. ${words}`}
        {untoldKillId === null ? null : `. It has not yet taken kill ${untoldKillId}.`}
      </p>
    </div>
  );
}

function faultsFirst<T>(list: readonly T[], isFaulty: (each: T) => boolean): T[] {
  return [...list.filter(isFaulty), ...list.filter((each) => !isFaulty(each))];
}
