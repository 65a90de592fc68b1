import { readdir } from 'node:fs/promises';
import { SerialPort } from 'serialport';
import { linkLimits } from '../limits.ts';
import { LineReader } from './lines.ts';
import type { OpenPort, PortEvents, SerialPorts } from './port.ts';

const baudRate = 115_200;
const closeWaitMs = 1_000;

/** The machine's own serial ports. Loaded only when a port is configured: the library is native and costs memory. */
export const machinePorts: SerialPorts = {
  open: openPort,
  async list() {
    const found = await SerialPort.list();
    return found.map(({ path, vendorId, productId }) => ({
      // macOS lists the dial-in twin, whose opening waits for a carrier that never comes.
      path: path.replace(/^\/dev\/tty\./, '/dev/cu.'),
      vendorId: vendorId?.toLowerCase() ?? null,
      productId: productId?.toLowerCase() ?? null,
    }));
  },
  async signature() {
    if (process.platform === 'win32') return String(Date.now());
    const names = await readdir('/dev');
    return names.filter((name) => /^(tty(USB|ACM)|cu\.)/.test(name)).join(' ');
  },
};

async function openPort(path: string, events: PortEvents): Promise<OpenPort> {
  const port = new SerialPort({ path, baudRate, autoOpen: false, hupcl: false });
  const reader = new LineReader();
  let isOver = false;
  const over = (why: string) => {
    if (isOver) return;
    isOver = true;
    events.lost(why);
  };
  port.on('data', (bytes: Buffer) => {
    for (const line of reader.push(bytes)) if (!isOver) events.line(line);
  });
  port.on('error', (error: Error) => over(error.message));
  port.on('close', (error: Error | null) => over(error?.message ?? 'the port was closed'));
  await new Promise<void>((resolve, reject) => {
    port.open((error) => (error ? reject(error) : resolve()));
  });
  return {
    write(text) {
      if (isOver || port.writableLength > linkLimits.usbBacklogBytes) return false;
      port.write(text, 'latin1');
      return true;
    },
    close() {
      isOver = true;
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, closeWaitMs);
        const done = () => {
          clearTimeout(timer);
          resolve();
        };
        if (port.isOpen) port.close(done);
        else done();
      });
    },
  };
}
