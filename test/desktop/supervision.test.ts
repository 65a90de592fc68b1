import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { test as base, expect } from 'vitest';
import { readDataFolder } from '../../src/main/engine/data-files.ts';
import { callJson, until } from '../support/http.ts';
import { endAllNaming } from '../support/leftovers.ts';

const standIn = fileURLToPath(new URL('./stand-in-shell.ts', import.meta.url));
const ports = ['--host', '127.0.0.1', '--device-port', '0', '--control-port', '0'];

interface Said {
  health: string;
  state: string | null;
  words: string | null;
}

/** For an engine to start where many start side by side, on a machine that is busy with other things. */
const patientMs = 90_000;

/** Waiting is most of what these do: they run side by side. */
const test = base.extend<{ scene: Scene }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from it that no other fixture is wanted.
  scene: async ({}, use) => {
    const scene = newScene();
    await use(scene);
    await scene.end();
  },
});

type Scene = ReturnType<typeof newScene>;

function newScene() {
  const dataDir = mkdtempSync(join(tmpdir(), 'scram-shell-'));
  return { dataDir, startShell, enginePid, killAndSettle, end };

  async function end(): Promise<void> {
    await endAllNaming(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  }

  function startShell() {
    // A group of its own, as a terminal gives it.
    const child = spawn(process.execPath, [standIn, dataDir, ...ports], {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    const said: Said[] = [];
    createInterface(child.stdout).on('line', (line) => said.push(JSON.parse(line)));
    let heard = 0;
    /** Waits for words of this kind after those that were waited for before: what it says may not be its last for long. */
    async function comesTo(wanted: Partial<Said>): Promise<void> {
      const isIt = (one: Said) => Object.entries(wanted).every(([key, value]) => one[key as keyof Said] === value);
      await until(
        async () => said.slice(heard),
        (later) => {
          const index = later.findIndex(isIt);
          heard += index + 1;
          return index >= 0;
        },
        patientMs,
      );
    }
    return { child, said, comesTo };
  }

  function enginePid(): number {
    const pid = readDataFolder(dataDir)?.pid;
    if (pid === undefined) throw new Error('no engine has written its file');
    return pid;
  }

  /** A kill by the way that a button or a bot takes, past any shell: it is answered, and comes to be flat. */
  async function killAndSettle(): Promise<void> {
    const port = readDataFolder(dataDir)?.devicePort ?? 0;
    const token = readFileSync(join(dataDir, 'bot.token'), 'utf8').trim();
    const answer = await callJson({ port, method: 'POST', path: '/kill', token, body: { reason: 'shell is gone' } });
    expect(answer).toMatchObject({ status: 200, json: { status: 'killed' } });
    const status = () => callJson<{ state: string; flat: boolean }>({ port, path: '/status' });
    await until(status, ({ json }) => json.state === 'killed' && json.flat);
  }
}

test.concurrent('where there is no engine, one is started; a shell that is killed leaves it, and the next attaches to it', async ({
  scene: { startShell, enginePid, killAndSettle },
}) => {
  const first = startShell();
  await first.comesTo({ health: 'attached', state: 'armed' });
  const pid = enginePid();
  // With all that belongs to it, as a terminal that is closed ends what was started there.
  process.kill(-(first.child.pid ?? Number.NaN), 'SIGKILL');
  await killAndSettle();
  const second = startShell();
  await second.comesTo({ health: 'attached', state: 'killed' });
  expect(enginePid()).toBe(pid);
});

test.concurrent('a shell that is frozen holds up nothing, and hears of the kill when it thaws', async ({
  scene: { startShell, killAndSettle },
}) => {
  const shell = startShell();
  await shell.comesTo({ health: 'attached', state: 'armed' });
  shell.child.kill('SIGSTOP');
  await killAndSettle();
  shell.child.kill('SIGCONT');
  await shell.comesTo({ health: 'attached', state: 'killed' });
});

test.concurrent('an engine that dies is started again; one that hangs is called silent and left alone', async ({
  scene: { startShell, enginePid },
}) => {
  const shell = startShell();
  await shell.comesTo({ health: 'attached', state: 'armed' });
  const pid = enginePid();
  process.kill(pid, 'SIGKILL');
  await shell.comesTo({ health: 'gone' });
  await shell.comesTo({ health: 'attached', state: 'armed' });
  const next = enginePid();
  expect(next).not.toBe(pid);
  process.kill(next, 'SIGSTOP');
  await shell.comesTo({ health: 'silent', state: null });
  process.kill(next, 'SIGCONT');
  await shell.comesTo({ health: 'attached', state: 'armed' });
  expect(enginePid()).toBe(next);
});

test.concurrent('an engine that can’t start leaves its words, and no address with a sign-in code in its log', async ({
  scene: { dataDir, startShell },
}) => {
  writeFileSync(join(dataDir, 'config.json'), '{"brokers":{}, "colour":"red"}');
  const shell = startShell();
  await until(
    async () => shell.said.at(-1),
    (last) => last?.health === 'gone' && last.words !== null,
  );
  expect(shell.said.at(-1)?.words).toMatch(/config/i);
  rmSync(join(dataDir, 'config.json'));
  await shell.comesTo({ health: 'attached', state: 'armed', words: null });
  expect(existsSync(join(dataDir, 'engine.log'))).toBe(true);
  expect(readFileSync(join(dataDir, 'engine.log'), 'utf8')).not.toContain('#code=');
});
