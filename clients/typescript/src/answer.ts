import type { IncomingMessage } from 'node:http';
import { GateError, type GateErrorCode, type Obstacle } from './errors.ts';

/** Hands on the body as far as it comes within `maxBytes`; what is longer is no answer of Scram's and is cut. */
export function readUpTo(response: IncomingMessage, maxBytes: number, done: (body: string) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const end = () => {
    response.off('data', take).off('end', end);
    done(Buffer.concat(chunks).toString('utf8'));
  };
  const take = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) end();
    else chunks.push(chunk);
  };
  response.on('data', take).on('end', end);
}

interface EngineError {
  code: GateErrorCode;
  message: string;
  hint: string;
  field?: unknown;
  against?: unknown;
}

/** The sentences of an engine's refusal; null when the body is none. */
export function engineWords(body: string): string | null {
  const error = engineError(jsonOf(body));
  return error && `${error.message} ${error.hint}`;
}

const landedHint = 'It may have landed: look at GET /status before you send it again.';

/** The answer's object where it is a success; throws GateError for everything else. */
export function readAnswer(status: number, body: string, from: string): Record<string, unknown> {
  const answer = jsonOf(body);
  const isSuccess = status >= 200 && status < 300;
  const mayHaveLanded = isSuccess || status >= 500;
  if (isSuccess && isRecord(answer)) return answer;
  const error = engineError(answer);
  if (error) {
    throw new GateError(error.code, error.message, error.hint, {
      mayHaveLanded,
      ...(typeof error.field === 'string' && { field: error.field }),
      ...(Array.isArray(error.against) && { against: error.against as Obstacle[] }),
    });
  }
  const hint = mayHaveLanded ? landedHint : "See that url is Scram's device listener.";
  const message = `${from} answered HTTP ${status} with something that is not Scram's.`;
  throw new GateError('misfit', message, hint, { mayHaveLanded });
}

export function unanswered(words: string): GateError {
  return new GateError('unanswered', `The engine gave no answer (${words}).`, landedHint, { mayHaveLanded: true });
}

function engineError(answer: unknown): EngineError | null {
  const error = isRecord(answer) ? answer.error : null;
  const isEngines =
    isRecord(error) && [error.code, error.message, error.hint].every((part) => typeof part === 'string');
  return isEngines ? (error as unknown as EngineError) : null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
