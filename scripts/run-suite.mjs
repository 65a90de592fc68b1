// One suite as a process: what it prints is shown at once and kept, and its time has an end. A suite that hangs must neither hold up
// those after it nor swallow what it said last, which is all that tells where it hangs.
import { spawn } from 'node:child_process';

const stopMs = 5_000;
/** What a suite printed last may arrive a little after its end. */
const drainMs = 2_000;
let running = null;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.once(signal, () => {
    endAll(running, 'SIGKILL');
    process.exit(1);
  });

/**
 * Resolves when the program has ended, by itself or because `limitMs` have passed: its exit status (null when it was ended), all that
 * it printed, and whether it was too slow. Whatever it started and left behind is ended with it.
 */
export function runSuite(command, args, { cwd, env, limitMs }) {
  return new Promise((resolve) => {
    // A process group of its own, so that all that it starts can be ended at once.
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const printed = { stdout: [], stderr: [] };
    let tooSlow = false;
    let settled = false;
    running = child;
    for (const name of ['stdout', 'stderr'])
      child[name].on('data', (chunk) => {
        printed[name].push(chunk);
        process.stdout.write(chunk);
      });
    const timer = setTimeout(() => {
      tooSlow = true;
      endAll(child, 'SIGTERM');
      setTimeout(() => endAll(child, 'SIGKILL'), stopMs).unref();
    }, limitMs);

    const settle = (status) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      running = null;
      const [stdout, stderr] = [printed.stdout, printed.stderr].map((chunks) => Buffer.concat(chunks).toString());
      resolve({ status, stdout, stderr, tooSlow });
    };
    child.once('error', (error) => {
      printed.stderr.push(Buffer.from(`${error.message}\n`));
      settle(null);
    });
    child.once('exit', () => {
      // One that it left behind would keep the pipes open, and disturb the next suite.
      endAll(child, 'SIGKILL');
      setTimeout(() => {
        for (const name of ['stdout', 'stderr']) child[name].destroy();
      }, drainMs).unref();
    });
    child.once('close', (status) => settle(tooSlow ? null : status));
  });
}

function endAll(child, signal) {
  if (!child?.pid) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}
