import { expect, test } from 'vitest';
import { armed, broker } from '../testing/states.ts';
import { faultySections } from './now.ts';

test('nothing is moved while all is well', () => {
  expect(faultySections({ ...armed, brokers: [broker()] }).size).toBe(0);
});

test('each part is moved for a fault of its own', () => {
  const trigger = { name: 'MarginCall', words: '', since: armed.since, spent: false } as const;
  const peer = { fault: true } as (typeof armed)['peers'][number];
  const faulty = faultySections({
    ...armed,
    peers: [peer],
    brokers: [broker(), broker({ trouble: 'timed out' })],
    triggers: [{ ...trigger, state: 'unknown' }],
  });
  expect([...faulty]).toEqual(['links', 'brokers', 'triggers']);
});

test('a retired button is no fault', () => {
  const device = { retired: true, fault: 'silent on every path' } as (typeof armed)['devices'][number];
  expect(faultySections({ ...armed, devices: [device] }).size).toBe(0);
  expect(faultySections({ ...armed, devices: [{ ...device, retired: false }] }).size).toBe(1);
});
