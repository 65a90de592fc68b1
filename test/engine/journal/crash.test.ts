import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { opened, temporaryFolder } from './kit.ts';

describe('a process that is killed', () => {
  it('has on the disk what it answered, in one whole chain, each time', async () => {
    const folder = temporaryFolder();
    const script = new URL('./append-until-killed.ts', import.meta.url).pathname;
    const answered: string[] = [];
    for (let round = 0; round < 4; round++) {
      const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
      const lines = createInterface({ input: child.stdout });
      let inThisRound = 0;
      for await (const line of lines) {
        answered.push(line);
        if (++inThisRound === 40 + round * 37) child.kill('SIGKILL');
      }
      if (child.signalCode === null) await once(child, 'exit');
    }
    const { journal, replaced, tail } = await opened(folder);
    expect(replaced).toBeNull();
    const stored = new Set(tail.map(({ seq, reason, data: { flatMs } }) => `${seq} ${reason} ${flatMs}`));
    expect(answered.length).toBeGreaterThan(300);
    expect(answered.filter((line) => !stored.has(line))).toEqual([]);
    expect(await journal.verify()).toEqual({ ok: true, rows: tail.length });
  });
});
