import { expect, test } from 'vitest';
import vectors from '../../../firmware/test/vectors.json' with { type: 'json' };
import { type AnswerState, formatAnswer, parseFrame, splitMac } from './frame.ts';
import { freshCounters, judge } from './judge.ts';
import { type LinkKeys, linkKeys, sign, verify } from './keys.ts';

function keysOf(secret: string): LinkKeys {
  const keys = linkKeys(secret);
  if (!keys) throw new Error('no keys');
  return keys;
}

const keys = keysOf(vectors.secret);

test('the vector of docs/protocol.md', () => {
  const body = 'S1|1a2b3c4d|0000000000000002|K|1|00000bb8|00000bb3|0000000000000002';
  expect(sign(keys.up, body)).toBe('TdnmKgPRIdQ1IXZovdegdw');
  const answer = { device: '1a2b3c4d', acknowledged: 2n, state: 'P', highWater: 2n } as const;
  expect(formatAnswer(answer)).toBe('A1|1a2b3c4d|0000000000000002|P|0000000000000002');
  expect(sign(keys.down, formatAnswer(answer))).toBe('gNm4yDrQGc8Xv4AWg80RjQ');
});

test('keys are derived as the device derives them', () => {
  expect(keys.up.toString('hex')).toBe(vectors.keys.up);
  expect(keys.down.toString('hex')).toBe(vectors.keys.down);
});

test.each(vectors.frames)('frame: $name', ({ frame, body, mac }) => {
  expect(verify(keys.up, body, mac)).toBe(true);
  expect(splitMac(`${body}|${mac}`)).toEqual({ body, mac });
  const levels = ['closed', 'open', 'inconsistent'];
  expect(parseFrame(body)).toEqual({
    device: frame.device,
    counter: BigInt(`0x${frame.counter}`),
    type: frame.type,
    level: levels[frame.switch],
    uptimeMs: frame.uptimeMs % 2 ** 32,
    edgeMs: frame.edgeMs % 2 ** 32,
    press: BigInt(`0x${frame.press}`),
    boot: frame.type === 'B' ? { resetReason: frame.resetReason, version: frame.version } : null,
  });
});

test.each(vectors.replies)('reply: $name', ({ acknowledged, state, highWater, body, mac }) => {
  const answer = {
    device: vectors.device,
    acknowledged: BigInt(`0x${acknowledged}`),
    state: state as AnswerState,
    highWater: BigInt(`0x${highWater}`),
  };
  expect(formatAnswer(answer)).toBe(body);
  expect(sign(keys.down, body)).toBe(mac);
});

test('the judgement of a run of counters', () => {
  let counters = freshCounters;
  for (const { counter, verdict } of vectors.judgement) {
    const before = counters.highWater;
    const judged = judge(counters, BigInt(`0x${counter}`));
    expect({ counter, verdict: judged.verdict }).toEqual({ counter, verdict });
    counters = judged.counters;
    expect(counters.highWater >= before).toBe(true);
  }
});

const body = 'S1|1a2b3c4d|0000000000000002|K|1|00000bb8|00000bb3|0000000000000002';
test.each([
  ['cut short', body.slice(0, -1)],
  ['one digit more', `${body}0`],
  ['a line end', `${body}\n`],
  ['capitals', body.replace('1a2b3c4d', '1A2B3C4D')],
  ['an unknown type', body.replace('|K|', '|Q|')],
  ['an unknown level', body.replace('|1|', '|3|')],
  ['boot fields on a kill', `${body}|poweron|1.0.0`],
  ['no boot fields on a boot', body.replace('|K|', '|B|')],
  ['a longer boot reason', `${body.replace('|K|', '|B|')}|thirteen_char|1.0.0`],
  ['a control character', `${body.replace('|K|', '|B|')}|power\u0007on|1.0.0`],
  ['another version', body.replace('S1', 'S2')],
  ['nothing', ''],
])('is no frame: %s', (_name, text) => {
  expect(parseFrame(text)).toBeNull();
});

test('a mac is compared as it is written, not as the bytes that it might decode to', () => {
  const mac = sign(keys.up, body);
  expect(verify(keys.up, body, mac)).toBe(true);
  const sameBytes = `${mac.slice(0, -1)}x`;
  expect(Buffer.from(sameBytes, 'base64url')).toEqual(Buffer.from(mac, 'base64url'));
  for (const other of [sameBytes, `${mac}=`, mac.slice(1), '', `${mac}\n`])
    expect(verify(keys.up, body, other)).toBe(false);
  expect(verify(keys.down, body, mac)).toBe(false);
});

test('a secret is 64 hex digits', () => {
  expect(linkKeys('00'.repeat(31))).toBeNull();
  expect(linkKeys(`${'00'.repeat(31)}0g`)).toBeNull();
  expect(linkKeys('AB'.repeat(32))).toEqual(linkKeys('ab'.repeat(32)));
});
