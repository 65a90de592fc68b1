// `npm test`: on a fresh clone installs what is missing, then runs every suite and says what it skipped and why. At the end
// it repeats what failed and what passed only at its second attempt; the last line is `N passed, N failed, N skipped`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSuite } from './run-suite.mjs';
import { endOf, ofCountsLine, ofExitStatus, ofPlaywright, ofVitest } from './test-reports.mjs';
import { build, ensureInstalled, nodeBinary, root, toolEnvironment } from './toolchain.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'scram-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };
/** What the reader of a long output looks for, by suite. */
const failures = [];
const secondAttempts = [];

/** What a suite needs beyond npm: the file that shows that it is there, and the Debian package that brings it. */
const needs = {
  chromium: { shows: ['/usr/bin/chromium'], packages: ['chromium'] },
  'C++ compiler, doctest and OpenSSL': {
    shows: ['/usr/bin/g++', '/usr/bin/make', '/usr/include/doctest/doctest.h', '/usr/include/openssl/ssl.h'],
    packages: ['g++', 'make', 'doctest-dev', 'libssl-dev'],
  },
  'network namespaces': { shows: ['/usr/sbin/ip'], packages: ['iproute2'] },
  // The program shows that the library is there, whose folder has the processor's name in it.
  'a clock that can be set': { shows: ['/usr/bin/faketime'], packages: ['faketime'] },
  'a keychain': {
    shows: ['/usr/bin/gnome-keyring-daemon', '/usr/bin/dbus-run-session', '/usr/bin/secret-tool'],
    packages: ['gnome-keyring', 'dbus', 'libsecret-tools'],
  },
  'a notification daemon': {
    shows: ['/usr/bin/dunst', '/usr/bin/notify-send', '/usr/bin/dbus-daemon', '/usr/bin/Xvfb'],
    packages: ['dunst', 'libnotify-bin', 'dbus', 'xvfb'],
  },
  'Python 3': { shows: ['/usr/bin/python3'], packages: ['python3'] },
  'Python 3, Flask and requests': {
    shows: ['/usr/bin/python3', '/usr/lib/python3/dist-packages/flask', '/usr/lib/python3/dist-packages/requests'],
    packages: ['python3', 'python3-flask', 'python3-requests'],
  },
};

const tool = (name, ...args) => ({ command: nodeBinary(), args: [join(root, 'node_modules', '.bin', name), ...args] });

/** On two cores no suite takes half of it, and the whole takes half an hour. Whoever stops us from outside stops us without a word. */
const suiteLimitMs = 25 * 60_000;
const wholeLimitMs = 85 * 60_000;
const beganMs = Date.now();
const installLimitMs = 10 * 60_000;

ensureInstalled();
console.log('Building …');
build();

await suite('types', tool('tsc'), ofExitStatus);
await suite('lint', tool('biome', 'check', '.'), ofExitStatus);
await suite('imports', tool('depcruise', 'src', 'test', '--output-type', 'err-long'), ofExitStatus);
await suite('dead code', tool('knip'), ofExitStatus);
await suite('unit', vitest('unit', 0), () => ofVitest(report('unit')));
// Tests that need these skip themselves, with a reason, where they can't be had.
for (const want of [
  'network namespaces',
  'a clock that can be set',
  'a keychain',
  'C++ compiler, doctest and OpenSSL',
  'Python 3',
])
  provide(needs[want]);
await suite('engine', vitest('engine'), () => ofVitest(report('engine')));
for (const want of ['a notification daemon', 'chromium']) provide(needs[want]);
await suite('desktop', vitest('desktop'), () => ofVitest(report('desktop')));
await suite('chaos', vitest('chaos'), () => ofVitest(report('chaos')));
await suite('browser', tool('playwright', 'test', '--retries=1'), () => ofPlaywright(report('browser')), ['chromium'], {
  PLAYWRIGHT_JSON_OUTPUT_NAME: report('browser'),
});
await suite('python', { command: 'python3', args: ['clients/python/tests/run.py'] }, ofCountsLine, ['Python 3']);
await suite('firmware', { command: 'make', args: ['-C', 'firmware', 'test', 'check'] }, ofCountsLine, [
  'C++ compiler, doctest and OpenSSL',
]);
await suite('benchmarks', { command: nodeBinary(), args: ['bench/run.ts', '--quick'] }, ofExitStatus, [
  'Python 3, Flask and requests',
  'C++ compiler, doctest and OpenSSL',
]);

rmSync(scratch, { recursive: true, force: true });
list('Passed only at the second attempt', secondAttempts);
list('Failed', failures);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);

/** Runs one suite within its time, adds what it counted; one that ends badly without a failed test counts as one. */
async function suite(name, { command, args }, counts, wants = [], extraEnvironment = {}) {
  const missing = wants.filter((want) => !provide(needs[want]));
  if (missing.length > 0) {
    console.log(`\n── ${name}: skipped, because this machine lacks ${missing.join(', ')}`);
    total.skipped += 1;
    return;
  }
  console.log(`\n── ${name}, after ${minutes(Date.now() - beganMs)} minutes`);
  const limitMs = Math.max(0, Math.min(suiteLimitMs, beganMs + wholeLimitMs - Date.now()));
  const run = await runSuite(command, args, { cwd: root, env: toolEnvironment(extraEnvironment), limitMs });
  const found = counts(run);
  if (run.status !== 0 && found.failed === 0) found.failed = 1;
  if (run.tooSlow) failures.push(`${name}, which had no more than ${minutes(limitMs)} minutes`);
  for (const key of Object.keys(total)) total[key] += found[key];
  if (found.failed > 0 && found.failures.length === 0) failures.push(`${name}, which ended with:\n${endOf(run)}`);
  failures.push(...found.failures.map((told) => `${name}: ${told}`));
  secondAttempts.push(...found.secondAttempts.map((told) => `${name}: ${told}`));
  console.log(`── ${name}: ${found.passed} passed, ${found.failed} failed, ${found.skipped} skipped`);
}

function minutes(ms) {
  return (ms / 60_000).toFixed(1);
}

function list(title, items) {
  if (items.length > 0) console.log(`\n── ${title}\n${items.join('\n')}\n`);
}

function report(name) {
  return join(scratch, `${name}.json`);
}

/**
 * Tests with real processes, sockets and disks get a second attempt, so that one machine's hiccup does not hide what the other two
 * thousand say; such a test is named at the end and is a fault to be mended.
 */
function vitest(project, retries = 1) {
  return tool(
    'vitest',
    'run',
    '--project',
    project,
    `--retry=${retries}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report(project)}`,
  );
}

/** Whether something is there, after an attempt to install it where that may be done without asking. */
function provide({ shows, packages }) {
  const there = () => shows.every((path) => existsSync(path));
  if (there()) return true;
  if (process.platform !== 'linux' || process.getuid() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  console.log(`Installing ${packages.join(', ')} …`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { stdio: 'ignore', env: environment, timeout: installLimitMs };
  spawnSync('apt-get', ['update', '-qq'], options);
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], options);
  return there();
}
