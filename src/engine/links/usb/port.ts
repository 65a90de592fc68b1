/** A serial port that is open. */
export interface OpenPort {
  /** Queues a line; false when so much is unsent that nobody can be reading. */
  write(text: string): boolean;
  /** Resolves when it is closed, or when closing has taken too long. */
  close(): Promise<void>;
}

export interface PortEvents {
  /** A line without its end, at most `lineCharacters` long. */
  line(text: string): void;
  /** It was closed by something other than `close`, or failed. Called once at most. */
  lost(why: string): void;
}

/** A port that the system knows, with the USB ids of the chip behind it, lower-case hex. */
export interface KnownPort {
  path: string;
  vendorId: string | null;
  productId: string | null;
}

/** The serial ports of this machine; tests have their own. */
export interface SerialPorts {
  /** Opens a port at 115200 baud; rejects with words when that can't be done. */
  open(path: string, events: PortEvents): Promise<OpenPort>;
  /** Rejects where the system can't say. */
  list(): Promise<KnownPort[]>;
  /** Changes when a port comes or goes; cheap, unlike `list`. */
  signature(): Promise<string>;
}
