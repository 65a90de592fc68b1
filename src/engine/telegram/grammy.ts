import { createRequire } from 'node:module';

export type GrammyModule = typeof import('grammy');

/**
 * The client's code. `import` keeps the failure of a file that grammY itself asks for until the process ends, so `require`, which
 * reads it again, has the last word: what failed for a moment (an installation beside the engine, no file to be opened) works later.
 */
export async function loadGrammy(): Promise<GrammyModule> {
  try {
    return await import('grammy');
  } catch {
    return createRequire(import.meta.url)('grammy') as GrammyModule;
  }
}
