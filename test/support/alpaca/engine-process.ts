import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { EngineFile } from '../../../src/shared/engine-file.ts';

export interface SourceEngine {
  devicePort: number;
  botToken: string;
  /** SIGKILL, and gone. */
  kill(): Promise<void>;
}

/** An engine in a process of its own, run from the sources; resolves when it has said that it is there. */
export async function startSourceEngine(dataDir: string): Promise<SourceEngine> {
  const script = new URL('../../../src/engine/main.ts', import.meta.url).pathname;
  const at = ['--data', dataDir, '--host', '127.0.0.1', '--device-port', '0', '--control-port', '0'];
  const child = spawn(process.execPath, [script, ...at], { stdio: ['ignore', 'pipe', 'inherit'] });
  const endWithTheTests = () => child.kill('SIGKILL');
  process.once('exit', endWithTheTests);
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('  brokers')) break;
  const { devicePort } = EngineFile.parse(JSON.parse(readFileSync(join(dataDir, 'engine.json'), 'utf8')));
  return {
    devicePort,
    botToken: readFileSync(join(dataDir, 'bot.token'), 'utf8').trim(),
    async kill() {
      process.off('exit', endWithTheTests);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
