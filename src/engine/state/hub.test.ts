import { expect, test } from 'vitest';
import type { EngineState } from '../../shared/api/state.ts';
import { StateHub } from './hub.ts';

/** A hub over a state with these fields, whose clock goes on with every look. */
function world() {
  let fields: Partial<EngineState> = { version: '1', conditions: [] };
  let nowMs = 0;
  const hub = new StateHub(() => {
    nowMs += 1;
    return { ...fields, at: new Date(nowMs).toISOString() } as EngineState;
  });
  const changes: Partial<EngineState>[] = [];
  return {
    hub,
    changes,
    set: (next: Partial<EngineState>) => {
      fields = { ...fields, ...next };
    },
  };
}

test('a change has the fields that differ, and the time at which they were so', async () => {
  const { hub, changes, set } = world();
  const { snapshot } = hub.subscribe((change) => changes.push(change));
  expect(snapshot).toMatchObject({ version: '1', at: '1970-01-01T00:00:00.001Z' });
  set({ version: '2' });
  hub.changed();
  await expect.poll(() => changes).toEqual([{ version: '2', at: '1970-01-01T00:00:00.002Z' }]);
});

test('that time has passed is no change', async () => {
  const { hub, changes, set } = world();
  hub.subscribe((change) => changes.push(change));
  hub.changed();
  await new Promise((resolve) => setTimeout(resolve, 120));
  set({ version: '2' });
  hub.changed();
  await expect.poll(() => changes).toEqual([{ version: '2', at: expect.any(String) }]);
});
