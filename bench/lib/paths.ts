import { fileURLToPath } from 'node:url';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What the run starts; `npm run bench` builds the engine beforehand. */
export const programs = {
  engine: at('../../out/main/engine.cjs'),
  /** As a URL, which is what a thread is started from. */
  botHelper: new URL('../../src/engine/bots/helper/main.ts', import.meta.url),
  broker: at('../contenders/broker.ts'),
  floor: at('../contenders/floor.ts'),
  scripts: at('../contenders/scripts.ts'),
  flood: at('../contenders/flood.ts'),
  alertServices: at('../contenders/alert-services.ts'),
  gateNode: at('../contenders/gate-node.ts'),
  gatePython: at('../contenders/gate_python.py'),
  flask: at('../contenders/flask_peer.py'),
  /** Debian's, where its Flask is. */
  python: '/usr/bin/python3',
} as const;

/** The button's sources, and its twin once it is built. */
export const firmware = at('../../firmware');

export const builtDir = at('../../out');

export const documentPath = at('../../docs/benchmarks.md');
