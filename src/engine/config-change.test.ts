import { describe, expect, test } from 'vitest';
import { Config } from '../shared/config.ts';
import { lossesOf } from './config-change.ts';

const device = { name: 'desk button', key: { secret: 'desk' }, paths: ['wifi'] };
const file = {
  killSwitch: {
    autoTriggerOn: [
      { event: 'PortfolioDrawdown', threshold: 0.25 },
      { event: 'DataFeedCorruption', maxAge: '10s', maxJump: 0.5 },
      { event: 'MarginCall' },
    ],
  },
  brokers: { demo: { kind: 'paper' }, other: { kind: 'paper', url: 'http://127.0.0.1:5060' } },
  devices: { '1a2b3c4d': device },
  bots: { flag: { kind: 'flag-file' } },
  peers: { vm: { url: 'https://vm.example', key: { secret: 'vm' } } },
};
const before = Config.parse(file);
const losses = (changed: object) => lossesOf(before, Config.parse({ ...file, ...changed })).map((each) => each.message);
const triggers = (...autoTriggerOn: object[]) => ({ killSwitch: { autoTriggerOn } });
const [drawdown = {}, feed = {}, margin = {}] = file.killSwitch.autoTriggerOn;

describe('a change of the configuration takes away', () => {
  test.each<[string, object, string[]]>([
    ['nothing when it is the same', {}, []],
    ['nothing when it adds', { brokers: { ...file.brokers, third: { kind: 'paper' } } }, []],
    ['a broker', { brokers: { demo: { kind: 'paper' } } }, ['The broker other would be gone.']],
    [
      'a broker that is pointed elsewhere',
      { brokers: { ...file.brokers, demo: { kind: 'paper', url: 'http://127.0.0.1:5061' } } },
      ['The broker demo would be another one.'],
    ],
    ['a peer', { peers: {} }, ['The peer vm would be gone.']],
    ['a bot', { bots: {} }, ['The bot flag would be gone.']],
    ['a button', { devices: {} }, ['The device 1a2b3c4d would be gone.']],
    [
      'a button that is retired by the way',
      { devices: { '1a2b3c4d': { ...device, retired: true } } },
      ['The device 1a2b3c4d would be gone.'],
    ],
    ['no button that is renamed', { devices: { '1a2b3c4d': { ...device, name: 'bedside' } } }, []],
    ['a trigger', triggers(drawdown, feed), ['trigger MarginCall is gone.']],
    [
      'a threshold',
      triggers({ ...drawdown, threshold: 0.3 }, feed, margin),
      ['trigger PortfolioDrawdown: threshold 0.25 → 0.3.'],
    ],
    ['nothing by a stricter one', triggers({ ...drawdown, threshold: 0.2 }, feed, margin), []],
    ['an age', triggers(drawdown, { ...feed, maxAge: '1m' }, margin), ['trigger DataFeedCorruption: maxAge 10s → 1m.']],
    [
      'a jump',
      triggers(drawdown, { ...feed, maxJump: 0.9 }, margin),
      ['trigger DataFeedCorruption: maxJump 0.5 → 0.9.'],
    ],
    [
      'the person',
      { killSwitch: { ...file.killSwitch, requireManualReset: false } },
      ['a reset by hand is required true → false.'],
    ],
  ])('%s', (_, changed, expected) => expect(losses(changed)).toEqual(expected));
});
