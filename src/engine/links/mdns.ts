import { Bonjour } from 'bonjour-service';
import type { Announcement } from './announcer.ts';

/** Multicast DNS with the addresses of every interface; `bind` because a socket on one of them hears only that network. */
export async function announceByMdns(port: number, onError: (error: unknown) => void): Promise<Announcement> {
  // Its types leave out the options of the socket, which it takes.
  const socket: object = { bind: '0.0.0.0' };
  const bonjour = new Bonjour(socket, onError);
  // No probing for the name: a Mac that wakes up would find its own last words and give way to them.
  bonjour.publish({ name: 'Scram', type: 'scram', host: 'scram.local', port, probe: false, disableIPv6: true });
  return {
    end: () => new Promise((resolve) => bonjour.unpublishAll(() => bonjour.destroy(() => resolve()))),
  };
}
