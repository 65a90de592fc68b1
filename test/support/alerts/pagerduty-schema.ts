import * as z from 'zod';
import { faultsOf, type Judge, jsonOf, Text } from './judge.ts';

/**
 * The facts of PagerDuty's Events API v2: its published OpenAPI document
 * (https://github.com/PagerDuty/api-schema/blob/main/reference/events-v2/openapiv3.json) has the fields, which of them are required,
 * and the closed lists; its pages (https://developer.pagerduty.com/docs/send-alert-event,
 * https://developer.pagerduty.com/docs/events-api-v2-overview) have the lengths, the kind of key and the size. Stricter than those in
 * one point: a field that they don't know, which PagerDuty leaves alone, is a mistake of ours.
 */
const limits = {
  bodyBytes: 512_000,
  summaryCharacters: 1_024,
  dedupKeyCharacters: 255,
  routingKeyCharacters: 32,
} as const;

const address = z.url({ protocol: /^https?$/ });
const routingKey = z
  .string()
  .regex(/^[A-Za-z0-9-]+$/)
  .length(limits.routingKeyCharacters);
const dedupKey = Text(limits.dedupKeyCharacters);

const Payload = z.strictObject({
  summary: Text(limits.summaryCharacters),
  source: Text(255),
  severity: z.enum(['critical', 'warning', 'error', 'info']),
  timestamp: z.iso.datetime({ offset: true }).optional(),
  component: z.string().optional(),
  group: z.string().optional(),
  class: z.string().optional(),
  custom_details: z.record(z.string(), z.json()).optional(),
});

const Event = z.discriminatedUnion('event_action', [
  z.strictObject({
    event_action: z.literal('trigger'),
    routing_key: routingKey,
    dedup_key: dedupKey.optional(),
    payload: Payload,
    client: z.string().optional(),
    client_url: address.optional(),
    links: z.array(z.strictObject({ href: address, text: z.string().optional() })).optional(),
    images: z
      .array(
        z.strictObject({ src: z.url({ protocol: /^https$/ }), href: address.optional(), alt: z.string().optional() }),
      )
      .optional(),
  }),
  z.strictObject({
    event_action: z.enum(['acknowledge', 'resolve']),
    routing_key: routingKey,
    dedup_key: dedupKey,
  }),
]);
type PagerDutyEvent = z.infer<typeof Event>;

type Incident = { key: string; state: 'triggered' | 'acknowledged' | 'resolved'; triggers: number };

/** A PagerDuty that takes what its schema allows, refuses the rest with 400 and why, and keeps the incidents. */
export class PagerDuty {
  /** The oldest first. A key that is triggered after it was resolved begins another. */
  readonly incidents: Incident[] = [];
  readonly events: PagerDutyEvent[] = [];
  /** Of everything that was refused. */
  readonly errors: string[] = [];

  judge: Judge = (request) => {
    const { method, path, body } = request;
    if (method !== 'POST' || !path.endsWith('/v2/enqueue')) return { status: 404, body: '' };
    if (Buffer.byteLength(body) > limits.bodyBytes) return this.refuses(['the event is larger than 512 KB']);
    const json = jsonOf(request);
    if (json === undefined) return this.refuses(['JSON parse error']);
    const errors = faultsOf(Event, json);
    if (errors.length > 0) return this.refuses(errors);
    const event = Event.parse(json);
    this.events.push(event);
    const key = event.dedup_key ?? `made-by-pagerduty-${this.events.length}`;
    this.take(key, event.event_action);
    return { status: 202, body: { status: 'success', message: 'Event processed', dedup_key: key } };
  };

  private take(key: string, action: PagerDutyEvent['event_action']): void {
    const open = this.incidents.findLast((each) => each.key === key && each.state !== 'resolved');
    if (action === 'trigger') {
      if (open) open.triggers += 1;
      else this.incidents.push({ key, state: 'triggered', triggers: 1 });
      return;
    }
    // Nothing is open: dropped.
    if (open) open.state = action === 'resolve' ? 'resolved' : 'acknowledged';
  }

  private refuses(errors: string[]) {
    this.errors.push(...errors);
    return { status: 400, body: { status: 'invalid event', message: 'Event object is invalid', errors } };
  }
}
