import { DrillReport, type DrillState } from '../../shared/api/commands.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import type { Source } from '../../shared/source.ts';
import type { Clock } from '../clock.ts';
import type { FlattenLimits } from '../flatten/limits.ts';
import type { Journal } from '../journal/journal.ts';
import { beginDrill, type Drill } from './drill.ts';

export interface DrillsOptions {
  clock: Clock;
  limits: FlattenLimits;
  journal: Pick<Journal, 'append' | 'latest'>;
  /** Whether a kill that is no drill is at work. */
  isKilling: () => boolean;
  alerts: { tellDrill(report: DrillReport): void };
  reportBug: (error: unknown) => void;
}

/** How many earlier drills are shown, to compare the latest with. */
const recentDrills = 10;

/** The drills of this engine: one at a time, each told to people as a DRILL and recorded, so that the last is known after a restart. */
export class Drills {
  private readonly options: DrillsOptions;
  private running: Drill | null = null;

  constructor(options: DrillsOptions) {
    this.options = options;
  }

  /** Runs one and answers its report; refused (`not_now`) while another, or a real kill, is at work. */
  async run(by: { source: Source }): Promise<Result<DrillReport>> {
    const { clock, limits, reportBug, isKilling, journal, alerts } = this.options;
    if (this.running) return notNow('A drill is running.', 'Wait for it: it takes a few seconds.');
    if (isKilling()) return notNow('A kill is at work.', 'Run the drill when it has settled.');
    this.running = beginDrill({ clock, limits, reportBug });
    try {
      const report = await this.running.done;
      void journal.append({ kind: 'DRILL', source: by.source, data: report });
      alerts.tellDrill(report);
      return ok(report);
    } finally {
      this.running = null;
    }
  }

  async state(): Promise<Result<DrillState>> {
    const rows = await this.options.journal.latest(['DRILL'], recentDrills);
    if (!rows.ok) return rows;
    const recent = rows.value.flatMap(({ at, source, data }) => {
      const report = DrillReport.safeParse(data);
      return report.success ? [{ at, source, report: report.data }] : [];
    });
    return ok({ running: this.running?.progress() ?? null, recent });
  }
}

function notNow(message: string, hint: string): Result<never> {
  return refuse({ code: 'not_now', message, hint });
}
