import type { AlertChannelState, AlertState } from '../../shared/api/alerts.ts';
import type { EngineState } from '../../shared/api/state.ts';
import { formatDuration } from '../../shared/duration.ts';
import { channelsSentence, lastSent } from '../view/alerts.ts';
import { faultsFirst } from '../view/faults.ts';
import { EmptyRow, Row } from './row.tsx';
import { useChannelTest } from './use-channel-test.ts';
import { When } from './when.tsx';

/** Where people are told, how each way does, and what went out last. `live` null: as it was when the engine was last heard. */
export function Alerts({ alerts, live }: { alerts: EngineState['alerts']; live: EngineState | null }) {
  const { channels, recent } = alerts;
  return (
    <section aria-label="Alerts">
      {channels.length === 0 ? (
        <EmptyRow label="Alerts" sentence="None are configured: nobody is told of a kill." />
      ) : (
        <Row label="Alerts" isFault={channels.some(isFailing)} sentence={<Sentence channels={channels} />}>
          {faultsFirst(channels, isFailing).map((channel) => (
            <Channel key={channel.name} channel={channel} isLive={live !== null} />
          ))}
          <Recent recent={recent} />
        </Row>
      )}
    </section>
  );
}

const isFailing = ({ state }: AlertChannelState): boolean => state === 'failing';

function Sentence({ channels }: { channels: readonly AlertChannelState[] }) {
  const lastSentAt = lastSent(channels);
  return (
    <>
      {channelsSentence(channels)} ·{' '}
      {lastSentAt === null ? 'nothing sent since the start' : <LastSent at={lastSentAt} />}
    </>
  );
}

function Recent({ recent }: { recent: readonly AlertState[] }) {
  if (recent.length === 0) return null;
  return (
    <>
      <h3>What was told last</h3>
      <ul className="told">
        {recent.map((alert) => (
          <Told key={alert.id} alert={alert} />
        ))}
      </ul>
    </>
  );
}

function Channel({ channel, isLive }: { channel: AlertChannelState; isLive: boolean }) {
  const { name, kind, state, words, since, lastSentAt, waiting } = channel;
  const { said, isSending, send } = useChannelTest(name);

  return (
    <article className="item" aria-label={name}>
      <div>
        <p>
          <strong>{name}</strong> <span className="badge">{kind}</span>{' '}
          <span className={state === 'failing' ? 'sentence' : ''}>
            {state === 'failing' ? 'reaches nobody' : state}
          </span>
        </p>
        <p className="quiet">
          {lastSentAt === null ? 'nothing sent since the start' : <LastSent at={lastSentAt} />}
          {waiting === 0 ? null : ` · ${waiting} waiting`}
        </p>
        {words === '' || since === null ? null : (
          <p className="quiet">
            {words}, since <When at={since} />
          </p>
        )}
        <output className="quiet">{said}</output>
      </div>
      {isLive ? (
        <button type="button" disabled={isSending} onClick={send} aria-label={`Test ${name}`}>
          Test
        </button>
      ) : null}
    </article>
  );
}

function LastSent({ at }: { at: string }) {
  return (
    <>
      last sent <When at={at} />
    </>
  );
}

function Told({ alert: { channel, title, state, queuedAt, attempts, latencyMs, words } }: { alert: AlertState }) {
  const how = latencyMs === null ? words : `after ${formatDuration(latencyMs)}`;
  return (
    <li data-state={state}>
      <span className={state === 'failed' ? 'sentence' : ''}>{title}</span>{' '}
      <span className="quiet">
        {channel} · {state}
        {how === '' ? null : `${latencyMs === null ? ': ' : ' '}${how}`}
        {attempts > 1 ? ` · ${attempts} attempts` : null} · <When at={queuedAt} />
      </span>
    </li>
  );
}
