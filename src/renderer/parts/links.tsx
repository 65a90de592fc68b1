import type { DevicePathState, DeviceState, PeerState } from '../../shared/api/state.ts';
import { formatDuration } from '../../shared/duration.ts';
import { deviceSentence, pathName, peerSentence } from '../../shared/link-words.ts';
import { faultsFirst } from '../view/faults.ts';
import { type Column, LongTable } from './long-table.tsx';
import { Row } from './row.tsx';
import { When } from './when.tsx';

/** Buttons and other engines: who else could kill, and how they are heard. */
export function Links({ devices, peers }: { devices: readonly DeviceState[]; peers: readonly PeerState[] }) {
  const buttons = devices.filter(({ retired }) => !retired);
  if (buttons.length + peers.length === 0) return null;
  return (
    <section aria-label="Links">
      {faultsFirst(buttons, ({ fault }) => fault !== null).map((device) => (
        <Button key={device.id} device={device} />
      ))}
      {faultsFirst(peers, ({ fault }) => fault).map((peer) => (
        <Peer key={peer.name} peer={peer} />
      ))}
    </section>
  );
}

const pathColumns: Column<DevicePathState>[] = [
  { head: 'Path', cell: ({ path }) => pathName(path) },
  { head: 'Last heard', cell: ({ lastHeardAt }) => (lastHeardAt === null ? 'not yet' : <When at={lastHeardAt} />) },
  { head: 'Age', cell: ({ ageMs }) => (ageMs === null ? '–' : formatDuration(ageMs)), isFigure: true },
  { head: 'Standing', cell: pathStanding },
];

function pathStanding({ fault, watched, ageMs }: DevicePathState): string {
  if (fault) return 'silent for too long';
  if (!watched) return 'not watched: its silence is no fault';
  return ageMs === null ? 'not heard since the start' : 'heard';
}

function Button({ device }: { device: DeviceState }) {
  const { name, id, fault, lastPress, paths, onSilence } = device;
  return (
    <Row
      label="Button"
      isFault={fault !== null}
      sentence={
        <>
          <strong>{name}</strong> {fault === null ? null : `${fault} · `}
          {deviceSentence(device)}
        </>
      }
    >
      <p className="quiet">
        {lastPress === null ? (
          'Not thrown since the engine started'
        ) : (
          <>
            Last thrown at <When at={lastPress.at} />
          </>
        )}{' '}
        · {silenceWords[onSilence]} · id {id}
      </p>
      <LongTable caption="Paths" rows={paths} keyOf={({ path }) => path} columns={pathColumns} />
    </Row>
  );
}

const silenceWords = {
  alarm: 'its silence is told',
  pause: 'its silence pauses the bots',
  kill: 'its silence kills',
} as const satisfies Record<DeviceState['onSilence'], string>;

function Peer({ peer }: { peer: PeerState }) {
  const { name, url, words, fault, untoldKillId, lastHeardAt } = peer;
  return (
    <Row
      label="Engine"
      isFault={fault}
      sentence={
        <>
          <strong>{name}</strong> {peerSentence(peer)}
        </>
      }
    >
      <p className="quiet">
        At {url}
        {lastHeardAt === null ? (
          ', never heard'
        ) : (
          <>
            , last heard at <When at={lastHeardAt} />
          </>
        )}
      </p>
      {words === null ? null : <p>{words}</p>}
      {untoldKillId === null ? null : <p>It has not yet taken kill {untoldKillId}.</p>}
    </Row>
  );
}
