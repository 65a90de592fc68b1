import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { buttonFolder } from '../support/button.ts';
import { type Cable, layCable, openConnections } from '../support/cable.ts';
import { until } from '../support/http.ts';
import { startEngineProcess } from '../support/processes.ts';
import { buildTwin, Twin } from '../support/twin.ts';

/**
 * The engine on one machine, the button on another, and a cable that is pulled: unlike a closed socket or the twin's own `netdown`, the
 * kernels on both sides believe in the connection for minutes.
 */
interface Desk {
  cable: Cable;
  twin: Twin;
  /** Rows of one kind in the journal's file: the engine's own listeners are on the other machine. */
  rows(kind: string): Record<string, unknown>[];
  isLatched(): boolean;
  /** The engine's open connections from the button. */
  connections(): number;
}

const endings: (() => Promise<void> | void)[] = [];

beforeAll(buildTwin, 120_000);

afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

async function build(cable: Cable): Promise<Desk> {
  endings.push(() => cable.remove());
  const folder = buttonFolder();
  endings.push(() => folder.remove());
  const engine = await startEngineProcess(folder.path, ['--host', '0.0.0.0'], cable.engineEnd);
  endings.push(() => engine.kill());
  const lan = `http://${cable.engineAddress}:${engine.devicePort}`;
  const twin = await Twin.start({ folder: folder.twin, lan, by: cable.buttonEnd });
  endings.push(() => twin.stop());
  const rows = (kind: string) => {
    const journal = new DatabaseSync(join(folder.path, 'journal.db'), { readOnly: true });
    const found = journal.prepare('SELECT source, kill_id FROM journal WHERE kind = ?').all(kind);
    journal.close();
    return found;
  };
  const isLatched = () => existsSync(join(folder.path, 'KILLED'));
  const connections = () => openConnections(engine.child.pid ?? 0, engine.devicePort);
  await until(
    () => twin.state(),
    ({ led }) => led === 'blue',
  );
  await until(
    async () => connections(),
    (open) => open > 0,
  );
  expect(isLatched()).toBe(false);
  return { cable, twin, rows, isLatched, connections };
}

/** Pulls the plug, and sees that no socket has noticed. */
function cut({ cable, connections }: Desk): void {
  const before = connections();
  cable.cut();
  expect(connections()).toBe(before);
}

const latched = ({ isLatched }: Desk, withinMs: number) =>
  until(
    async () => isLatched(),
    (is) => is,
    withinMs,
  );
const settled = ({ rows }: Desk) =>
  until(
    async () => rows('KILL_SETTLED').length,
    (count) => count === 1,
    20_000,
  );
const hearsKilledOnBothPaths = ({ twin }: Desk) =>
  until(
    () => twin.state(),
    (now) => JSON.stringify(now).split('"state":"D"').length === 3,
    20_000,
  );

test('the network is cut and a press goes over USB; mended, the network brings its receipt', async ({ skip }) => {
  const cable = layCable();
  if (typeof cable === 'string') return skip(cable);
  const desk = await build(cable);
  cut(desk);
  await desk.twin.do('throw');
  await latched(desk, 1_500);
  await settled(desk);
  expect(desk.rows('KILL_FIRED')).toMatchObject([{ source: 'usb' }]);
  expect(desk.rows('KILL_JOINED').filter(({ source }) => source === 'wifi')).toEqual([]);
  cable.mend();
  await hearsKilledOnBothPaths(desk);
  expect(desk.rows('KILL_FIRED')).toHaveLength(1);
  expect(desk.rows('KILL_JOINED')).toContainEqual({ source: 'wifi', kill_id: desk.rows('KILL_FIRED')[0]?.kill_id });
});

test.for(['kept open', 'closed again'])(
  'both are cut, the switch is thrown and %s, the network is mended: the kill lands',
  async (then, { skip }) => {
    const cable = layCable();
    if (typeof cable === 'string') return skip(cable);
    const desk = await build(cable);
    await desk.twin.do('usbdown');
    cut(desk);
    await desk.twin.do('throw');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    if (then === 'closed again') await desk.twin.do('release');
    // Longer than any answer is waited for: the button has given its old connection up, and tries new ones into the void.
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    expect(desk.isLatched()).toBe(false);
    cable.mend();
    await latched(desk, 10_000);
    await settled(desk);
    expect(desk.rows('KILL_FIRED')).toMatchObject([{ source: 'wifi' }]);
  },
);
