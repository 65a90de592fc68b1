// What every npm script needs before it can begin: the dependencies, and a Node that is new enough. Plain JavaScript without
// dependencies, because it is run by whatever Node the machine has, before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = join(root, 'node_modules', '.bin');
const stamp = join(root, 'node_modules', '.scram-installed');
/** node:sqlite and fetch as the engine uses them. */
const oldestNode = [22, 13];

/** Installs the dependencies if they are missing or the lock file has changed since. */
export function ensureInstalled() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log('Installing the dependencies (once) …');
  const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: 'inherit' });
  if (done.status !== 0) fail('The dependencies could not be installed: see above. Check the network, then try again.');
  writeFileSync(stamp, lock);
}

/** The Node to run Scram with: the one that is pinned among the dependencies (Linux), else the user's own. */
export function nodeBinary() {
  const pinned = join(bin, 'node');
  if (existsSync(pinned)) return pinned;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return process.execPath;
  return fail(
    `Scram needs Node ${oldestNode.join('.')} or later, and this is ${process.versions.node}. Install a newer one.`,
  );
}

/** The environment in which `node` and every tool of the project are the project's own. */
export function toolEnvironment(extra = {}) {
  return { ...process.env, PATH: `${bin}:${process.env.PATH}`, ...extra };
}

/** Builds what is run; quiet unless it fails. */
export function build() {
  const done = spawnSync(nodeBinary(), [join(bin, 'electron-vite'), 'build', '--logLevel', 'error'], {
    cwd: root,
    env: toolEnvironment(),
    encoding: 'utf8',
  });
  if (done.status !== 0) fail(`The build failed.\n${done.stdout}${done.stderr}`);
}

/** Runs a program in the foreground with this one's terminal, hands signals on, and ends as it ends. */
export function runInForeground(command, args, extra = {}) {
  const env = toolEnvironment(extra);
  const child = spawn(command, args, { cwd: process.env.INIT_CWD ?? root, stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

export function fail(message) {
  console.error(message);
  process.exit(1);
}
