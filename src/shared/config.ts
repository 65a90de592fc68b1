import * as z from 'zod';
import { Alerts, alertChannelsMax, Watchdog } from './alerts-config.ts';
import { AutoTriggers } from './auto-triggers.ts';
import { Bot, botsMax } from './bots-config.ts';
import { BrokerConfig } from './brokers-config.ts';
import { unknownExchanges } from './ccxt-exchanges.ts';
import { fault, faultOf, predicateOf } from './config-faults.ts';
import { durationSchema } from './duration.ts';
import type { Failure } from './failure.ts';
import { HttpUrl } from './http-url.ts';
import { ambiguousKey } from './json-keys.ts';
import { ok, type Result, refuse } from './result.ts';
import { SecretRef } from './secret-ref.ts';

const name = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,31}$/i, {
  error: 'must be a name of letters, digits, - and _, at most 32 characters',
});

const hostsMax = 20;
const brokersMax = 16;
const devicesMax = 32;
const deviceNameCharacters = 40;
const serialPortsMax = 8;
const staticTokensMax = 8;
const peersMax = 8;

const Engine = z.strictObject({
  hosts: z
    .array(z.string().min(1).max(253))
    .max(hostsMax)
    .default([])
    .describe('Further Host names under which the listeners may be addressed.'),
  flattenDeadline: durationSchema(5_000, 3_600_000)
    .default('60s')
    .describe('After this, what could not be closed is named; the work on it goes on.'),
  tls: z
    .strictObject({
      cert: z.string().describe('Path of the certificate chain, PEM.'),
      key: z.string().describe('Path of the private key, PEM.'),
      port: z.int().min(0).max(65_535).describe('A port of its own; bots keep plain loopback.'),
    })
    .optional()
    .describe('The device listener over TLS as well.'),
  role: z
    .enum(['primary', 'standby'])
    .default('primary')
    .describe('A standby leaves the brokers to the other engine for standbyDelay; latch and gate act at once.'),
  standbyDelay: durationSchema(0, 60_000)
    .default('3s')
    .describe('How long a standby waits before it acts at the brokers.'),
});

/** The name of a device for people. */
export const deviceName = z
  .string()
  .trim()
  .min(1, { error: 'must say something' })
  .max(deviceNameCharacters, { error: `must be at most ${deviceNameCharacters} characters` })
  .regex(/^[^\p{C}]*$/u, { error: 'must be one line without control characters' });

export const DeviceId = z.string().regex(/^[0-9a-f]{8}$/, { error: 'must be 8 lower-case hex digits' });

const Device = z
  .strictObject({
    name: deviceName.describe('What people call it.'),
    key: SecretRef,
    paths: z
      .array(z.enum(['wifi', 'usb']))
      .min(1, { error: 'must name at least one path' })
      .describe('Where it must be heard. Silence there is a link fault; it is believed on any path.'),
    onSilence: z
      .enum(['alarm', 'pause', 'kill'])
      .default('alarm')
      .describe(
        'What happens when it is heard on none of its paths: an alarm, and beside it a pause of every bot, or a kill.',
      ),
    retired: z.boolean().default(false).describe('No longer believed, and no longer waited for by a reset.'),
  })
  .describe('A paired button, by its id. `scram pair` writes this.');

const Peer = z
  .strictObject({
    url: HttpUrl.describe("The peer's device listener. Over an open network https:// keeps others from reading along."),
    key: SecretRef.describe('The secret of 64 hex digits that both engines share.'),
  })
  .describe('Another engine on the same account: each tells the other of its kills.');

const Links = z.strictObject({
  usb: z
    .strictObject({
      discover: z.boolean().default(true).describe('Look for boards by the chip of their USB port.'),
      paths: z
        .array(z.string().min(1).max(255))
        .max(serialPortsMax)
        .default([])
        .describe('Serial ports to open as they are named, such as "/dev/ttyUSB0".'),
    })
    .optional()
    .describe('Listen on serial ports. Left out: none is opened.'),
  wifi: z
    .strictObject({
      staticTokens: z
        .array(SecretRef)
        .max(staticTokensMax)
        .default([])
        .describe('Tokens that kill when sent as X-Kill-Token. Whoever sees one once can use it for ever.'),
      announce: z
        .boolean()
        .default(true)
        .describe('Answer to scram.local on the local network while a device is paired over WiFi.'),
    })
    .prefault({}),
});

const KillSwitch = z.strictObject({
  autoTriggerOn: AutoTriggers,
  requireManualReset: z
    .boolean({ error: 'must be true or false' })
    .default(true)
    .describe('false: a kill that a trigger alone has fired clears itself once all is closed and its cause is gone.'),
  reasonRequired: z
    .literal(true, { error: 'must be true: a reset is recorded with its reason' })
    .default(true)
    .describe('A reset needs a reason.'),
  alertChannels: z
    .array(z.string())
    .max(alertChannelsMax)
    .optional()
    .describe('The alert channels that a kill goes to. Left out: all of them.'),
});

/** Longer than a year is a typing error, or a switch that nobody wants. */
const deadManWindow = durationSchema(5_000, 366 * 86_400_000);

/** The configuration file. Every key is known: one that is not is an error, because a typing error here can cost an account. */
export const Config = z
  .strictObject({
    $schema: z.string().optional(),
    killSwitch: KillSwitch.prefault({}),
    deadMan: z
      .strictObject({
        window: deadManWindow
          .default('24h')
          .describe('Without a check-in for so long, all bots are paused. Also SCRAM_DEADMAN_WINDOW, which wins.'),
      })
      .prefault({}),
    brokers: z
      .record(name, BrokerConfig)
      .refine((brokers) => Object.keys(brokers).length >= 1 && Object.keys(brokers).length <= brokersMax, {
        error: `must name at least one broker and at most ${brokersMax}: without one there is nothing that a kill could flatten`,
      })
      .describe('The accounts that a kill flattens, by name.'),
    devices: z
      .record(DeviceId, Device)
      .refine((devices) => Object.keys(devices).length <= devicesMax, {
        error: `must name at most ${devicesMax} devices`,
      })
      .default({})
      .describe('The paired buttons.'),
    links: Links.prefault({}),
    bots: z
      .record(name, Bot)
      .refine((bots) => Object.keys(bots).length <= botsMax, { error: `must name at most ${botsMax} bots` })
      .default({})
      .describe('The bots that a kill halts and the dead man’s switch pauses, by name.'),
    peers: z
      .record(name, Peer)
      .refine((peers) => Object.keys(peers).length <= peersMax, { error: `must name at most ${peersMax} peers` })
      .default({})
      .describe('Other engines that act on the same account.'),
    alerts: Alerts.prefault({}).describe('Where people are told, by name (docs/alerts.md).'),
    watchdog: Watchdog.optional().describe('An outside service that notices when this machine is dead.'),
    engine: Engine.prefault({}),
  })
  .superRefine(({ devices, links }, context) => {
    const cabled = Object.entries(devices).find(([, { paths, retired }]) => paths.includes('usb') && !retired);
    if (cabled && links.usb === undefined) {
      const message = `must be set, {} at least: device ${cabled[0]} is to be heard over usb`;
      context.addIssue({ code: 'custom', path: ['links', 'usb'], message });
    }
  })
  .superRefine(({ bots, brokers }, context) => {
    const flags = new Set<string>();
    for (const [bot, settings] of Object.entries(bots)) {
      if (settings.kind === 'freqtrade' && settings.broker !== undefined && !(settings.broker in brokers)) {
        const message = `must name one of the brokers: ${Object.keys(brokers).join(', ')}`;
        context.addIssue({ code: 'custom', path: ['bots', bot, 'broker'], message });
      }
      if (settings.kind !== 'flag-file' || settings.path === undefined) continue;
      const message = 'must be a file of its own: a resume of the other bot would remove it';
      if (flags.has(settings.path)) context.addIssue({ code: 'custom', path: ['bots', bot, 'path'], message });
      flags.add(settings.path);
    }
  })
  .superRefine(({ alerts, killSwitch }, context) => {
    const names = Object.keys(alerts);
    const unknown = (killSwitch.alertChannels ?? []).find((channel) => !names.includes(channel));
    if (unknown === undefined) return;
    const message = `must name configured alert channels (${names.join(', ') || 'there are none'}): "${unknown}" is not one`;
    context.addIssue({ code: 'custom', path: ['killSwitch', 'alertChannels'], message });
  });
export type Config = z.infer<typeof Config>;
export type DeviceConfig = Config['devices'][string];

/** What runs where there is no configuration file at all: one paper account. */
export const demoConfig: Config = Config.parse({ brokers: { paper: { kind: 'paper' } } });

/** The configuration with what the environment says instead of the file. */
export function withEnvironment(config: Config, environment: Record<string, string | undefined>): Result<Config> {
  const { SCRAM_DEADMAN_WINDOW: window } = environment;
  if (window === undefined || window === '') return ok(config);
  const parsed = deadManWindow.safeParse(window);
  if (parsed.success) return ok({ ...config, deadMan: { window } });
  const message = `SCRAM_DEADMAN_WINDOW ${predicateOf(parsed.error.issues[0] as z.core.$ZodIssue)}.`;
  return refuse(fault('SCRAM_DEADMAN_WINDOW', message, 'Correct it in the environment of the engine, or unset it.'));
}

/** The configuration in a file's text, or the first thing that is wrong with it and what to do. */
export function parseConfig(text: string): Result<Config> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'not JSON';
    return refuse(
      fault('', `The configuration is not valid JSON: ${why}.`, 'Mend the syntax; comments are not allowed.'),
    );
  }
  const twice = ambiguousKey(text);
  if (twice !== null) {
    const message = `${twice} stands in the configuration more than once, or is a name that nothing can have.`;
    return refuse(fault(twice, message, 'Keep one of them, or choose another name: only one would count.'));
  }
  const parsed = Config.safeParse(json);
  if (parsed.success) return ok(parsed.data);
  // A misspelt key explains what seems to be missing, so it is named first.
  const unknown = parsed.error.issues.find((issue) => issue.code === 'unrecognized_keys');
  return refuse(faultOf(unknown ?? (parsed.error.issues[0] as z.core.$ZodIssue), json, configJsonSchema));
}

/**
 * The same of a text that a person is about to put in force, which may be held to more: an engine that starts with an account at an
 * exchange that does not exist brakes all the others.
 */
export function parseNewConfig(text: string): Result<Config> {
  const parsed = parseConfig(text);
  const [failure] = parsed.ok ? unknownExchanges(parsed.value.brokers) : [];
  return failure === undefined ? parsed : refuse(failure);
}

/** Everything that is wrong with a document that is to be put in force, each with its `field` and the remedy. */
export function faultsIn(json: unknown): Failure[] {
  const parsed = Config.safeParse(json);
  if (parsed.success) return unknownExchanges(parsed.data.brokers);
  return parsed.error.issues.map((issue) => faultOf(issue, json, configJsonSchema));
}

/** The schema as JSON Schema, for editors; `docs/config.schema.json` is this. */
export function configJsonSchema(): unknown {
  return z.toJSONSchema(Config, { io: 'input', unrepresentable: 'any' });
}
