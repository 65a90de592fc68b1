import type { Condition } from './api/state.ts';

type Entry = Omit<Condition, 'since' | 'id'>;

/**
 * Every problem that a person may meet, in one place: how grave it is, what it is in a sentence, and what to do next. The page,
 * the CLI and the alerts all use these words.
 */
export const catalogue = {
  residuals: (what: string): Entry => ({
    severity: 'critical',
    sentence: `Not everything could be closed: ${what}.`,
    nextAction: 'Scram goes on trying. Look at the broker’s own site and close by hand what must not wait.',
  }),
  brokerUnreadable: (broker: string, words: string): Entry => ({
    severity: 'critical',
    sentence: `${broker} can't be read: ${words}.`,
    nextAction: 'A kill can’t confirm anything there until it answers. Check the connection and the keys.',
  }),
  killUnrecorded: (): Entry => ({
    severity: 'critical',
    sentence: 'The kill is engaged and at work, but not yet in the journal.',
    nextAction: 'Leave the engine running; free disk space or mend the data folder.',
  }),
  /** `sentence`: as `deadManSentence` has it. */
  deadManWarning: (sentence: string): Entry => ({
    severity: 'warning',
    sentence,
    nextAction: 'Check in here, or with "scram check-in".',
  }),
  deadManCritical: (sentence: string): Entry => ({
    severity: 'critical',
    sentence,
    nextAction: 'Check in here, or with "scram check-in".',
  }),
  deadManTriggered: (sentence: string): Entry => ({
    severity: 'critical',
    sentence,
    nextAction: 'A check-in no longer counts: reset it with a reason, here or with "scram dead-man reset".',
  }),
  clockJumped: (how: string): Entry => ({
    severity: 'warning',
    sentence: `The clock was ${how}, or this machine slept. The dead man's switch counts the longest time that any clock has seen.`,
    nextAction: 'See that the clock is right, then check in.',
  }),
  engineDegraded: (why: string): Entry => ({
    severity: 'critical',
    sentence: `The engine can't record: ${why}.`,
    nextAction: 'Trading is shut and kills still work. Free disk space or mend the data folder.',
  }),
  journalReplaced: (why: string): Entry => ({
    severity: 'critical',
    sentence: `The journal was unusable and a new one was begun beside it: ${why}.`,
    nextAction: 'Keep the old file. Check your accounts, then reset with a reason to open trading again.',
  }),
  deviceSilent: (name: string): Entry => ({
    severity: 'critical',
    sentence: `${name} is heard on no path: its switch would reach nobody.`,
    nextAction: 'Check its power, cable and network. Until then kill from here; retire it if it is gone for good.',
  }),
  linkSilent: (name: string, path: string): Entry => ({
    severity: 'warning',
    sentence: `${name} is not heard over ${path}.`,
    nextAction: 'Its other path works. Check the cable or the network.',
  }),
  switchInconsistent: (name: string): Entry => ({
    severity: 'critical',
    sentence: `The switch of ${name} says neither open nor closed: it is wired wrongly or broken.`,
    nextAction: 'Mend its wiring. A reset is refused until then, unless the device is retired.',
  }),
  deviceSecretMissing: (name: string, place: string): Entry => ({
    severity: 'critical',
    sentence: `${name} can't be believed: there is no secret of 64 hex digits in ${place}.`,
    nextAction: 'Put it there and restart the engine, or pair the device again.',
  }),
  deviceUnpaired: (id: string, port: string): Entry => ({
    severity: 'info',
    sentence: `A button (${id}) at ${port} is not paired: its switch does nothing.`,
    nextAction: 'Pair it: scram pair usb.',
  }),
  usbTrouble: (port: string, why: string): Entry => ({
    severity: 'warning',
    sentence: `USB, ${port}: ${why}.`,
    nextAction: 'Check the cable and who else uses the port, or name the port under links.usb.paths.',
  }),
  peerSilent: (name: string, why: string): Entry => ({
    severity: 'critical',
    sentence: `The engine ${name} is not heard: ${why}.`,
    nextAction: 'A kill here goes ahead; that engine may not hear of it. Check that it runs and can be reached.',
  }),
  peerUntold: (name: string): Entry => ({
    severity: 'critical',
    sentence: `The engine ${name} has not yet taken the kill.`,
    nextAction: 'It is told again until it does. If it can’t be reached, stop its bots by hand.',
  }),
  peerSecretMissing: (name: string, place: string): Entry => ({
    severity: 'critical',
    sentence: `The engine ${name} can't be believed or told: there is no secret of 64 hex digits in ${place}.`,
    nextAction: 'Put it there on both sides and restart the engine.',
  }),
  triggerHolds: (name: string, words: string): Entry => ({
    severity: 'critical',
    sentence: `The condition of ${name} holds: ${words}.`,
    nextAction:
      'It has fired or was acknowledged, and does not fire again before it has been false. Look at its cause.',
  }),
  triggerBlind: (name: string, why: string): Entry => ({
    severity: 'warning',
    sentence: `${name} can't be judged: ${why}.`,
    nextAction: 'It does not fire for as long as this lasts. Watch the account yourself, or stop trading.',
  }),
  telegramDeaf: (why: string, nextAction: string): Entry => ({
    severity: 'warning',
    sentence: `Commands over Telegram are not heard: ${why}.`,
    nextAction,
  }),
  staticTokens: (): Entry => ({
    severity: 'warning',
    sentence: 'A static token can stop trading: whoever sees it once on the network can use it for ever.',
    nextAction: 'Pair the device instead (scram pair wifi), then remove links.wifi.staticTokens.',
  }),
  secretsUnusable: (why: string): Entry => ({
    severity: 'critical',
    sentence: `The secrets can't be used: ${why}.`,
    nextAction: 'Mend that, or put what is missing into secrets.json (scram secret set NAME), and restart the engine.',
  }),
  botNotHalted: (name: string, to: string, words: string): Entry => ({
    severity: 'critical',
    sentence: `The bot ${name} did not ${to} in time: ${words}.`,
    nextAction:
      'Stop it by hand. Scram goes on trying, and closes what it still opens while the kill switch is engaged.',
  }),
  botNotSeen: (name: string, to: string, words: string): Entry => ({
    severity: 'warning',
    sentence: `The bot ${name} was told to ${to}, and nothing shows whether it did: ${words}.`,
    nextAction: 'Look at it yourself. docs/bots.md says how it can be checked.',
  }),
  botReturned: (name: string, times: string): Entry => ({
    severity: 'warning',
    sentence: `The bot ${name} came back ${times}, and was sent off again.`,
    nextAction: 'Find what starts it, such as a service manager, and stop that.',
  }),
  botNotResumed: (name: string, words: string): Entry => ({
    severity: 'warning',
    sentence: `The bot ${name} is no longer held, but could not be resumed: ${words}.`,
    nextAction: 'Start it yourself, or resume it once more.',
  }),
  alertChannelFailing: (name: string, words: string): Entry => ({
    severity: 'critical',
    sentence: `Nobody is reached over the alert channel ${name}: ${words}.`,
    nextAction: `Mend it, then try it: scram alerts test ${name}. The other channels go on.`,
  }),
} as const satisfies Record<string, (...facts: string[]) => Entry>;
