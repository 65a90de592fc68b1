import { createParser, type EventSourceMessage } from 'eventsource-parser';
import * as z from 'zod';
import { JournalRow } from '../shared/api/journal.ts';
import { eventsPath, streamEvents } from '../shared/api/routes.ts';
import { EngineState } from '../shared/api/state.ts';
import type { ClientSource } from '../shared/source.ts';
import { firstIssue, parseJson, readAnswer } from './answer.ts';
import { type Endpoint, headersFor } from './client.ts';
import { type CallFailure, misfit, networkFailure } from './failure.ts';
import { clientLimits } from './limits.ts';

/** The top-level fields that differ; the engine sends each of them whole. */
export const EngineChange = EngineState.partial();
export type EngineChange = z.infer<typeof EngineChange>;

export type FeedEvent =
  /** Anything at all arrived, if only a keep-alive. */
  | { kind: 'bytes' }
  | { kind: 'snapshot'; state: EngineState }
  | { kind: 'change'; change: EngineChange }
  | { kind: 'journal'; row: JournalRow };

export interface FeedOptions {
  endpoint: Endpoint;
  source: ClientSource;
  fetch: typeof globalThis.fetch;
  signal: AbortSignal;
}

/** The stream's route as far as its refusals go; its successes are not one answer. */
const refusals = { method: 'GET', path: eventsPath, response: z.never() } as const;

/** One connection to the engine's events, until it ends; says why it ended. Never throws for what a network does. */
export async function readFeed(options: FeedOptions, onEvent: (event: FeedEvent) => void): Promise<CallFailure> {
  try {
    const response = await options.fetch(`${options.endpoint.baseUrl}${eventsPath}`, {
      headers: { ...headersFor(options.endpoint, options.source), accept: 'text/event-stream' },
      redirect: 'error',
      signal: options.signal,
    });
    if (!response.ok || !response.body) return await refusalOf(response);
    return await readBody(response.body, onEvent);
  } catch (error) {
    return networkFailure(error, false);
  }
}

async function refusalOf(response: Response): Promise<CallFailure> {
  const answer = readAnswer(refusals, { status: response.status, text: await response.text() });
  return answer.ok ? misfit('an empty stream', false) : answer.failure;
}

async function readBody(body: ReadableStream<Uint8Array>, onEvent: (event: FeedEvent) => void): Promise<CallFailure> {
  let trouble: CallFailure | undefined;
  const parser = createParser({
    maxBufferSize: clientLimits.eventCharacters,
    onEvent(message) {
      const read = readEvent(message);
      if ('failure' in read) trouble = read.failure;
      else if (read.event && !trouble) onEvent(read.event);
    },
    onError(error) {
      if (error.type === 'max-buffer-size-exceeded') trouble = misfit(error.message, false);
    },
  });
  const reader = body.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return networkFailure(new Error('the stream ended'), false);
    onEvent({ kind: 'bytes' });
    parser.feed(decoder.decode(value, { stream: true }));
    if (trouble) {
      await reader.cancel();
      return trouble;
    }
  }
}

type ReadEvent = { event: FeedEvent | null } | { failure: CallFailure };

/** An event whose name is not agreed is skipped, so that a newer engine may say more; one that doesn't fit ends the feed. */
function readEvent(message: EventSourceMessage): ReadEvent {
  const name = streamEvents.find((each) => each === message.event);
  const data = parseJson(message.data);
  switch (name) {
    case 'snapshot':
      return eventFrom(EngineState, data, (state) => ({ kind: 'snapshot', state }));
    case 'change':
      return eventFrom(EngineChange, data, (change) => ({ kind: 'change', change }));
    case 'journal':
      return eventFrom(JournalRow, data, (row) => ({ kind: 'journal', row }));
    default:
      return { event: null };
  }
}

function eventFrom<T>(schema: z.ZodType<T>, data: unknown, eventOf: (value: T) => FeedEvent): ReadEvent {
  const parsed = schema.safeParse(data);
  return parsed.success ? { event: eventOf(parsed.data) } : { failure: misfit(firstIssue(parsed.error), false) };
}
