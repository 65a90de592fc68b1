import type { Server, Socket } from 'node:net';
import { httpLimits } from './limits.ts';

interface Guest {
  address: string;
  /** Has shown a good token: never put out to make room. */
  known: boolean;
}

/**
 * The sockets of a listener. Instead of turning the newest away, the oldest stranger makes room for it: whatever floods the port,
 * a kill that connects now gets its moment, and those who have shown a token keep their sockets.
 */
export class Sockets {
  private readonly guests = new Map<Socket, Guest>();
  private readonly countOf = new Map<string, number>();

  watch(server: Server): void {
    server.on('connection', (socket) => this.enter(socket));
  }

  /** Marks a socket as one whose peer has authenticated itself. */
  trust(socket: Socket): void {
    const guest = this.guests.get(socket);
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
    this.guests.set(socket, { address, known: false });
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
    const left = (this.countOf.get(guest.address) ?? 1) - 1;
    if (left > 0) this.countOf.set(guest.address, left);
    else this.countOf.delete(guest.address);
  }
}
