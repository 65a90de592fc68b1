import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/**
 * Suites are named by what is real in them: `unit` is code alone, `engine` an engine inside the test's process on real sockets
 * and a real disk, `chaos` real processes that are killed, `desktop` the built shell with a double in Electron's place, `bench` has
 * no place here (`npm run bench`).
 */
export default defineConfig({
  test: {
    // Three files side by side also where there are two cores: most tests wait for a process, a socket or a disk.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'src/**/*.test.ts', 'clients/**/*.test.ts'],
          ...within(90_000),
        },
      },
      { test: { name: 'engine', include: ['test/engine/**/*.test.ts'], ...within(120_000) } },
      { test: { name: 'desktop', include: ['test/desktop/**/*.test.ts'], ...within(240_000) } },
      { test: { name: 'chaos', include: ['test/chaos/**/*.test.ts'], ...within(300_000), fileParallelism: false } },
    ],
  },
});

/** A bound on hanging, wide enough for a slow machine; nothing is timed by it. */
function within(ms: number) {
  return { testTimeout: ms, hookTimeout: ms };
}
