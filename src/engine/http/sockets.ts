import type { Server, Socket } from 'node:net';
import { httpLimits } from './limits.ts';

interface Guest {
  address: string;
  ends: string;
  /** Has shown a good token: never put out to make room. */
  known: boolean;
}

/**
 * The sockets of a listener. Instead of turning the newest away, the oldest stranger makes room for it: whatever floods the port,
 * a kill that connects now gets its moment, and those who have shown a token keep their sockets.
 */
export class Sockets {
  private readonly guests = new Map<Socket, Guest>();
  /** The same guests by the two ends of their connections. */
  private readonly byEnds = new Map<string, Guest>();
  /** Those that speak TLS, by the socket that their requests come on. */
  private readonly secured = new WeakMap<Socket, Guest>();
  private readonly countOf = new Map<string, number>();

  watch(server: Server): void {
    server.on('connection', (socket) => this.enter(socket));
    // Over TLS a request comes on a socket around the one that was entered, and only the ends of both tell that they are one.
    server.on('secureConnection', (socket: Socket) => {
      const guest = this.byEnds.get(endsOf(socket));
      if (guest) this.secured.set(socket, guest);
    });
  }

  /** Marks a socket, the one that a request came on, as one whose peer has authenticated itself. */
  trust(socket: Socket): void {
    const guest = this.guests.get(socket) ?? this.secured.get(socket);
    if (guest) guest.known = true;
  }

  closeAll(): void {
    for (const socket of this.guests.keys()) socket.destroy();
  }

  private enter(socket: Socket): void {
    const address = socket.remoteAddress ?? 'unknown';
    socket.setNoDelay(true);
    const ofAddress = (this.countOf.get(address) ?? 0) + 1;
    if (ofAddress > httpLimits.socketsPerAddress) this.putOutOldest((guest) => guest.address === address);
    else if (this.guests.size >= httpLimits.sockets) this.putOutOldest(() => true);
    const guest: Guest = { address, ends: endsOf(socket), known: false };
    this.guests.set(socket, guest);
    this.byEnds.set(guest.ends, guest);
    this.countOf.set(address, (this.countOf.get(address) ?? 0) + 1);
    socket.once('close', () => this.leave(socket));
  }

  private putOutOldest(applies: (guest: Guest) => boolean): void {
    // A Map keeps the order of arrival.
    for (const [socket, guest] of this.guests) {
      if (guest.known || !applies(guest)) continue;
      this.leave(socket);
      socket.destroy();
      return;
    }
  }

  private leave(socket: Socket): void {
    const guest = this.guests.get(socket);
    if (!guest) return;
    this.guests.delete(socket);
    // The same ends may be another connection's by now.
    if (this.byEnds.get(guest.ends) === guest) this.byEnds.delete(guest.ends);
    const left = (this.countOf.get(guest.address) ?? 1) - 1;
    if (left > 0) this.countOf.set(guest.address, left);
    else this.countOf.delete(guest.address);
  }
}

/** What no other connection has at the same time. */
function endsOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
}
