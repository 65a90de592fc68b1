import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import type { RawAnswer } from '../../client/answer.ts';
import type { CallFailure } from '../../client/failure.ts';
import type { controlRoutes, deviceRoutes } from '../../shared/api/routes.ts';
import { dataFiles } from '../../shared/data-folder.ts';
import type { ClientSource, sourceHeader } from '../../shared/source.ts';
import { cliLimits } from '../limits.ts';

// This file runs before anything else is loaded, because loading costs more than the whole kill: it imports values from
// Node and from files without dependencies alone. What it repeats of the API is held to it by the types.
const controlPath: typeof controlRoutes.kill.path = '/api/kill';
const devicePath: typeof deviceRoutes.kill.path = '/kill';
const header: typeof sourceHeader = 'x-scram-source';
const source: ClientSource = 'cli';
/** Where an engine listens when nobody said otherwise, for the day that `engine.json` can't be read. */
const defaultPorts = { controlPort: 5051, devicePort: 5050 };

export type KillReply =
  | { kind: 'answered'; answer: RawAnswer; elapsedMs: number }
  | { kind: 'failed'; failure: CallFailure };

export interface PendingKill {
  /** On the clock of `performance.now()`. */
  startedMs: number;
  /** Resolves, with nothing to say, when the first attempt has been answered, has failed or has taken too long. */
  firstTry: Promise<void>;
  reply: Promise<KillReply>;
  /** What there is to say while no answer has come. */
  failureNow(): CallFailure;
}

/** Sends the kill now, and again until it is answered: while latched a kill is the same kill, however often it is sent. */
export function sendKill(folder: string, reason: string | undefined): PendingKill {
  const startedMs = performance.now();
  const body = JSON.stringify(reason === undefined ? {} : { reason });
  const trouble: Trouble = { words: 'no answer yet', wasSent: false, refusal: null };
  let firstTried = (): void => {};
  const firstTry = new Promise<void>((resolve) => {
    firstTried = resolve;
  });

  async function attempts(): Promise<KillReply> {
    let answered: RawAnswer | null = null;
    for (let attempt = 0; performance.now() - startedMs < cliLimits.killTryMs; attempt += 1) {
      const target = readTarget(folder, attempt);
      if (target === null) return { kind: 'failed', failure: noToken(folder) };
      const tried = post(target, body, trouble).then((answer) => {
        if (answer) answered ??= answer;
        return answer;
      });
      await Promise.race([tried, sleep(cliLimits.killHedgeMs)]);
      firstTried();
      if (answered) return { kind: 'answered', answer: answered, elapsedMs: performance.now() - startedMs };
      await sleep(Math.min(cliLimits.killRetryMaxMs, cliLimits.killRetryFirstMs * 2 ** attempt));
      if (answered) return { kind: 'answered', answer: answered, elapsedMs: performance.now() - startedMs };
    }
    if (trouble.refusal) return { kind: 'answered', answer: trouble.refusal, elapsedMs: performance.now() - startedMs };
    return { kind: 'failed', failure: failureOf(trouble) };
  }

  const reply = attempts();
  return {
    startedMs,
    firstTry: Promise.race([firstTry, reply.then(() => {})]),
    reply,
    failureNow: () => failureOf(trouble),
  };
}

interface Target {
  port: number;
  path: string;
  token: string;
}

/**
 * Read again for each attempt, because an engine that comes back may listen elsewhere. The two listeners take turns: sockets are
 * held back for the kill on the device listener. A kill asks nobody whether the process is alive: it is sent.
 */
function readTarget(folder: string, attempt: number): Target | null {
  const token = readText(join(folder, dataFiles.operatorToken))?.trim();
  if (!token) return null;
  const ports = readPorts(folder);
  return attempt % 2 === 0
    ? { port: ports.controlPort, path: controlPath, token }
    : { port: ports.devicePort, path: devicePath, token };
}

function readPorts(folder: string): typeof defaultPorts {
  try {
    const file: unknown = JSON.parse(readText(join(folder, dataFiles.engine)) ?? '');
    if (typeof file !== 'object' || file === null) return defaultPorts;
    const { controlPort, devicePort } = file as Record<string, unknown>;
    return isPort(controlPort) && isPort(devicePort) ? { controlPort, devicePort } : defaultPorts;
  } catch {
    return defaultPorts;
  }
}

function isPort(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

interface Trouble {
  words: string;
  /** Whether any attempt got as far as a connection, so that it may have landed. */
  wasSent: boolean;
  /** The engine's last server error: an answer, but worth asking again. */
  refusal: RawAnswer | null;
}

/** One attempt; null when there was no answer that settles it. */
function post(target: Target, body: string, trouble: Trouble): Promise<RawAnswer | null> {
  return new Promise((resolve) => {
    const fail = (error: Error): void => {
      trouble.words = 'code' in error && typeof error.code === 'string' ? error.code : error.message;
      resolve(null);
    };
    const call = request({
      host: '127.0.0.1',
      port: target.port,
      path: target.path,
      method: 'POST',
      agent: false,
      headers: {
        authorization: `Bearer ${target.token}`,
        [header]: source,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      },
    });
    call.on('socket', (socket) => {
      socket.setNoDelay(true);
      socket.once('connect', () => {
        trouble.wasSent = true;
      });
    });
    call.on('error', fail);
    call.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > cliLimits.killAnswerBytes) response.destroy(new Error('the answer is too long'));
      });
      response.on('error', fail);
      response.on('end', () => resolve(settling({ status: response.statusCode ?? 0, text }, trouble)));
    });
    call.end(body);
  });
}

/** Too busy and broken are worth another try; every other answer is the answer. */
function settling(answer: RawAnswer, trouble: Trouble): RawAnswer | null {
  if (answer.status < 500 && answer.status !== 429) return answer;
  trouble.words = `HTTP ${answer.status}`;
  trouble.refusal = answer;
  return null;
}

function failureOf(trouble: Trouble): CallFailure {
  const base = { hint: 'Go to your broker now and close by hand; then see what the engine says: scram status' };
  if (trouble.wasSent) {
    const message = `The engine has not answered the kill (${trouble.words}): it may have landed, and nothing confirms it.`;
    return { ...base, code: 'unanswered', message, mayHaveLanded: true };
  }
  const message = `No engine could be reached (${trouble.words}): the kill has not landed.`;
  return { ...base, code: 'unreachable', message, mayHaveLanded: false };
}

function noToken(folder: string): CallFailure {
  return {
    code: 'unreachable',
    message: `No engine has run on ${folder}, or its ${dataFiles.operatorToken} can't be read: nothing was killed.`,
    hint: 'Name the folder of the engine with --data DIR. If it is urgent, go to your broker now and close by hand.',
    mayHaveLanded: false,
  };
}

function sleep(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
