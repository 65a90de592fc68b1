import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { call, until } from '../support/http.ts';

const engineScript = new URL('../../out/main/engine.cjs', import.meta.url).pathname;

it('an engine whose terminal is gone goes on, and takes a kill', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'scram-terminal-'));
  const ports = ['--host', '127.0.0.1', '--device-port', '0', '--control-port', '0'];
  const child = spawn(process.execPath, [engineScript, '--data', dataDir, ...ports], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    // Closed before the greeting, so that every line the engine writes meets a broken pipe.
    child.stdout.destroy();
    child.stderr.destroy();
    await until(async () => existsSync(join(dataDir, 'engine.json')), Boolean);
    // Long enough for an engine that reports its broken pipe to that pipe to begin to spin.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { devicePort: port } = JSON.parse(readFileSync(join(dataDir, 'engine.json'), 'utf8'));
    const token = readFileSync(join(dataDir, 'bot.token'), 'utf8').trim();
    const answer = await Promise.race([
      call({ port, method: 'POST', path: '/kill', token }),
      new Promise<null>((resolve) => setTimeout(resolve, 5_000, null)),
    ]);
    expect(answer?.status).toBe(200);
  } finally {
    child.kill('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  }
});
