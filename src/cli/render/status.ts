import type { BrokerState, EngineState, Residual } from '../../shared/api/state.ts';
import { formatDuration } from '../../shared/duration.ts';
import { deviceSentence, peerSentence } from '../../shared/link-words.ts';
import {
  deadManSentence,
  moneyWord,
  noEquityWords,
  outcomeSentence,
  plateOf,
  progressSentence,
  toneOf,
  tradingSentence,
  triggerSentence,
} from '../../shared/words.ts';
import { paint } from '../colour.ts';
import { botLines } from './bots.ts';
import { plural, table } from './table.ts';
import { localTime } from './time.ts';

/** The plate as every face shows it: money word and state. */
export function plateLine(state: EngineState, colour: boolean): string {
  const plate = plateOf(state);
  return `${paint(plate, toneOf(plate), colour)}  ${moneyWord(state)}`;
}

export function noEngineLine(colour: boolean): string {
  const plate = plateOf(null);
  return paint(plate, toneOf(plate), colour);
}

export function statusLines(state: EngineState, nowMs: number, colour: boolean): string[] {
  return [
    `${plateLine(state, colour)}  since ${localTime(state.since)}`,
    tradingSentence(state),
    deadManLine(state.deadMan, nowMs),
    ...killLines(state),
    ...unacknowledgedLines(state),
    ...conditionLines(state),
    ...state.triggers.map((trigger) => `${trigger.name} ${triggerSentence(trigger)}.`),
    ...linkLines(state),
    ...(state.brokers.length === 0 ? ['No brokers.'] : state.brokers.flatMap((broker) => brokerLines(broker, nowMs))),
    ...(state.bots.length === 0 ? [] : ['Bots', ...botLines(state.bots).map((line) => `  ${line}`)]),
    ...alertLines(state),
  ];
}

/** What needs to be done stands among the conditions. The deadline is by the engine's wall clock, which is this machine's. */
function deadManLine({ state, deadline, lastCheckIn }: EngineState['deadMan'], nowMs: number): string {
  const left = state === 'ok' ? `${deadManSentence(state, Date.parse(deadline) - nowMs)} ` : '';
  const last = lastCheckIn === null ? 'Nobody has checked in yet' : `Last check-in ${localTime(lastCheckIn)}`;
  return `${left}${last}; ${state === 'triggered' ? 'it was due' : 'due'} before ${localTime(deadline)}.`;
}

function unacknowledgedLines({ alerts: { unacknowledged } }: EngineState): string[] {
  if (unacknowledged === null) return [];
  const { killId, nextReminderAt } = unacknowledged;
  return [
    `Nobody has acknowledged ${killId}; it is told again at ${localTime(nextReminderAt)}: scram alerts acknowledge`,
  ];
}

function alertLines({ alerts: { channels } }: EngineState): string[] {
  if (channels.length === 0) return [];
  const rows = channels.map(({ name, kind, state, words, lastSentAt, waiting }) => {
    const last = lastSentAt === null ? 'nothing sent yet' : `last sent ${localTime(lastSentAt)}`;
    const queue = waiting === 0 ? '' : `${plural(waiting, 'message')} waiting`;
    return [name, kind, state, [last, queue, words].filter((part) => part !== '').join('; ')];
  });
  return ['Alerts', ...table(rows).map((line) => `  ${line}`)];
}

function killLines(state: EngineState): string[] {
  if (state.kill === null) return [];
  const { killId, source, reason, firedAt, receipts, journaled, clearsItself } = state.kill;
  const joined = receipts.length === 0 ? '' : `, joined by ${plural(receipts.length, 'further signal')}`;
  return [
    `Kill ${killId} by ${source} at ${localTime(firedAt)}${joined}: ${reason || 'no reason given'}`,
    ...(clearsItself ? [clearingLine] : []),
    ...(journaled ? [] : ['This kill is not recorded yet; the latch holds all the same.']),
  ];
}

/** Buttons and other engines: who could kill, and whether they are heard. */
function linkLines({ devices, peers }: EngineState): string[] {
  const buttons = devices.filter(({ retired }) => !retired).map((each) => [each.name, each.id, deviceSentence(each)]);
  const engines = peers.map((each) => [each.name, 'engine', peerSentence(each)]);
  return table([...buttons, ...engines]);
}

const clearingLine =
  'It clears itself once everything is closed and its cause has been gone for a minute, unless somebody joins it.';

function conditionLines(state: EngineState): string[] {
  return state.conditions.flatMap((each) => [
    `${each.severity.toUpperCase()}: ${each.sentence}`,
    `  ${each.nextAction}`,
  ]);
}

function brokerLines(broker: BrokerState, nowMs: number): string[] {
  const money = broker.equity === null ? noEquityWords(broker) : `${broker.equity} ${broker.currency ?? ''}`.trim();
  const open = `${plural(broker.positions.length, 'position')} · ${plural(broker.orders.length, 'order')}`;
  const age = broker.asOf === null ? '' : ` · read ${formatDuration(Math.max(0, nowMs - Date.parse(broker.asOf)))} ago`;
  return [
    `${broker.name} (${broker.kind}, ${moneyWord(broker)})  ${money} · ${open}${age}`,
    ...(broker.trouble === null ? [] : [`  can't be read: ${broker.trouble}`]),
    ...(broker.flatten === null ? [] : [`  ${progressSentence(broker.flatten)}`]),
    ...table(
      broker.positions.map((each) => [
        each.symbol,
        each.quantity,
        each.lastPrice === null ? '' : `at ${each.lastPrice}`,
      ]),
      '  ',
    ),
    ...table(
      broker.orders.map((each) => [each.symbol, `${each.type} ${each.side}`, each.quantity, `order ${each.id}`]),
      '  ',
    ),
    ...(broker.flatten?.residuals ?? []).map((each) => `  left: ${residualLine(each)}`),
  ];
}

/** One residual with the venue's own words: `demo/AAPL -3: waits for the market to open ("closed until 14:30")`. */
export function residualLine(residual: Residual): string {
  const order = residual.orderId === undefined ? '' : ` order ${residual.orderId}`;
  const quantity = residual.quantity === null ? '' : ` ${residual.quantity}`;
  const words = residual.words === '' ? '' : ` ("${residual.words}")`;
  return `${residual.broker}/${residual.symbol}${order}${quantity}: ${outcomeSentence(residual.outcome)}${words}`;
}
