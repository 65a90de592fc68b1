// `npm start`: on a fresh clone installs what is missing, builds, and starts Scram. Flags after `--` go to the engine.
import { join } from 'node:path';
import { build, ensureInstalled, nodeBinary, root, runInForeground } from './toolchain.mjs';

ensureInstalled();
build();
const flags = process.argv.slice(2);
if (!flags.includes('--headless')) {
  console.log('Starting the engine alone, with its page in the browser: this version has no desktop app.');
}
runInForeground(nodeBinary(), [join(root, 'out', 'main', 'engine.cjs'), ...flags]);
