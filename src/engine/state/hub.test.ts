import { expect, test, vi } from 'vitest';
import type { EngineState } from '../../shared/api/state.ts';
import { StateHub } from './hub.ts';

vi.mock(import('../throw-aside.ts'), () => ({ throwAside: () => undefined }));

/** A hub over a state with these fields, whose clock goes on with every look. */
function world() {
  let fields: Partial<EngineState> = { version: '1', conditions: [] };
  let nowMs = 0;
  const hub = new StateHub(() => {
    nowMs += 1;
    if (fields.version === 'none') throw new Error('a fault in Scram itself');
    return { ...fields, at: new Date(nowMs).toISOString() } as EngineState;
  });
  const changes: (Partial<EngineState> | 'lost')[] = [];
  const listener = {
    changed: (change: Partial<EngineState>) => void changes.push(change),
    lost: () => void changes.push('lost'),
  };
  return {
    hub,
    listener,
    changes,
    set: (next: Partial<EngineState>) => {
      fields = { ...fields, ...next };
    },
  };
}

test('a change has the fields that differ, and the time at which they were so', async () => {
  const { hub, listener, changes, set } = world();
  const { snapshot } = hub.subscribe(listener);
  expect(snapshot).toMatchObject({ version: '1', at: '1970-01-01T00:00:00.001Z' });
  set({ version: '2' });
  hub.changed();
  await expect.poll(() => changes).toEqual([{ version: '2', at: '1970-01-01T00:00:00.002Z' }]);
});

test('that time has passed is no change', async () => {
  const { hub, listener, changes, set } = world();
  hub.subscribe(listener);
  hub.changed();
  await new Promise((resolve) => setTimeout(resolve, 120));
  set({ version: '2' });
  hub.changed();
  await expect.poll(() => changes).toEqual([{ version: '2', at: expect.any(String) }]);
});

test('a state that can’t be built is told by an end, once', async () => {
  const { hub, listener, changes, set } = world();
  hub.subscribe(listener);
  set({ version: 'none' });
  hub.changed();
  await expect.poll(() => changes).toEqual(['lost']);
  set({ version: '2' });
  hub.changed();
  expect(changes).toEqual(['lost']);
  expect(hub.subscribe(listener).snapshot).toMatchObject({ version: '2' });
});

test('a listener that fails is lost, and keeps no change from the others', async () => {
  const { hub, listener, changes, set } = world();
  let lost = 0;
  const failing = {
    changed: () => {
      throw new Error('a fault in Scram itself');
    },
    lost: () => {
      lost += 1;
    },
  };
  hub.subscribe(failing);
  hub.subscribe(listener);
  set({ version: '2' });
  hub.changed();
  await expect.poll(() => changes).toEqual([{ version: '2', at: expect.any(String) }]);
  expect(lost).toBe(1);
});
