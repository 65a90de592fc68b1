import { describe, expect, it } from 'vitest';
import { Config } from '../config.ts';
import { configChanges } from './changes.ts';

const key = { secret: 'k' };
const whole = {
  brokers: { main: { kind: 'alpaca', keyId: key, secretKey: key }, lab: { kind: 'paper' } },
  bots: { grid: { kind: 'command', halt: ['systemctl', 'stop', 'bot'] }, flag: { kind: 'flag-file' } },
  alerts: { slack: { webhookUrl: key }, telegram: { token: key, chatId: 7, allowedUserIds: [7] } },
  devices: {
    '1a2b3c4d': { name: 'desk', key, paths: ['wifi', 'usb'], onSilence: 'pause' },
    '0badcafe': { name: 'old', key, paths: ['wifi'], retired: true },
  },
  links: { usb: {} },
  peers: { vm: { url: 'https://vm.example.net', key } },
  killSwitch: {
    autoTriggerOn: [{ event: 'PortfolioDrawdown', threshold: 0.2 }, { event: 'MarginCall' }],
  },
  watchdog: { url: key },
};

/** The document with one setting otherwise; `undefined` takes it out. */
function withSetting(field: string, value: unknown): Config {
  const copy: Record<string, unknown> = structuredClone(whole);
  const path = field.split('.');
  const last = path.pop() ?? '';
  let at = copy;
  for (const step of path) {
    at[step] = at[step] ?? {};
    at = at[step] as Record<string, unknown>;
  }
  if (value === undefined) delete at[last];
  else at[last] = value;
  return Config.parse(copy);
}

const base = Config.parse(whole);
const changesOf = (field: string, value: unknown) => configChanges(base, withSetting(field, value));

describe('what loosens', () => {
  it.each([
    ['deadMan.window', '48h', 'dead man’s window 24h → 48h'],
    ['engine.flattenDeadline', '5m', 'deadline of a kill 60s → 5m'],
    ['engine.role', 'standby', 'role of this engine primary → standby'],
    ['engine.standbyDelay', '9s', 'delay of a standby 3s → 9s'],
    ['engine.hosts', ['evil.example'], 'further host names none → evil.example'],
    ['killSwitch.requireManualReset', false, 'a reset by hand is required true → false'],
    ['killSwitch.alertChannels', ['slack'], 'channels that a kill goes to is now slack'],
    ['killSwitch.autoTriggerOn', [{ event: 'MarginCall' }], 'trigger PortfolioDrawdown is gone'],
    ['brokers.lab', undefined, 'broker lab is gone'],
    ['brokers.main.paper', false, 'broker main: paper true → false'],
    ['brokers.main.keyId', { env: 'OTHER' }, 'broker main: keyId {"secret":"k"} → {"env":"OTHER"}'],
    ['brokers.lab.url', 'http://127.0.0.1:5060/a', 'broker lab: url is now http://127.0.0.1:5060/…'],
    ['bots.flag', undefined, 'bot flag is gone'],
    ['bots.grid.halt', ['curl', '-H', 'Authorization: abc'], 'bot grid: halt systemctl … → curl …'],
    ['bots.grid.deadline', '60s', 'bot grid: deadline 30s → 60s'],
    ['devices.1a2b3c4d', undefined, 'button 1a2b3c4d is gone'],
    ['devices.1a2b3c4d.retired', true, 'button 1a2b3c4d: retired false → true'],
    ['devices.1a2b3c4d.onSilence', 'alarm', 'button 1a2b3c4d: onSilence pause → alarm'],
    ['devices.1a2b3c4d.paths', ['usb'], 'button 1a2b3c4d: paths wifi, usb → usb'],
    ['links.usb.discover', false, 'links.usb.discover true → false'],
    ['links.wifi.staticTokens', [key], 'static tokens none → {"secret":"k"}'],
    ['links.wifi.announce', false, 'announced as scram.local true → false'],
    ['peers.vm', undefined, 'peer vm is gone'],
    ['peers.vm.url', 'https://other.example', 'peer vm: url https://vm.example.net → https://other.example'],
    ['alerts.slack', undefined, 'alert channel slack is gone'],
    ['alerts.telegram.allowedUserIds', [7, 8], 'alert channel telegram: allowedUserIds 7 → 7, 8'],
    ['watchdog', undefined, 'watchdog is no longer {"url":{"secret":"k"},"every":"60s"}'],
    ['watchdog.every', '1h', 'watchdog.every 60s → 1h'],
  ])('%s', (field, value, words) => {
    expect(changesOf(field, value)).toEqual([{ field: expect.any(String), words, loosens: true }]);
  });

  it('a trigger that fires later', () => {
    const later = [{ event: 'PortfolioDrawdown', threshold: 0.3 }, { event: 'MarginCall' }];
    const [change] = changesOf('killSwitch.autoTriggerOn', later);
    expect(change).toEqual({
      field: 'killSwitch.autoTriggerOn.PortfolioDrawdown.threshold',
      words: 'trigger PortfolioDrawdown: threshold 0.2 → 0.3',
      loosens: true,
    });
  });

  it('a new channel that brings people along who may command', () => {
    const before = withSetting('alerts.telegram', undefined);
    expect(configChanges(before, base)).toMatchObject([{ words: 'alert channel telegram is new', loosens: true }]);
  });

  it('a kill that is no longer told on a channel which stays, however the channels are named', () => {
    const named = withSetting('killSwitch.alertChannels', ['slack', 'telegram']);
    expect(configChanges(base, named)).toMatchObject([{ loosens: false }]);
    expect(configChanges(named, base)).toMatchObject([{ loosens: false }]);
    expect(configChanges(named, withSetting('killSwitch.alertChannels', []))).toMatchObject([{ loosens: true }]);
  });
});

describe('what does not', () => {
  it.each([
    ['deadMan.window', '12h'],
    ['engine.flattenDeadline', '30s'],
    ['brokers.second', { kind: 'paper' }],
    ['bots.more', { kind: 'flag-file', path: 'x' }],
    ['bots.grid.deadline', '10s'],
    ['devices.1a2b3c4d.name', 'kitchen'],
    ['devices.1a2b3c4d.onSilence', 'kill'],
    ['devices.0badcafe', undefined],
    ['devices.0badcafe.retired', false],
    ['alerts.desktop', {}],
    ['peers.other', { url: 'https://o.example', key }],
    ['links.usb.paths', ['/dev/ttyUSB0']],
    ['watchdog.every', '30s'],
  ])('%s', (field, value) => {
    expect(changesOf(field, value)).toMatchObject([{ loosens: false }]);
  });

  it('a trigger more, or one that fires sooner', () => {
    const more = [...whole.killSwitch.autoTriggerOn, { event: 'CompliancePause' }];
    expect(changesOf('killSwitch.autoTriggerOn', more)).toMatchObject([{ loosens: false }]);
    const sooner = [{ event: 'MarginCall' }, { event: 'PortfolioDrawdown', threshold: 0.1 }];
    expect(changesOf('killSwitch.autoTriggerOn', sooner)).toMatchObject([{ loosens: false }]);
  });
});

it('finds nothing where the file only says what is so anyway', () => {
  expect(changesOf('deadMan.window', '24h')).toEqual([]);
  expect(changesOf('$schema', './config.schema.json')).toEqual([]);
  expect(changesOf('killSwitch.autoTriggerOn', [...whole.killSwitch.autoTriggerOn].reverse())).toEqual([]);
});

it('lists every setting that differs', () => {
  const other = Config.parse({ ...whole, deadMan: { window: '1h' }, engine: { hosts: ['a.example'] } });
  expect(configChanges(base, other).map(({ field }) => field)).toEqual(['deadMan.window', 'engine.hosts']);
});
