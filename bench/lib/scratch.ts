import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for everything that a run writes, gone with it. */
export class Scratch {
  private readonly root = mkdtempSync(join(tmpdir(), 'scram-bench-'));
  private count = 0;

  /** A fresh path inside; nothing is there yet. */
  path(name: string): string {
    this.count += 1;
    return join(this.root, `${this.count}-${name}`);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
