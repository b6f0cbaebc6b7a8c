import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// Every fault that can be thought of, one after the other, of which `npm test` and `test:system` try a few: well over an hour on two cores.
// FAULTS=1/4 takes a quarter of them (test/faults.ts).
export default defineConfig({
  test: {
    include: [
      'test/country/country.test.ts',
      'test/delta/{killed,mutated,text-codec}.test.ts',
      'test/release/{races,killed}.test.ts',
      'test/trust/killed.test.ts',
      'test/update/killed.test.ts',
      'test/drop/{killed,damage}.test.ts',
      'test/drop/power/{power-cut,syscalls}.test.ts',
    ],
    setupFiles: ['test/property-seed.ts'],
    env: { FAULTS: process.env['FAULTS'] ?? 'all' },
    testTimeout: 120_000,
    hookTimeout: 300_000,
    maxWorkers: '100%',
    // They wait for what they have started.
    maxConcurrency: availableParallelism(),
  },
});
