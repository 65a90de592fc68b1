import { expect, test } from 'vitest';
import { binarySwitches } from './switches.ts';

test('the helper of a packaged app is started as its engine was; on plain Node there is nothing to hand on', () => {
  const packaged = ['/opt/Scram/scram', '--ozone-platform=headless', '--engine', '--data', '/d'];
  expect(binarySwitches(packaged)).toEqual(['--ozone-platform=headless']);
  expect(binarySwitches(['/usr/bin/node', '/app/engine.cjs', '--data', '/d'])).toEqual([]);
});
