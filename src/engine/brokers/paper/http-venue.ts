import { parseJson } from '../http/json.ts';
import { type Sent, type Written, warmHttp } from '../http/warm-http.ts';
import { paperLimits } from './limits.ts';
import { type PaperAnswer, type PaperInput, type PaperRouteName, paperRoutes, RefusalBody } from './routes.ts';
import type { PaperVenue, VenueReply } from './venue.ts';

/** The venue in a process of its own, over connections that are kept open. `url` is its address, such as `http://127.0.0.1:5060`. */
export function httpVenue(url: string): PaperVenue {
  const http = warmHttp({ base: url, limits: paperLimits, headers: [], warmPath: paperRoutes.clock.path });
  return {
    call: async (route, input) => understand(route, await http.send(write(route, input))),
    warm: http.warm,
    async dispose() {
      http.dispose();
    },
  };
}

/** Calls with a body have no fields in their path, the others have all of theirs in path and query. */
function write<R extends PaperRouteName>(route: R, input: PaperInput<R>): Written {
  const { method, path } = paperRoutes[route];
  if (method === 'POST' || method === 'PUT') return { method, path, body: JSON.stringify(input) };
  const rest = new URLSearchParams(Object.entries(input ?? {}).map(([name, value]) => [name, String(value)]));
  const filled = path.replace(/:(\w+)/g, (_, name: string) => {
    const value = rest.get(name) ?? '';
    rest.delete(name);
    return encodeURIComponent(value);
  });
  return { method, path: rest.size === 0 ? filled : `${filled}?${rest}`, body: null };
}

function understand<R extends PaperRouteName>(route: R, sent: Sent): VenueReply<PaperAnswer<R>> {
  if (sent.kind !== 'http') return sent;
  const { status, text } = sent;
  const body = parseJson(text);
  if (status >= 200 && status < 300) {
    const answer = paperRoutes[route].response.safeParse(body);
    if (answer.success) return { kind: 'answer', value: answer.data as PaperAnswer<R> };
    return { kind: 'silence', words: `an answer of another shape than agreed: ${text.slice(0, 200)}` };
  }
  const refusal = RefusalBody.safeParse(body);
  if (!refusal.success) return { kind: 'silence', words: `HTTP ${status}: ${text.slice(0, 200)}` };
  const { code, message, retryAfterMs, priceLimit } = refusal.data.error;
  return {
    kind: 'refused',
    code,
    words: message,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(priceLimit !== undefined && { priceLimit }),
  };
}
