import { expect, test } from 'vitest';
import { barSentence } from './bar-sentence.ts';
import { kindsAt } from './form/schema.ts';
import { nameTrouble, newMember } from './members.ts';
import { buttonsLine, engineLine, membersLine, triggersLine, windowLine } from './summaries.ts';

test('an empty file is told by what holds without it', () => {
  expect(membersLine({}, ['bots'])).toBe('none');
  expect(buttonsLine({})).toBe('none is paired');
  expect(triggersLine({})).toBe('none: only people and buttons kill');
  expect(windowLine({})).toBe('24h without a check-in pauses the bots');
  expect(engineLine({})).toBe('primary · a kill names what is left after 60s');
});

test('each part of the configuration in one line', () => {
  const devices = { '1a2b3c4d': { name: 'desk' }, '0badcafe': { name: 'old', retired: true } };
  expect(buttonsLine({ devices })).toBe('desk');
  expect(membersLine({ alerts: { slack: {}, phone: { kind: 'ntfy' } } }, ['alerts'])).toBe('slack · phone (ntfy)');
  expect(triggersLine({ killSwitch: { autoTriggerOn: [{ event: 'MarginCall' }] } })).toBe('MarginCall');
});

test('the bar counts what is changed, and what of it loosens', () => {
  const change = (loosens: boolean) => ({ field: 'f', words: 'w', loosens });
  expect(barSentence([], null)).toBe('Nothing is changed.');
  expect(barSentence([], '/c.json')).toBe('Saved in /c.json.');
  expect(barSentence([change(false)], '/c.json')).toBe('1 change.');
  expect(barSentence([change(true)], null)).toBe('1 change, which loosens.');
  expect(barSentence([change(true), change(false)], null)).toBe('2 changes, 1 of which loosens.');
  expect(barSentence([change(true), change(true), change(false)], null)).toBe('3 changes, 2 of which loosen.');
});

test('something new has names for its secrets, and everything else is left to say', () => {
  expect(newMember('main', 'alpaca', kindsAt(['brokers']))).toEqual({
    kind: 'alpaca',
    keyId: { secret: 'main-key-id' },
    secretKey: { secret: 'main-secret-key' },
  });
  expect(newMember('mail', 'email', kindsAt(['alerts']))).toEqual({ kind: 'email' });
});

test('a name is refused that is none, or is taken', () => {
  expect(nameTrouble('grid-2', ['grid'])).toBeNull();
  expect(nameTrouble('grid', ['grid'])).toBe('There is one named grid already.');
  expect(nameTrouble('my grid', [])).toMatch(/letters, digits/);
  expect(nameTrouble('__proto__', [])).toMatch(/begins with/);
});
