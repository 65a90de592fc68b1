import packageFile from '../../package.json' with { type: 'json' };
import { refuseWith } from './complain.ts';
import type { Context, Outcome } from './context.ts';

/** What to end with where this Node has no SQLite, which an engine and an exchange keep their records in; null where it has. */
export function refuseOldNode(context: Context): Outcome | null {
  const { node } = process.versions;
  if (!isTooOld(node)) return null;
  const hint = 'Start it with npm start, which brings its own Node on Linux, or with a newer Node.';
  return refuseWith(context, `this wants Node ${packageFile.engines.node}, and here is ${node}.`, hint);
}

/** Whether a version such as `20.20.2` is older than `package.json` asks for. */
export function isTooOld(version: string, wanted: string = packageFile.engines.node): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = wanted.replace('>=', '').split('.').map(Number);
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}
