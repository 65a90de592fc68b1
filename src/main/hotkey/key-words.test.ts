import { expect, test } from 'vitest';
import { keyWords } from './key-words.ts';

test.each([
  ['CommandOrControl+Alt+Shift+K', 'linux', 'Ctrl+Alt+Shift+K'],
  ['CommandOrControl+Alt+Shift+K', 'darwin', 'Cmd+Option+Shift+K'],
  ['CmdOrCtrl+Super+F13', 'linux', 'Ctrl+Win+F13'],
  ['not a key', 'linux', 'not a key'],
])('%s on %s is %s', (accelerator, platform, words) => {
  expect(keyWords(accelerator, platform)).toBe(words);
});
