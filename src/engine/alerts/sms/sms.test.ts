import { expect, it } from 'vitest';
import { killMessage } from '../fixture.ts';
import { smsText } from './sms.ts';

it('is one line: what, how, what now', () => {
  const message = killMessage({
    title: 'FLAT after 1.2 s',
    sentence: 'All is confirmed.',
    nextAction: 'Look.',
    paper: true,
  });
  expect(smsText(message)).toBe('PAPER · FLAT after 1.2 s. All is confirmed. Look.');
});

it('is never billed as more than two parts, whatever script it is in', () => {
  for (const word of ['feed ', '漢字', '🧨']) {
    // What is beyond the oldest alphabet is sent as UTF-16, 67 units a part where there are several.
    expect(Math.ceil(smsText(killMessage({ sentence: word.repeat(400) })).length / 67)).toBeLessThanOrEqual(2);
  }
});
