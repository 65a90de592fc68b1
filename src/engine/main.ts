import { runEngine } from './index.ts';

// The engine as a program of its own: `node out/main/engine.cjs`, and later the packaged app's `--engine`.
void runEngine(process.argv.slice(2));
