import { defineConfig } from 'vitest/config';

// Every fault that can be thought of, one after the other, of which `npm test` tries some: minutes.
export default defineConfig({
  test: {
    include: ['test/delta/{killed,mutated}.test.ts', 'test/drop/**/*.test.ts', 'test/release/{races,killed}.test.ts'],
    env: { FAULTS: 'all' },
    hookTimeout: 300_000,
  },
});
