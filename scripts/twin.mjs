// `npm run twin`: builds the firmware as a program and puts it beside a running engine, paired, so that someone without a board can
// throw a switch. `--data DIR` names the engine's folder; everything else goes to the twin (`-- --help`).
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { build, ensureInstalled, fail, nodeBinary, root, runInForeground } from './toolchain.mjs';

const twin = join(root, 'firmware', 'build', 'twin');
const cli = join(root, 'out', 'main', 'cli.cjs');
const [dataDir, rest] = dataFolder(process.argv.slice(2));

makeTwin();
if (rest.includes('--help')) {
  runInForeground(twin, ['--help']);
} else {
  const engine = readJson(join(dataDir, 'engine.json'));
  if (!engine)
    fail(`No engine is running on ${dataDir}. Start one with "npm start", or name its folder with --data DIR.`);
  const { device, secretFile, folder } = pairOnce(dataDir);
  const usb = join(folder, 'usb');
  console.log(
    `The twin is device ${device}. Type "throw", "release", "state", or "quit"; a throw is a real kill of this engine.`,
  );
  console.log(
    `Its USB port is ${usb}: to use that path too, add "links":{"usb":{"paths":["${usb}"]}} to the configuration.`,
  );
  const lan = `http://127.0.0.1:${engine.devicePort}`;
  const files = ['--nvs', join(folder, 'nvs'), '--secret-file', secretFile, '--usb-link', usb];
  runInForeground(twin, ['--device', device, ...files, '--lan', lan, '--control', join(folder, 'control'), ...rest]);
}

/** The folder of the engine, and the arguments that are left. */
function dataFolder(args) {
  const at = args.indexOf('--data');
  if (at >= 0) return [resolve(process.env.INIT_CWD ?? '.', args[at + 1] ?? ''), args.toSpliced(at, 2)];
  if (process.platform === 'darwin') return [join(homedir(), 'Library', 'Application Support', 'Scram'), args];
  return [join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'scram'), args];
}

/** The twin's own id and secret in the engine's folder; paired with the engine the first time. */
function pairOnce(engineDir) {
  const folder = join(engineDir, 'twin');
  const secretFile = join(folder, 'secret');
  const paired = readJson(join(folder, 'device.json'));
  if (paired && existsSync(secretFile)) return { device: paired.device, secretFile, folder };
  ensureInstalled();
  build();
  const pairing = spawnSync(nodeBinary(), [cli, '--data', engineDir, 'pair', 'wifi', '--name', 'twin'], {
    encoding: 'utf8',
  });
  const device = /kDeviceId = "([0-9a-f]{8})"/.exec(pairing.stdout)?.[1];
  const secret = /kDeviceSecret = "([0-9a-f]{64})"/.exec(pairing.stdout)?.[1];
  if (!device || !secret) fail(`The twin could not be paired.\n${pairing.stderr}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(secretFile, `${secret}\n`, { mode: 0o600 });
  chmodSync(secretFile, 0o600);
  writeFileSync(join(folder, 'device.json'), `${JSON.stringify({ device })}\n`);
  return { device, secretFile, folder };
}

function makeTwin() {
  const made = spawnSync('make', ['-s', '-C', join(root, 'firmware'), 'twin'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (made.error)
    fail('"make" is missing. On Debian: apt-get install make g++ libssl-dev; on a Mac: xcode-select --install.');
  if (made.status !== 0)
    fail('The twin could not be built: see above. It needs a C++17 compiler and OpenSSL (libssl-dev).');
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
