// `npm run bench`: builds, then measures; `bench/run.ts` says what.
import { join } from 'node:path';
import { build, ensureInstalled, nodeBinary, root, runInForeground } from './toolchain.mjs';

ensureInstalled();
build();
runInForeground(nodeBinary(), [join(root, 'bench', 'run.ts'), ...process.argv.slice(2)]);
