import { assertNever } from '../../../shared/assert-never.ts';
import type { Desk, DeskReply } from './desk.ts';
import { paperLimits } from './limits.ts';
import type { PaperVenue, VenueReply } from './venue.ts';

/** The venue inside this process. A call that hangs ends after the same time as one over HTTP. */
export function inProcessVenue(desk: Desk): PaperVenue {
  return {
    call: async (route, input) => understood(await desk.call(route, input)),
    warm: async () => {},
    dispose: () => desk.close(),
  };
}

function understood<T>(reply: DeskReply<T>): VenueReply<T> | Promise<VenueReply<T>> {
  switch (reply.kind) {
    case 'answer':
    case 'refused':
      return reply;
    case 'drop':
      return { kind: 'silence', words: 'the connection was closed before the answer' };
    case 'hang':
      return new Promise((resolve) => {
        const silence = { kind: 'silence' as const, words: `no answer within ${paperLimits.callMs} ms` };
        setTimeout(() => resolve(silence), paperLimits.callMs).unref();
      });
    default:
      return assertNever(reply);
  }
}
