import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { refuseWith } from '../complain.ts';
import type { Context, Outcome } from '../context.ts';
import { exitStatus } from '../exit.ts';
import { cliLimits } from '../limits.ts';
import type { ServiceManager } from './manager.ts';
import { ownMark, type ServicePlan } from './plan.ts';

/** Writes the file, then asks the service manager to run it; says what was done and what was not. */
export function install(context: Context, manager: ServiceManager, plan: ServicePlan): Outcome {
  const { out, err } = context;
  const existing = readOwn(manager.file);
  if (existing === 'foreign') return refuseForeign(context, manager.file);
  try {
    mkdirSync(dirname(manager.file), { recursive: true });
    writeFileSync(manager.file, manager.contentOf(plan));
  } catch (error) {
    return refuseWith(context, `${manager.file} can't be written (${codeOf(error)}).`, 'Nothing was installed.');
  }
  out.line(`Wrote ${manager.file}`);
  for (const [index, command] of manager.enable.entries()) {
    const trouble = runTool(command);
    if (trouble === null) {
      out.line(`Ran ${command.join(' ')}`);
      continue;
    }
    err.line(`scram: the service is written but not running: ${command.join(' ')} failed (${trouble}).`);
    err.line('Run this where it can work:');
    for (const each of manager.enable.slice(index)) err.line(`  ${each.join(' ')}`);
    return exitStatus.refused;
  }
  out.line('The engine runs now, and starts again whenever it ends.');
  if (manager.note !== null) out.line(manager.note);
  return exitStatus.done;
}

/** Stops and forgets the service; the data folder, and a latch that is engaged, stay as they are. */
export function remove(context: Context, manager: ServiceManager): Outcome {
  const { out, err } = context;
  const existing = readOwn(manager.file);
  if (existing === 'foreign') return refuseForeign(context, manager.file);
  if (existing === 'absent') {
    out.line(`No service is installed (${manager.file} does not exist).`);
    return exitStatus.done;
  }
  const troubles = manager.disable.flatMap((command) => troubleOf(command));
  try {
    rmSync(manager.file);
  } catch (error) {
    return refuseWith(
      context,
      `${manager.file} can't be removed (${codeOf(error)}).`,
      'The service is still installed.',
    );
  }
  out.line(`Removed ${manager.file}`);
  troubles.push(...manager.afterRemoval.flatMap((command) => troubleOf(command)));
  if (troubles.length === 0) {
    out.line('The engine was stopped and will not be started again. Its data folder is untouched.');
    return exitStatus.done;
  }
  for (const each of troubles) err.line(`scram: ${each}`);
  err.line('See yourself whether the engine still runs: scram status');
  return exitStatus.refused;
}

function refuseForeign(context: Context, file: string): Outcome {
  const hint = 'Move it away first; nothing was changed.';
  return refuseWith(context, `${file} was not written by scram.`, hint);
}

function readOwn(file: string): 'own' | 'foreign' | 'absent' {
  try {
    return readFileSync(file, 'utf8').includes(ownMark) ? 'own' : 'foreign';
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? 'absent' : 'foreign';
  }
}

function troubleOf(command: readonly string[]): string[] {
  const trouble = runTool(command);
  return trouble === null ? [] : [`${command.join(' ')} failed (${trouble}).`];
}

/** null when it worked, otherwise the tool's own words. */
function runTool([tool = '', ...rest]: readonly string[]): string | null {
  const done = spawnSync(tool, rest, { encoding: 'utf8', timeout: cliLimits.serviceToolMs });
  if (done.error) return codeOf(done.error);
  if (done.status === 0) return null;
  return done.stderr.trim().replaceAll(/\s*\n\s*/g, '; ') || `exit status ${done.status}`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
