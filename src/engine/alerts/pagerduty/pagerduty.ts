import * as z from 'zod';
import { assertNever } from '../../../shared/assert-never.ts';
import type { Clock } from '../../clock.ts';
import type { Attempt, Channel, Delivery } from '../channel.ts';
import { failedStatus, jsonIn, post, type Said, under } from '../http.ts';
import { type AlertMessage, type AlertStep, fitted, titleOf } from '../message.ts';

export interface PagerDutyOptions {
  name: string;
  /** The integration key of a service. */
  routingKey: string;
  baseUrl: string;
  /** What PagerDuty shows as the source: this machine. */
  source: string;
  clock: Clock;
}

/**
 * Of the Events API v2: a longer summary is cut there, a longer key is refused. An event of more than 512 KB is refused too, which the
 * limit of a detail, our own, keeps it far from.
 */
const limits = { summaryCharacters: 1_024, dedupKeyCharacters: 255, detailCharacters: 1_024 } as const;

type Action = 'trigger' | 'acknowledge' | 'resolve';

/** PagerDuty's Events API v2 (https://developer.pagerduty.com/docs/events-api-v2-overview): one incident for each thread. */
export function pagerDutyChannel(options: PagerDutyOptions): Channel {
  const { name, routingKey, baseUrl, source, clock } = options;
  const url = under(baseUrl, '/v2/enqueue');
  const call = async (message: AlertMessage, action: Action, { signal }: Attempt): Promise<Delivery> => {
    const body = JSON.stringify({ routing_key: routingKey, ...pagerDutyEvent(message, action, source) });
    const answer = await post({ url, body: ['application/json', body], signal });
    return answer.ok ? deliveryOf(answer.said, action, clock.wallMs()) : answer.failed;
  };
  return {
    name,
    kind: 'pagerduty',
    async send(message, attempt) {
      let last: Delivery = { kind: 'failed', permanent: true, words: 'nothing to send' };
      for (const action of actionsOf(message.step)) {
        last = await call(message, action, attempt);
        if (last.kind !== 'sent') return last;
      }
      return last;
    },
    // The Events API takes events and nothing else: a key can't be asked about.
    check: async () => ({ kind: 'unproven', words: 'a routing key can only be tried by an event' }),
    dispose: () => undefined,
  };
}

/** A note is an incident that is over at once: it is seen, and nobody is left with it. */
function actionsOf(step: AlertStep): readonly Action[] {
  switch (step) {
    case 'opened':
    case 'updated':
      return ['trigger'];
    case 'acknowledged':
      return ['acknowledge'];
    case 'closed':
      return ['resolve'];
    case 'note':
      return ['trigger', 'resolve'];
    default:
      return assertNever(step);
  }
}

/** An event without its routing key. Acknowledge and resolve carry the key of the incident alone. */
export function pagerDutyEvent(message: AlertMessage, action: Action, source: string) {
  const { thread, severity, sentence, nextAction, numbers, killId, drill, paper, at, conditionId } = message;
  const event = { event_action: action, dedup_key: fitted(`scram:${thread}`, limits.dedupKeyCharacters) };
  if (action !== 'trigger') return event;
  return {
    ...event,
    client: 'Scram',
    payload: {
      summary: fitted(`${titleOf(message)}. ${sentence}`, limits.summaryCharacters),
      source,
      severity,
      timestamp: at,
      component: 'scram',
      class: conditionId ?? (killId === null ? 'note' : 'kill'),
      custom_details: {
        next_action: fitted(nextAction, limits.detailCharacters),
        // A list, because two orders of one instrument have the same label.
        numbers: numbers.map(({ label, value }) => fitted(`${label}: ${value}`, limits.detailCharacters)),
        ...(killId !== null && { kill_id: killId }),
        drill,
        paper,
      },
    },
  };
}

/** Its events are made by us, and kept to its schema by tests: what is left is the key. */
const refused = 'PagerDuty refuses the event (400): most likely the routing key is not one of 32 characters';

const Accepted = z.object({ status: z.literal('success') });

/** 202 with `"status": "success"` is PagerDuty's word that the event is taken. */
function deliveryOf(said: Said, action: Action, nowMs: number): Delivery {
  if (said.status === 400) return { kind: 'failed', permanent: true, words: refused };
  if (said.status !== 202) return failedStatus(said, nowMs);
  if (Accepted.safeParse(jsonIn(said.text)).success) return { kind: 'sent', words: `PagerDuty took the ${action}` };
  return { kind: 'failed', permanent: false, words: 'it answered 202, but not with success' };
}
