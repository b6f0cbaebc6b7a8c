// Runs commands as whole processes and asks the system what each cost: CPU seconds of the process and all its children
// (bash's `time`), and for a Node process, where asked for, its peak memory.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** @typedef {{ cpu: number, wall: number, peakMiB: number | undefined }} Cost seconds, seconds, MiB */

/**
 * Runs `argv` once. `prepare` runs before, outside the measurement. `peak` asks for the memory of a Node process, which costs
 * it some milliseconds of CPU.
 * @returns {Cost}
 */
export function measure(argv, { cwd, env = {}, prepare = () => {}, peak = false } = {}) {
  prepare();
  const dir = mkdtempSync(join(tmpdir(), 'satchel-bench-'));
  const hook = join(dir, 'hook.mjs');
  const peakFile = join(dir, 'peak');
  writeFileSync(
    hook,
    `import { writeFileSync } from 'node:fs';
     process.on('exit', () => writeFileSync(${JSON.stringify(peakFile)}, String(process.resourceUsage().maxRSS)));`,
  );
  const command = peak ? [argv[0], '--import', pathToFileURL(hook).href, ...argv.slice(1)] : argv;
  const run = spawnSync(
    'bash',
    ['-c', 'TIMEFORMAT="%3U %3S %3R"; time "$@" >/dev/null 2>"$ERRORS"', 'bash', ...command],
    {
      cwd,
      env: { ...process.env, ...env, ERRORS: join(dir, 'errors'), LC_ALL: 'C' },
      encoding: 'utf8',
    },
  );
  if (run.status !== 0)
    throw new Error(
      `${argv.join(' ')} gave exit ${run.status}\n${readFileSync(join(dir, 'errors'), 'utf8').slice(-2000)}`,
    );
  const [user, system, wall] = run.stderr.trim().split(/\s+/).map(Number);
  const peakMiB = peak ? Number(readFileSync(peakFile, 'utf8')) / 1024 : undefined;
  rmSync(dir, { recursive: true });
  return { cpu: user + system, wall, peakMiB };
}

/**
 * Measures several commands in turn (A B C A B C …), so that a machine that gets slower slows all of them.
 * @param {Record<string, () => Cost | Promise<Cost>>} commands
 * @returns {Promise<Record<string, Cost>>} medians
 */
export async function compare(commands, runs) {
  const costs = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let n = 0; n < runs; n++)
    for (const [name, run] of Object.entries(commands)) {
      const cost = await run();
      costs[name].push(cost);
      console.error(`bench: ${name} ${cost.cpu.toFixed(2)} s of CPU`);
    }
  return Object.fromEntries(Object.entries(costs).map(([name, list]) => [name, medianCost(list)]));
}

function medianCost(list) {
  const median = (key) => {
    const values = list
      .map((cost) => cost[key])
      .filter((value) => value !== undefined)
      .sort((a, b) => a - b);
    return values[Math.floor(values.length / 2)];
  };
  return { cpu: median('cpu'), wall: median('wall'), peakMiB: median('peakMiB') };
}
