import type { DrillState, PreflightCheck } from '../../shared/api/commands.ts';
import type { JournalVerification } from '../../shared/api/journal.ts';
import type { EngineState } from '../../shared/api/state.ts';
import type { Result } from '../../shared/result.ts';
import type { Clock } from '../clock.ts';
import type { Journal } from '../journal/journal.ts';
import { chainCheck, deadManCheck, deviceChecks, drillCheck } from './checks.ts';

export interface ProofsOptions {
  journal: Pick<Journal, 'page'>;
  clock: Clock;
  drills: { state(): Promise<Result<DrillState>> };
  verification: { state(): Promise<Result<JournalVerification>> };
  state: () => Pick<EngineState, 'brokers' | 'deadMan' | 'devices'>;
}

type Last = NonNullable<PreflightCheck['last']>;

/**
 * When what a kill needs was last seen to work. Much of it lies longer ago than the engine's own start, so it is taken from the
 * journal: a channel that took a message in March, and none since, is said to be of March.
 */
export class Proofs {
  private readonly options: ProofsOptions;

  constructor(options: ProofsOptions) {
    this.options = options;
  }

  /** What only its last proof tells of: buttons, the dead man's switch, drills, the chain. */
  async checks(): Promise<PreflightCheck[]> {
    const { clock, drills, verification } = this.options;
    const { deadMan, devices } = this.options.state();
    const [drilled, verified] = await Promise.all([drills.state(), verification.state()]);
    const pressed = devices.map(async (device) => deviceChecks(device, await this.lastPress(device.id)));
    return [
      ...(await Promise.all(pressed)).flat(),
      deadManCheck(deadMan, clock.wallMs()),
      ...(drilled.ok ? [drillCheck(drilled.value.recent[0] ?? null, clock.wallMs())] : []),
      ...(verified.ok ? [chainCheck(verified.value.last, clock.wallMs())] : []),
    ];
  }

  /** The same checks, each with its last proof where one is kept. */
  dated(checks: readonly PreflightCheck[]): Promise<PreflightCheck[]> {
    return Promise.all(
      checks.map(async (check) => {
        const last = check.last ?? (await this.lastOf(check.id));
        return last === null ? check : { ...check, last };
      }),
    );
  }

  private async lastOf(id: string): Promise<Last | null> {
    const [area = '', name = '', part] = id.split(':');
    if (part !== undefined || name === '') return null;
    switch (area) {
      case 'broker': {
        const broker = this.options.state().brokers.find((each) => each.name === name);
        return { what: 'last read', at: broker?.asOf ?? null };
      }
      case 'alerts':
        return { what: 'last message acknowledged', at: await this.lastRow('ALERT_SENT', { channel: name }) };
      case 'bot':
        return { what: 'last seen halted', at: await this.lastRow('BOT_HALTED', { bot: name }) };
      default:
        return null;
    }
  }

  /** The last throw of this button that killed, or joined a kill. */
  private async lastPress(device: string): Promise<string | null> {
    const found = await Promise.all(
      (['KILL_FIRED', 'KILL_JOINED'] as const).map(async (kind) => {
        const page = await this.options.journal.page({ kind, q: `${device}-`, limit: 1 });
        return page.ok ? (page.value.rows[0]?.at ?? null) : null;
      }),
    );
    return (
      found
        .filter((at) => at !== null)
        .toSorted()
        .at(-1) ?? null
    );
  }

  /** When the last row of this kind was written that has this in its data. */
  private async lastRow(kind: string, data: Record<string, string>): Promise<string | null> {
    // As it stands in the row: data is stored as this very text.
    const page = await this.options.journal.page({ kind, q: JSON.stringify(data).slice(1, -1), limit: 1 });
    return page.ok ? (page.value.rows[0]?.at ?? null) : null;
  }
}
