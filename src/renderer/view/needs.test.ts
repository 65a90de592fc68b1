import { expect, test } from 'vitest';
import type { Condition } from '../../shared/api/state.ts';
import { firedAt } from '../testing/states.ts';
import { needsOf, needsSentence } from './needs.ts';

function condition(id: string, severity: Condition['severity'] = 'warning'): Condition {
  return { id, severity, sentence: '', nextAction: '', since: firedAt };
}

test('what needs somebody is counted, without what the dead man’s switch says itself and without mere news', () => {
  const news = condition('device_unpaired:1', 'info');
  expect(needsSentence([condition('dead_man_warning'), news])).toBeNull();
  expect(needsSentence([condition('usb:a'), news])).toBe('1 thing needs you');
  expect(needsSentence([condition('usb:a'), condition('residuals', 'critical')])).toBe('2 things need you');
  expect(needsOf([condition('dead_man_warning'), news])).toEqual([news]);
});
