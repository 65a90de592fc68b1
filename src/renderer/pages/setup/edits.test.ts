import { expect, test } from 'vitest';
import { applyEdits, openEdits, valueAt, withEdit, withoutEdits } from './edits.ts';

const file = { brokers: { main: { kind: 'paper' } }, deadMan: { window: '24h' } };

test('edits lie over the document, also over one that was changed meanwhile, and leave it as it is', () => {
  const edits = withEdit([], { path: ['brokers', 'main', 'url'], value: 'http://127.0.0.1:1' });
  expect(applyEdits(file, edits).brokers).toEqual({ main: { kind: 'paper', url: 'http://127.0.0.1:1' } });
  expect(file.brokers).toEqual({ main: { kind: 'paper' } });
  const meanwhile = { ...file, devices: { '1a2b3c4d': {} } };
  expect(applyEdits(meanwhile, edits)).toMatchObject({
    devices: { '1a2b3c4d': {} },
    brokers: { main: { kind: 'paper' } },
  });
});

test('the last word on a place counts, and so does one on what it stands in', () => {
  let edits = withEdit([], { path: ['bots', 'grid', 'path'], value: 'a' });
  edits = withEdit(edits, { path: ['bots', 'grid', 'path'], value: 'b' });
  expect(applyEdits(file, edits).bots).toEqual({ grid: { path: 'b' } });
  edits = withEdit(edits, { path: ['bots', 'grid'], value: undefined });
  expect(edits).toHaveLength(1);
  expect(applyEdits(file, edits)).toEqual(file);
});

test('a setting that is taken out leaves no empty key behind', () => {
  const edited = applyEdits(file, [{ path: ['deadMan', 'window'], value: undefined }]);
  expect(Object.keys(edited.deadMan ?? {})).toEqual([]);
});

test('a setting that is not there is not taken out by an empty group around it', () => {
  expect(applyEdits(file, [{ path: ['watchdog', 'url'], value: undefined }])).toEqual(file);
  const cleared = applyEdits({ links: { usb: { discover: false } } }, [
    { path: ['links', 'usb', 'discover'], value: undefined },
  ]);
  expect(cleared).toEqual({ links: { usb: {} } });
});

test('an item of a list is found and changed by its index', () => {
  const list = {
    killSwitch: { autoTriggerOn: [{ event: 'MarginCall' }, { event: 'PortfolioDrawdown', threshold: 0.2 }] },
  };
  const path = ['killSwitch', 'autoTriggerOn', '1', 'threshold'];
  expect(valueAt(list, path)).toBe(0.2);
  expect(valueAt(applyEdits(list, [{ path, value: 0.1 }]), path)).toBe(0.1);
});

test('what was saved is no edit any more, and does not come back when the file is changed again', () => {
  const edits = [
    { path: ['deadMan', 'window'], value: '12h' },
    { path: ['bots', 'grid'], value: undefined },
    { path: ['engine', 'role'], value: 'standby' },
  ];
  const saved = { ...file, deadMan: { window: '12h' } };
  expect(openEdits(saved, edits)).toEqual([edits[2]]);
  expect(openEdits(applyEdits(file, edits), edits)).toEqual([]);
  expect(openEdits(file, [])).toEqual([]);
});

test('an edit inside of another one counts, also where the file says the same', () => {
  const path = ['killSwitch', 'autoTriggerOn'];
  const drawdown = (threshold: number) => ({ event: 'PortfolioDrawdown', threshold });
  const before = { ...file, killSwitch: { autoTriggerOn: [drawdown(0.2)] } };
  const more = withEdit([], { path, value: [drawdown(0.25), { event: 'MarginCall' }] });
  const edits = withEdit(more, { path: [...path, '0', 'threshold'], value: 0.2 });
  const draft = applyEdits(before, openEdits(before, edits));
  expect(valueAt(draft, path)).toEqual([drawdown(0.2), { event: 'MarginCall' }]);
});

test('what is put back is as in the file', () => {
  const edits = [{ path: ['brokers', 'main'], value: undefined }];
  expect(applyEdits(file, withoutEdits(edits, ['brokers', 'main']))).toEqual(file);
  expect(withoutEdits(edits, ['brokers', 'mainly'])).toEqual(edits);
});

test('finds what stands at a place', () => {
  expect(valueAt(file, ['deadMan', 'window'])).toBe('24h');
  expect(valueAt(file, ['deadMan', 'window', 'more'])).toBeUndefined();
  expect(valueAt(file, ['toString', 'name'])).toBeUndefined();
});
