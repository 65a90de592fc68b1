import type { ShellRequest } from '../../shared/api/shell.ts';
import { assertNever } from '../../shared/assert-never.ts';
import type { Clock } from '../clock.ts';
import type { SignedIn } from '../dead-man/dead-man.ts';
import type { JournalEvent } from '../journal/events.ts';
import { shellLimits } from './limits.ts';

export interface ShellDeskOptions {
  clock: Clock;
  record: (event: JournalEvent) => void;
  /** The machine woke up: whatever looks at clocks and links should look now. */
  onResume: () => void;
}

/**
 * What the desktop app tells the engine: that it is there and shows notifications, and what becomes of the machine. It is believed
 * for a short time and must say so again, because a shell that was killed or frozen says nothing more and shows nothing either.
 */
export class ShellDesk {
  private readonly options: ShellDeskOptions;
  private attachedUntilMs = Number.NEGATIVE_INFINITY;

  constructor(options: ShellDeskOptions) {
    this.options = options;
  }

  /** Whether a shell shows notifications now, so that the engine leaves them to it. */
  isAttached(): boolean {
    return this.options.clock.monotonicMs() < this.attachedUntilMs;
  }

  hear(request: ShellRequest, by: SignedIn): void {
    const { event } = request;
    switch (event) {
      case 'attached':
        this.attachedUntilMs = this.options.clock.monotonicMs() + shellLimits.attachedMs;
        break;
      case 'detached':
        this.attachedUntilMs = Number.NEGATIVE_INFINITY;
        break;
      case 'suspend':
        this.note('MACHINE_SUSPENDS', by);
        break;
      case 'resume':
        this.note('MACHINE_RESUMED', by);
        this.options.onResume();
        break;
      case 'shutdown':
        this.attachedUntilMs = Number.NEGATIVE_INFINITY;
        this.note('MACHINE_SHUTS_DOWN', by);
        break;
      case 'hotkey_on':
        this.note('HOTKEY_ON', by);
        break;
      case 'hotkey_off':
        this.options.record({
          kind: 'HOTKEY_OFF',
          source: by.source,
          reason: request.reason,
          data: { from: by.from },
        });
        break;
      default:
        assertNever(event);
    }
  }

  private note(
    kind: 'MACHINE_SUSPENDS' | 'MACHINE_RESUMED' | 'MACHINE_SHUTS_DOWN' | 'HOTKEY_ON',
    { source, from }: SignedIn,
  ): void {
    this.options.record({ kind, source, data: { from } });
  }
}
