import * as z from 'zod';
import { durationSchema, parseDurationMs } from './duration.ts';
import { HttpUrl } from './http-url.ts';
import { SecretRef } from './secret-ref.ts';

const words = z.array(z.string().min(1).max(4_096)).min(1).max(64);
const commandLine = words.describe('The program and its arguments, each for itself: no shell reads them.');
const path = z.string().min(1).max(1_024);

/** After this, a bot that is not yet where it was sent is reported as failed; the work on it goes on. */
const deadline = (standard: string) =>
  durationSchema(1_000, 3_600_000)
    .default(standard)
    .describe('After this a bot that was not found halted (paused) is reported as failed; the work on it goes on.');
/** What one call to a bot may be given at most. */
const callTimeoutMaxMs = 300_000;
/** How long a client waits for a resume: the call to the bot, and the record before it. */
export const resumeWithinMs = callTimeoutMaxMs + 20_000;
const callTimeout = (standard: string) =>
  durationSchema(100, callTimeoutMaxMs)
    .default(standard)
    .describe('How long one call, command or look at it may take.');

const FlagFileBot = z.strictObject({
  kind: z.literal('flag-file').describe('A file that the bot looks for: while it stands, the bot must not trade.'),
  path: path.optional().describe('Where; relative to the data folder. Without it: HALT-NAME in the data folder.'),
  deadline: deadline('5s'),
  callTimeout: callTimeout('2s'),
});

const ProcessBot = z
  .strictObject({
    kind: z.literal('process').describe('A process of this machine: SIGSTOP to pause, SIGTERM and SIGKILL to halt.'),
    pidFile: path.optional().describe('The file in which the bot keeps its process id.'),
    pattern: z
      .string()
      .min(3, { error: 'must be at least 3 characters' })
      .max(512)
      .refine(isPattern, { error: 'must be a regular expression' })
      .optional()
      .describe('A regular expression; every process whose command line it matches is the bot.'),
    killAfter: durationSchema(0, 300_000)
      .default('10s')
      .describe('How long after SIGTERM what is left of its process group gets SIGKILL.'),
    deadline: deadline('30s'),
    callTimeout: callTimeout('5s'),
  })
  .refine(({ pidFile, pattern }) => (pidFile === undefined) !== (pattern === undefined), {
    error: 'must have either "pidFile" or "pattern"',
  })
  .refine(({ killAfter, deadline }) => (parseDurationMs(killAfter) ?? 0) < (parseDurationMs(deadline) ?? 0), {
    error: 'must be shorter than deadline',
    path: ['killAfter'],
  });

const CommandBot = z.strictObject({
  kind: z.literal('command').describe('Programs of yours, such as systemctl, launchctl or docker.'),
  halt: commandLine,
  pause: commandLine.optional().describe('Without it the bot is halted where it would be paused.'),
  resume: commandLine.optional().describe('Without it a resume starts nothing.'),
  check: commandLine
    .optional()
    .describe(
      'Prints what the bot is: running, paused or halted, or the word of systemctl is-active or docker inspect.',
    ),
  deadline: deadline('30s'),
  callTimeout: callTimeout('20s'),
});

const WebhookBot = z.strictObject({
  kind: z.literal('webhook').describe('A signed message to an address of yours.'),
  baseUrl: HttpUrl.describe('Where every message is posted.'),
  key: SecretRef.describe('The secret that both sides hold, at least 16 characters.'),
  check: z.boolean().default(false).describe('Whether it may be asked, by {"action":"check"}, what the bot is.'),
  deadline: deadline('30s'),
  callTimeout: callTimeout('5s'),
});

const FreqtradeBot = z.strictObject({
  kind: z.literal('freqtrade').describe("freqtrade, by its REST API (its configuration's api_server)."),
  baseUrl: HttpUrl.describe('Such as http://127.0.0.1:8080.'),
  username: SecretRef,
  password: SecretRef,
  broker: z
    .string()
    .optional()
    .describe(
      'The broker of this configuration whose account it trades; Scram closes there. Without it freqtrade exits.',
    ),
  deadline: deadline('2m'),
  callTimeout: callTimeout('10s'),
});

export const Bot = z
  .discriminatedUnion('kind', [FlagFileBot, ProcessBot, CommandBot, WebhookBot, FreqtradeBot], {
    error: 'must be flag-file, process, command, webhook or freqtrade',
  })
  .describe('One bot, and how it is halted (docs/bots.md).');
export type BotConfig = z.infer<typeof Bot>;

/** Far beyond what one machine runs, and few enough to be looked at one by one. */
export const botsMax = 32;

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
