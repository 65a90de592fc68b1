// `npm start`: on a fresh clone installs what is missing, builds, and starts Scram: the desktop app where there is a desktop and
// Electron's runtime, otherwise the engine alone, saying which and why. Flags after `--` go to the engine; `--headless` wants no desktop.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, ensureInstalled, nodeBinary, root, runInForeground, toolEnvironment } from './toolchain.mjs';

/** Electron's download, where its runtime is missing, gets this long: whoever wants to kill must not wait for a slow mirror. */
const downloadMs = 180_000;

ensureInstalled();
build();
const flags = process.argv.slice(2);
const lack = flags.includes('--headless') ? '--headless was asked for' : (lackOfDesktop() ?? lackOfRuntime());
if (lack === null) {
  console.log(
    'Starting the desktop app. Its icon is in the menu bar or tray; the engine goes on when the app is closed.',
  );
  runInForeground(runtime(), [root, ...flags]);
} else {
  console.log(`Starting the engine alone, with its page in the browser: ${lack}.`);
  const launch = JSON.parse(readFileSync(join(root, 'src', 'shared', 'engine-launch.json'), 'utf8'));
  runInForeground(
    nodeBinary(),
    [...launch.nodeFlags, join(root, 'out', 'main', 'engine.cjs'), ...flags],
    launch.environment,
  );
}

/** Why no window can be shown here; null when one can. */
function lackOfDesktop() {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) return 'there is no display';
  if (process.platform === 'linux' && process.getuid() === 0) return 'a desktop app must not run as root';
  return null;
}

/** Why Electron's runtime can't be had; null when it is there. It is not a part of the npm package: it is downloaded once. */
function lackOfRuntime() {
  if (runtime() !== null) return null;
  console.log('Fetching the runtime of the desktop app (once) …');
  const installer = join(root, 'node_modules', 'electron', 'install.js');
  const options = { cwd: root, env: toolEnvironment(), timeout: downloadMs, stdio: 'ignore' };
  const done = spawnSync(nodeBinary(), [installer], options);
  if (runtime() !== null) return null;
  const why = done.error?.code === 'ETIMEDOUT' ? 'its download took too long' : 'its download failed';
  return `Electron's runtime can't be had here, ${why} (ELECTRON_MIRROR names another place for it)`;
}

/** Electron's executable, where its own package keeps it; null while it has not been downloaded. */
function runtime() {
  const names = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH || join(root, 'node_modules', 'electron', 'dist');
  const executable = join(dist, names[process.platform] ?? 'electron');
  return existsSync(executable) ? executable : null;
}
