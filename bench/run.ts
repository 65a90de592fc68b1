import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Bench, Findings } from './lib/bench.ts';
import { Children } from './lib/children.ts';
import { machine, writeFindings } from './lib/document.ts';
import { documentPath, programs } from './lib/paths.ts';
import { Scratch } from './lib/scratch.ts';
import { within } from './lib/wait.ts';
import { fullPace, quickPace } from './limits.ts';
import { measureAdapters } from './parts/adapters.ts';
import { measureAlerts } from './parts/alerts.ts';
import { measureButton } from './parts/button.ts';
import { measureFlood } from './parts/flood.ts';
import { measureGate } from './parts/gate.ts';
import { measureIdle } from './parts/idle.ts';
import { measureKills } from './parts/kill.ts';
import { measureStart } from './parts/start.ts';
import { measureTick } from './parts/tick.ts';
import { measureWindow } from './parts/window.ts';

const usage = `Usage: npm run bench -- [--only kill|flood|start|button|gate|tick|alerts|adapters|window] [--quick]

  --only PART   one part: signal to broker (kill), kills under a flood (flood), start and idle (start),
                throw of the button to broker (button), an order checked (gate), a second of watching (tick),
                kill to every alert channel and a thousand alerts after an outage (alerts),
                each broker's adapter beside what people run (adapters),
                the desktop app's tray, window and risk log (window); may be repeated
  --quick       shows in a few minutes that every part runs; its numbers mean nothing and go into no document`;

const parts: Record<string, readonly ((bench: Bench) => Promise<Findings>)[]> = {
  kill: [measureKills],
  flood: [measureFlood],
  start: [measureStart, measureIdle],
  button: [measureButton],
  gate: [measureGate],
  tick: [measureTick],
  alerts: [measureAlerts],
  adapters: [measureAdapters],
  window: [measureWindow],
};

function optionsOf(argv: string[]): { names: string[]; quick: boolean } | null {
  try {
    const options = { only: { type: 'string', multiple: true }, quick: { type: 'boolean', default: false } } as const;
    const { values } = parseArgs({ args: argv, options, strict: true });
    const names = values.only ?? Object.keys(parts);
    return names.every((name) => name in parts) ? { names, quick: values.quick } : null;
  } catch {
    return null;
  }
}

function say(line: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)}  ${line}\n`);
}

/** What is missing on this machine, as a sentence; null when nothing is. */
function missing(): string | null {
  if (!existsSync(programs.engine)) return 'The engine is not built: run "npm run bench", which builds it.';
  const python = spawnSync(programs.python, ['-c', 'import flask, requests']);
  return python.status === 0 ? null : "Debian's python3-flask and python3-requests are needed for the peer.";
}

async function run(names: string[], quick: boolean): Promise<Findings> {
  const bench: Bench = { pace: quick ? quickPace : fullPace, children: new Children(), scratch: new Scratch(), say };
  const end = async () => {
    await bench.children.stopAll();
    bench.scratch.remove();
  };
  const interrupted = () => void end().then(() => process.exit(130));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    const findings: Findings = { machine: machine() };
    for (const name of names)
      for (const part of parts[name] ?? [])
        Object.assign(findings, await within(part(bench), bench.pace.partMs, `the part ${name}`));
    return findings;
  } finally {
    await end();
  }
}

const options = optionsOf(process.argv.slice(2));
const lack = missing();
if (options === null || lack !== null) {
  process.stderr.write(`${lack ?? usage}\n`);
  process.exit(options === null ? 2 : 1);
}
const findings = await run(options.names, options.quick);
for (const [name, found] of Object.entries(findings)) process.stdout.write(`\n${name}\n\n${found}\n`);
if (!options.quick) writeFindings(documentPath, findings);
// Everything is measured and written: a connection that one of the parts left open has no say in when the run ends.
process.exit();
