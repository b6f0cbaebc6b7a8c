import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/system/**', 'test/drop/power/**'],
    setupFiles: ['test/property-seed.ts'],
    // The promise to authors: nothing hangs. A test that needs longer is a fault (issue: "20 s watchdog").
    testTimeout: 20_000,
    hookTimeout: 120_000,
    // A third of a test is waiting for what it has started.
    maxWorkers: availableParallelism() + 1,
    maxConcurrency: 2,
  },
});
