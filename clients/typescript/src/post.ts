import type { Address } from './address.ts';
import { readAnswer, readUpTo, unanswered } from './answer.ts';
import { GateError } from './errors.ts';
import { gateLimits } from './limits.ts';

/** Sends a command and resolves with the engine's answer; rejects with GateError for everything that is not a success. */
export function post(address: Address, path: string, token: string, body: object): Promise<Record<string, unknown>> {
  const text = JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(text)),
  };
  return new Promise((resolve, reject) => {
    let isConnected = false;
    const fail = (words: string) => {
      clearTimeout(timer);
      request.destroy();
      reject(isConnected ? unanswered(words) : unreachable(address, words));
    };
    const options = { method: 'POST', agent: false, headers };
    const request = address.request(new URL(path, address.url), options, (response) => {
      response.on('error', () => fail('the answer broke off'));
      readUpTo(response, gateLimits.answerBytes, (answer) => {
        clearTimeout(timer);
        request.destroy();
        try {
          resolve(readAnswer(response.statusCode ?? 0, answer, address.text));
        } catch (error) {
          reject(error);
        }
      });
    });
    const timer = setTimeout(() => fail('timed out'), gateLimits.callMs);
    const connected = address.url.protocol === 'https:' ? 'secureConnect' : 'connect';
    request.on('socket', (socket) => socket.once(connected, () => (isConnected = true)));
    request.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
    request.end(text);
  });
}

function unreachable(address: Address, words: string): GateError {
  return new GateError(
    'unreachable',
    `No engine answers at ${address.text} (${words}).`,
    "Start it, or give its device listener's address as url. Nothing was sent.",
  );
}
