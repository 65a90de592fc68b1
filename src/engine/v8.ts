import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import launch from '../shared/engine-launch.json' with { type: 'json' };

/*
 * What this process tells V8 about memory, in one place. Each is a setting of the whole process, worker threads included.
 */

/**
 * Has V8 do without the compilers that optimise, a large program inside Node's: they cost 11 MB as soon as they have compiled anything.
 * Without them code is interpreted, and what runs often is compiled as it stands (docs/benchmarks.md says what that does to a kill).
 * Where we start the engine's Node ourselves, it is given the same flags, because its own start is work enough for one of them.
 */
export function beThrifty(): void {
  for (const flag of launch.nodeFlags) setFlagsFromString(flag);
}

/**
 * From here on V8 may optimise what runs often, beside this thread. Only with its last compiler: Maglev, of a process that began without
 * it, works on the thread that wants the code, and would hold up the very kill that is at work.
 */
export function allowOptimising(): void {
  setFlagsFromString('--opt');
}

/** From here on what has been compiled stays; V8 would throw away what an idle engine has not run for a while. */
export function keepCompiledCode(): void {
  setFlagsFromString('--no-flush-bytecode');
}

/**
 * Collects this thread's garbage, which V8 would keep in a thread that then does next to nothing; it stops the thread for 20 to 60 ms.
 * `everything`: compiled code too. A program's start leaves some that never runs again, and what does is compiled anew.
 */
export function collectGarbage(which: 'objects' | 'everything'): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: {
    type: 'major';
    execution: 'sync';
    flavor: 'regular' | 'last-resort';
  }) => void;
  collect({ type: 'major', execution: 'sync', flavor: which === 'objects' ? 'regular' : 'last-resort' });
}
