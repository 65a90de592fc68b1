import { runEngine } from './index.ts';

// The engine as a program of its own: `node out/main/engine.cjs`. The packaged app comes to it by `--engine` (src/main/index.ts).
void runEngine(process.argv.slice(2));
