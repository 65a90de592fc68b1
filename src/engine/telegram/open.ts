import type { TelegramConfig } from '../../shared/alerts-config.ts';
import type { ChallengeAnswer } from '../../shared/api/commands.ts';
import type { Config } from '../../shared/config.ts';
import type { Failure } from '../../shared/failure.ts';
import { type Result, refuse } from '../../shared/result.ts';
import type { Clock } from '../clock.ts';
import { Refusals } from '../http/refusals.ts';
import type { JournalEvent } from '../journal/events.ts';
import type { Secrets } from '../secrets.ts';
import { botApi, isToken } from './bot-api.ts';
import { commandTable } from './commands.ts';
import { systemFresh } from './fresh.ts';
import { Poller } from './poller.ts';
import { Replies } from './replies.ts';
import { TelegramDesk, type TelegramHost } from './telegram-desk.ts';
import type { Trouble } from './trouble.ts';

export interface OpenTelegramOptions {
  config: Config;
  secrets: Pick<Secrets, 'of' | 'placeOf'>;
  clock: Clock;
  host: TelegramHost;
  record: (event: JournalEvent) => void;
  onChange: () => void;
  reportBug: (error: unknown) => void;
}

export interface Deaf {
  why: string;
  nextAction: string;
}

/** Commands over Telegram, as the engine sees them. */
export interface Telegram {
  /** Whether commands are taken there at all. */
  readonly isConfigured: boolean;
  /** Why people who may command are not heard; null while they are, and where none are configured. */
  deaf(): Deaf | null;
  /** A code for the reset of the kill that is engaged; shown to whoever asks, and never sent over Telegram. */
  challenge(): Result<ChallengeAnswer>;
  stop(): Promise<void>;
}

/** Begins to listen, where a Telegram channel names people who may command; connects to nothing before it returns. */
export function openTelegram(options: OpenTelegramOptions): Telegram {
  const { config, secrets } = options;
  const settings = Object.values(config.alerts).find(isCommanded);
  if (settings === undefined) return silent(null);
  const token = secrets.of(settings.token);
  if (token !== null && isToken(token)) return listening(settings, token, options);
  const place = secrets.placeOf(settings.token);
  return silent(token === null ? `there is no token in ${place}` : `what stands in ${place} is no token of Telegram’s`);
}

function isCommanded(channel: Config['alerts'][string]): channel is TelegramConfig {
  return channel.kind === 'telegram' && channel.allowedUserIds.length > 0;
}

function silent(trouble: string | null): Telegram {
  return {
    isConfigured: trouble !== null,
    deaf: () => (trouble === null ? null : { why: trouble, nextAction: nextActions.bad_token }),
    challenge: () => refuse(trouble === null ? takesNone : heardByNobody(trouble)),
    stop: () => Promise.resolve(),
  };
}

function listening(settings: TelegramConfig, token: string, options: OpenTelegramOptions): Telegram {
  const { clock, host, record, onChange, reportBug } = options;
  const random = Math.random;
  const { baseUrl, allowedUserIds: allowed } = settings;
  // Whoever may not is told nothing; the journal is, and no flood of them fills it.
  const refusals = new Refusals(clock, record);
  const api = botApi({ token, baseUrl });
  const replies = new Replies({ api, random });
  const desk = new TelegramDesk({
    host,
    allowed,
    replies,
    clock,
    fresh: systemFresh,
    onStranger: ({ user, what, why }) => refusals.note(`telegram user ${user}`, `telegram ${what}`, why),
    reportBug,
  });
  const stopping = new AbortController();
  const poller = new Poller({
    api,
    clock,
    random,
    onUpdates: (updates, fromBefore) => desk.take(updates, fromBefore),
    onListening() {
      desk.listening();
      void api.nameCommands(commandTable, stopping.signal);
    },
    onChange,
    reportBug,
  });
  poller.start();
  return {
    isConfigured: true,
    deaf() {
      const trouble = poller.trouble();
      return trouble && { why: trouble.words, nextAction: nextActions[trouble.kind] };
    },
    challenge: () => desk.challenge(),
    async stop() {
      stopping.abort();
      replies.stop();
      await poller.stop();
      refusals.flush();
      api.dispose();
    },
  };
}

const elsewhere = 'Command from the page, the command line or the button until then.';

const nextActions: Record<Trouble['kind'], string> = {
  bad_token: 'Take the token from @BotFather, put it there as it is, and restart the engine (docs/telegram.md).',
  other_poller: `Stop the other program, or give Scram a bot of its own. ${elsewhere}`,
  refused: `Check baseUrl, if it is set. ${elsewhere}`,
  too_many: elsewhere,
  passing: `Check the network. ${elsewhere}`,
};

const takesNone: Failure = {
  code: 'not_now',
  message: 'No commands are taken over Telegram.',
  hint: 'Name who may command in allowedUserIds of a Telegram channel (docs/telegram.md).',
};

function heardByNobody(why: string): Failure {
  return {
    code: 'not_now',
    message: `Commands over Telegram are not heard: ${why}.`,
    hint: nextActions.bad_token,
  };
}
