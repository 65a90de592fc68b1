import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Two machines and the cable between them: network namespaces with a veth pair. Needs Linux, root and `ip` (iproute2). */
export interface Cable {
  /** The command line that another program is put behind, to run on that end. */
  engineEnd: readonly string[];
  buttonEnd: readonly string[];
  /** The engine's address, as the button sees it. */
  engineAddress: string;
  /** Pulls the plug; sockets stay open on both sides, and nobody is told. */
  cut(): void;
  mend(): void;
  remove(): void;
}

const engineAddress = '192.0.2.1';
const buttonAddress = '192.0.2.2';
let laid = 0;

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Lays a cable, or says in words why this machine can't. */
export function layCable(): Cable | string {
  laid += 1;
  const [engine, button] = [`scram-engine-${process.pid}-${laid}`, `scram-button-${process.pid}-${laid}`];
  const made: string[] = [];
  const remove = () => {
    // With a namespace go its end of the pair and, with that, the other.
    for (const name of made.splice(0)) ip('netns', 'del', name);
  };
  try {
    for (const name of [engine, button]) {
      ip('netns', 'add', name);
      made.push(name);
    }
    ip('-n', engine, 'link', 'add', 'cable', 'type', 'veth', 'peer', 'name', 'cable', 'netns', button);
    for (const [name, address] of [[engine, engineAddress] as const, [button, buttonAddress] as const]) {
      ip('-n', name, 'address', 'add', `${address}/30`, 'dev', 'cable');
      for (const link of ['lo', 'cable']) ip('-n', name, 'link', 'set', link, 'up');
    }
  } catch (error) {
    remove();
    const words = error instanceof Error ? error.message.trim().replaceAll('\n', ' ') : String(error);
    return `network namespaces can't be made here: ${words}`;
  }
  const behind = (name: string) => ['ip', 'netns', 'exec', name];
  return {
    engineEnd: behind(engine),
    buttonEnd: behind(button),
    engineAddress,
    cut: () => ip('-n', engine, 'link', 'set', 'cable', 'down'),
    mend: () => ip('-n', engine, 'link', 'set', 'cable', 'up'),
    remove,
  };
}

/** How many TCP connections to a port are open, as the kernel of a process's own network says. */
export function openConnections(pid: number, port: number): number {
  const established = '01';
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = readFileSync(`/proc/${pid}/net/tcp`, 'utf8').split('\n').slice(1);
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter(([, at, , state]) => at?.endsWith(local) && state === established).length;
}
