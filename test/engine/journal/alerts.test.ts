import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { AlertRow } from '../../../src/engine/journal/protocol.ts';
import { note, opened, temporaryFolder } from './kit.ts';

const row = (id: string, pending: boolean, entry = `{"of":"${id}"}`): AlertRow => ({ id, pending, entry });

describe('the alerts’ outbox in the journal’s file', () => {
  it('keeps the newest word on each entry, in the order of their coming, through a restart', async () => {
    const folder = temporaryFolder();
    const { journal } = await opened(folder);
    await journal.alerts.keep([row('a', true), row('b', true)]);
    await journal.alerts.keep([row('a', false, '{"of":"a","sent":true}')]);
    await journal.close();
    const again = await opened(folder);
    const kept = await again.journal.alerts.kept();
    expect(kept).toEqual({ ok: true, value: [row('a', false, '{"of":"a","sent":true}'), row('b', true)] });
  });

  it('is no part of the chain', async () => {
    const { journal } = await opened(temporaryFolder());
    await journal.append(note(1));
    await journal.alerts.keep([row('a', true)]);
    await journal.append(note(2));
    expect(await journal.verify()).toEqual({ ok: true, rows: 2 });
  });

  it('forgets what is done beyond its limit, the oldest first, and nothing that is pending', async () => {
    const { journal } = await opened(temporaryFolder(), { limits: { alertsDoneKept: 2 } });
    await journal.alerts.keep([row('p', true), row('a', false), row('b', false), row('c', false), row('d', false)]);
    const kept = await journal.alerts.kept();
    expect(kept.ok && kept.value.map(({ id }) => id)).toEqual(['p', 'c', 'd']);
  });

  it('reads more than fits one answer of the worker', async () => {
    const { journal } = await opened(temporaryFolder(), { limits: { readSliceRows: 3, readSliceBytes: 100 } });
    const rows = Array.from({ length: 10 }, (_, index) => row(`e${index}`, true, 'x'.repeat(40)));
    await journal.alerts.keep(rows);
    expect(await journal.alerts.kept()).toEqual({ ok: true, value: rows });
  });

  it('is added to a journal from before it, whose rows stay', async () => {
    const folder = temporaryFolder();
    const { journal } = await opened(folder);
    await journal.append(note(1));
    await journal.close();
    const db = new DatabaseSync(join(folder, 'journal.db'));
    db.exec('DROP TABLE alert_outbox');
    db.close();
    const again = await opened(folder);
    expect(again.replaced).toBeNull();
    expect(await again.journal.alerts.keep([row('a', true)])).toEqual({ ok: true, value: null });
    expect(await again.journal.verify()).toEqual({ ok: true, rows: 1 });
    expect(existsSync(join(folder, 'journal.db'))).toBe(true);
  });
});
