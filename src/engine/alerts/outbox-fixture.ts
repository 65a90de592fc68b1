import type { Result } from '../../shared/result.ts';
import type { JournalEvent } from '../journal/events.ts';
import type { JournalHealth, Replaced } from '../journal/journal.ts';
import type { AlertRow } from '../journal/protocol.ts';
import type { Delivery } from './channel.ts';
import { ChannelDesk } from './channel-desk.ts';
import { AlertOutbox } from './outbox.ts';

/** The clocks of a test with false timers. */
export const clock = { wallMs: () => Date.now(), monotonicMs: () => Date.now() };

/** A journal's part for the outbox, on a disk that can fail. */
export class FakeJournal {
  readonly disk = new Map<string, AlertRow>();
  readonly rows: JournalEvent[] = [];
  writable = true;
  private readonly onHealths: ((health: JournalHealth) => void)[] = [];
  private readonly replacements: ((replaced: Replaced) => void)[] = [];

  readonly alerts = {
    keep: async (rows: readonly AlertRow[]): Promise<Result<null>> => {
      if (!this.writable) return { ok: false, failure: { code: 'degraded', message: 'full', hint: '' } };
      for (const row of rows) this.disk.set(row.id, row);
      return { ok: true, value: null };
    },
    kept: async (): Promise<Result<AlertRow[]>> => {
      if (!this.writable) return { ok: false, failure: { code: 'degraded', message: 'full', hint: '' } };
      return { ok: true, value: [...this.disk.values()] };
    },
  };

  append = (event: JournalEvent) => {
    this.rows.push(event);
    return new Promise<never>(() => undefined);
  };
  rowsOfKill = async (): Promise<Result<[]>> => ({ ok: true, value: [] });
  health = (): JournalHealth => (this.writable ? { ok: true } : { ok: false, why: 'full', sinceMs: 0 });
  onHealth = (listener: (health: JournalHealth) => void) => {
    this.onHealths.push(listener);
    return () => undefined;
  };
  onReplaced = (listener: (replaced: Replaced) => void) => {
    this.replacements.push(listener);
    return () => undefined;
  };

  turns(writable: boolean): void {
    this.writable = writable;
    for (const tell of this.onHealths) tell(this.health());
  }

  replace(): void {
    this.disk.clear();
    for (const tell of this.replacements) tell({ kept: null, why: 'broken' });
  }
}

/** One life of an outbox with one channel, `ops`, on a disk that may outlast it. */
export function life(
  journal: FakeJournal,
  answer: () => Promise<Delivery> = async () => ({ kind: 'sent', words: 'ok' }),
) {
  const sent: string[] = [];
  const outbox = new AlertOutbox({ journal, clock, onChange: () => undefined });
  const desk = new ChannelDesk({
    channel: {
      name: 'ops',
      kind: 'slack',
      send: (message) => {
        sent.push(message.id);
        return answer();
      },
      check: async () => ({ kind: 'unproven', words: '' }),
      dispose: () => undefined,
    },
    clock,
    chance: () => 0.5,
    onTried: outbox.tried.bind(outbox),
    reportBug: (bug) => {
      throw bug;
    },
  });
  outbox.serve(desk);
  return { outbox, desk, sent };
}
