import { fileURLToPath } from 'node:url';
import { systemTimers } from '../../src/client/timers.ts';
import { linkEngine } from '../../src/main/engine/engine-link.ts';
import { launchEngine } from '../../src/main/engine/launch.ts';

/** The shell's supervision in a process of its own, without Electron: says on stdout how the engine is, a line for each change. */
const [dataDir = '', ...flags] = process.argv.slice(2);
const engineScript = fileURLToPath(new URL('../../out/main/engine.cjs', import.meta.url));
const engine = linkEngine({
  dataDir,
  timers: systemTimers,
  random: Math.random,
  fetch: globalThis.fetch,
  launch: () => launchEngine({ program: process.execPath, args: [engineScript] }, dataDir, flags),
});
const say = (): void => {
  const line = { health: engine.health().kind, state: engine.state()?.state ?? null, words: engine.words() };
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
engine.onChange(say);
say();
