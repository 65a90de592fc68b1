import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { dataFolder } from '../shared/data-folder.ts';

export interface ShellOptions {
  dataDir: string;
  /** Handed on to an engine that the shell starts. */
  engineFlags: string[];
}

const engineFlags = ['config', 'host', 'device-port', 'control-port'] as const;

/** The shell's command line: the engine's own flags. What Chromium and the system add is passed over. */
export function parseShellArgs(
  argv: readonly string[],
  { platform, env, homeDir }: { platform: string; env: Record<string, string | undefined>; homeDir: string },
): ShellOptions {
  const { values } = parseArgs({
    args: [...argv],
    strict: false,
    options: Object.fromEntries(['data', ...engineFlags].map((name) => [name, { type: 'string' as const }])),
  });
  const given = engineFlags.flatMap((name) => {
    const value = values[name];
    if (typeof value !== 'string') return [];
    return [`--${name}`, name === 'config' ? resolve(value) : value];
  });
  const { data } = values;
  const dataDir = typeof data === 'string' ? resolve(data) : dataFolder(platform, env, homeDir);
  return { dataDir, engineFlags: given };
}

/** What the app's one binary is to be: the shell, or, in a process of its own, the engine or its helper for bots. */
export type Role = { role: 'shell' } | { role: 'engine'; flags: string[] } | { role: 'bot-helper' };

/**
 * `--engine` and what follows it are the engine's. The engine starts its helper with the helper's script as an argument, as `fork` does;
 * a packaged app whose fuses keep it from being Node is then started with that argument, and has to know it.
 */
export function roleOf(argv: readonly string[]): Role {
  if (argv.some((word) => /[/\\]bot-helper\.cjs$/.test(word))) return { role: 'bot-helper' };
  const at = argv.indexOf('--engine');
  return at < 0 ? { role: 'shell' } : { role: 'engine', flags: argv.slice(at + 1) };
}
