import { expect, test } from 'vitest';
import { parseConfig } from './config.ts';

const configured = (...autoTriggerOn: unknown[]) =>
  parseConfig(JSON.stringify({ brokers: { demo: { kind: 'paper' } }, killSwitch: { autoTriggerOn } }));

test('none by default, and every event there is', () => {
  const none = parseConfig('{"brokers":{"demo":{"kind":"paper"}}}');
  expect(none).toMatchObject({ ok: true, value: { killSwitch: { autoTriggerOn: [], requireManualReset: true } } });
  const all = configured(
    { event: 'PortfolioDrawdown', threshold: 0.25 },
    { event: 'MarginCall' },
    { event: 'DataFeedCorruption', maxAge: '10s' },
    { event: 'CompliancePause' },
  );
  expect(all).toMatchObject({ ok: true, value: { killSwitch: { autoTriggerOn: [{}, {}, { maxJump: 0.5 }, {}] } } });
});

const fraction = /must be a fraction between 0 and 1: 0\.25 is 25 %/;
test.each([
  ['percent for a fraction', { event: 'PortfolioDrawdown', threshold: 25 }, 'threshold', fraction],
  ['all of it', { event: 'PortfolioDrawdown', threshold: 1 }, 'threshold', fraction],
  ['nothing', { event: 'PortfolioDrawdown', threshold: 0 }, 'threshold', fraction],
  ['below zero', { event: 'PortfolioDrawdown', threshold: -0.1 }, 'threshold', fraction],
  ['a text', { event: 'PortfolioDrawdown', threshold: '25%' }, 'threshold', fraction],
  ['no threshold', { event: 'PortfolioDrawdown' }, 'threshold', fraction],
  ['an unknown event', { event: 'Drawdown' }, 'event', /must be one of PortfolioDrawdown, MarginCall, /],
  ['no age', { event: 'DataFeedCorruption' }, 'maxAge', /is missing/],
  ['an age without a unit', { event: 'DataFeedCorruption', maxAge: '10' }, 'maxAge', /must be a duration/],
  ['an age too short', { event: 'DataFeedCorruption', maxAge: '10ms' }, 'maxAge', /from 1\.0 s/],
  ['no jump at all', { event: 'DataFeedCorruption', maxAge: '9s', maxJump: 0 }, 'maxJump', /0\.2 is 20 %/],
])('refuses %s, naming the field and the remedy', (_what, trigger, field, message) => {
  const parsed = configured({ event: 'MarginCall' }, trigger);
  if (parsed.ok) throw new Error('expected a failure');
  expect(parsed.failure.field).toBe(`killSwitch.autoTriggerOn.1.${field}`);
  expect(parsed.failure.message).toMatch(message);
});

test('names the nearest key of the event, and refuses one event twice', () => {
  const misspelt = configured({ event: 'PortfolioDrawdown', treshold: 0.25 });
  expect(misspelt).toMatchObject({ ok: false, failure: { hint: 'Did you mean "threshold"?' } });
  const twice = configured({ event: 'MarginCall' }, { event: 'MarginCall' });
  expect(twice).toMatchObject({ ok: false, failure: { field: 'killSwitch.autoTriggerOn' } });
});
