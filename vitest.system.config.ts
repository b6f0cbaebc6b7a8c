import { defineConfig } from 'vitest/config';

// What needs more of the machine than npm can bring: Debian packages, terminals, browsers, servers.
export default defineConfig({
  test: {
    include: ['test/system/**/*.test.ts', 'test/drop/power/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    maxConcurrency: 2,
  },
});
