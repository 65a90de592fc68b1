import { expect, test } from 'vitest';
import { listLiquidations } from '../../src/engine/kill/liquidation-log.ts';
import { opened, temporaryFolder } from './journal/kit.ts';

test('a hundred kills are all listed, the latest first, each with its own end', async () => {
  const { journal } = await opened(temporaryFolder());
  const source = 'cli' as const;
  const kills = Array.from({ length: 100 }, (_, index) => `kill-${index}`);
  for (const [index, killId] of kills.entries()) {
    void journal.append({ kind: 'KILL_FIRED', source, killId, reason: `why ${index}`, data: { from: 'test' } });
    void journal.append({ kind: 'KILL_SETTLED', source, killId, data: { flat: false, elapsedMs: 1, residuals: [] } });
    if (index % 2 === 1)
      void journal.append({ kind: 'FLAT_CHANGED', source, killId, data: { flat: true, residuals: [] } });
    await journal.append({ kind: 'RESET', source, killId, reason: `back ${index}`, data: { acceptedResiduals: [] } });
  }
  const listed = await listLiquidations(journal);
  await journal.close();
  if (!listed.ok) throw new Error(listed.failure.message);
  const { liquidations } = listed.value;
  expect(liquidations.map(({ killId }) => killId)).toEqual(kills.toReversed());
  expect(liquidations[0]).toMatchObject({ reason: 'why 99', flat: true, resetReason: 'back 99' });
  expect(liquidations[99]).toMatchObject({ reason: 'why 0', flat: false, resetReason: 'back 0' });
});
