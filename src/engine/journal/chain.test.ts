import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Columns, checkpointSeal, genesis, rowHash } from './chain.ts';

const row: Columns = {
  seq: 1,
  at: '2026-01-02T03:04:05.678Z',
  kind: 'KILL_FIRED',
  source: 'usb',
  kill_id: 'k1',
  reason: 'prüfen',
  data: '{}',
};

const anyRow: fc.Arbitrary<Columns> = fc.record({
  seq: fc.integer({ min: 1 }),
  at: fc.string(),
  kind: fc.string(),
  source: fc.string(),
  kill_id: fc.option(fc.string()),
  reason: fc.option(fc.string()),
  data: fc.string(),
});

describe('the hash of a row', () => {
  it('is SHA-256 over the previous hash and each column with its length in bytes', () => {
    const text = `${genesis.hash}1:1,24:2026-01-02T03:04:05.678Z,10:KILL_FIRED,3:usb,2:k1,7:prüfen,2:{},`;
    expect(rowHash(genesis.hash, row)).toBe(createHash('sha256').update(text).digest('hex'));
    const bare = `${genesis.hash}1:1,24:2026-01-02T03:04:05.678Z,10:KILL_FIRED,3:usb,-,-,2:{},`;
    const hash = createHash('sha256').update(bare).digest('hex');
    expect(rowHash(genesis.hash, { ...row, kill_id: null, reason: null })).toBe(hash);
  });

  it('differs for any two rows that differ, and for any other row before', () => {
    fc.assert(
      fc.property(anyRow, anyRow, (a, b) => {
        const same = JSON.stringify(Object.values(a)) === JSON.stringify(Object.values(b));
        return (rowHash(genesis.hash, a) === rowHash(genesis.hash, b)) === same;
      }),
    );
    expect(rowHash('1'.repeat(64), row)).not.toBe(rowHash(genesis.hash, row));
  });

  it.each([
    ['text that moves from one column to the next', { kind: 'KILL', source: '_FIREDusb' }],
    ['text that looks like the end of a column', { kind: 'KILL_FIRED,3:usb,', source: '' }],
    ['NULL written out', { reason: '-' }],
    ['an empty text for NULL', { kill_id: '' }],
  ])('is not fooled by %s', (_, change) => {
    const hashes = [row, { ...row, kill_id: null }, { ...row, reason: null }].map((each) =>
      rowHash(genesis.hash, each),
    );
    expect(hashes).not.toContain(rowHash(genesis.hash, { ...row, ...change }));
  });
});

describe('the seal of a checkpoint', () => {
  it('binds the state to the row that it stands for', () => {
    const head = { seq: 7, hash: 'a'.repeat(64) };
    const seal = checkpointSeal(head, '{"armed":false}');
    expect(checkpointSeal(head, '{"armed":true}')).not.toBe(seal);
    expect(checkpointSeal({ ...head, seq: 8 }, '{"armed":false}')).not.toBe(seal);
    expect(checkpointSeal({ ...head, hash: 'b'.repeat(64) }, '{"armed":false}')).not.toBe(seal);
  });
});
