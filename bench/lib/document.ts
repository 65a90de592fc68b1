import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import type { Findings } from './bench.ts';

/** The words around the tables are written by hand; what stands between a block's two marks is a run's. */
const block = (name: string) => new RegExp(`(<!-- begin ${name} -->\n)[^]*?(<!-- end ${name} -->)`);

/** Puts the findings into the document, each in its block; the rest stays as it is. */
export function writeFindings(path: string, findings: Findings): void {
  let text = readFileSync(path, 'utf8');
  for (const [name, found] of Object.entries(findings)) {
    if (!block(name).test(text)) throw new Error(`the document has no block "${name}"`);
    text = text.replace(block(name), (_, begin: string, end: string) => `${begin}${found}\n${end}`);
  }
  writeFileSync(path, text);
}

/** The machine in words: what the numbers depend on, and nothing that tells whose it is. */
export function machine(): string {
  const memoryGb = Math.round(totalmem() / 2 ** 30);
  const cores = availableParallelism();
  return `${cores} cores, ${memoryGb} GB, ${process.platform} ${process.arch}, Node ${process.versions.node}, loopback.`;
}
