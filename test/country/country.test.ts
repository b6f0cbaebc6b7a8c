import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../bundle/temp-dir.ts';
import { isSample, SEED, trials } from '../faults.ts';
import { runCountry } from './country.ts';

// The ministry publishes, hubs and schools update over bad lines and by sticks that travel; after each step every site is looked at: it has whole bundles of
// this channel, none older than it had, and the newest one that it could have. SEED=<n> is another country.

const dir = tempDir();
const size = { sites: trials(200, 30), releases: isSample ? 4 : 10 };

test(`a country of ${size.sites} sites and ${size.releases} releases`, { timeout: 3_600_000 }, async () => {
  const country = await runCountry({ dir: join(dir, 'country'), seed: SEED, ...size });
  console.log(country.lines.join('\n'));
});

test('the same seed is the same country, another one is another', { timeout: 120_000 }, async () => {
  const run = async (name: string, seed: number): Promise<string> =>
    (await runCountry({ dir: join(dir, name), seed, sites: 5, releases: 3 })).digest;
  const [first, again, other] = await Promise.all([
    run('first', SEED),
    run('again', SEED),
    run('other', SEED + 1),
  ]);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});
