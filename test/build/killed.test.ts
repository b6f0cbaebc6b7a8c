import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, createReadStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { temporaryName } from '../../src/temporary.ts';
import { record, SPEECH, tools } from '../media/timed/recordings.ts';
import { build, filesBelow, fixtures, newPath, satchel, sourceOf, writeFiles } from './workbench.ts';

const names = ['', '_ar', '_es'].map((language) => `sky-above-our-school_1.0.0${language}.zip`);
/** Lines that a build prints before its stages, in their order: those of the first bundle that is written and of the last. */
const writing = [0, 2].map((n) => `${names[n] ?? ''}: writing`);
const moments = ['reading', 'compiling', 'encoding', ...writing];
let source: string;
let before: Map<string, Buffer>;
let after: Map<string, Buffer>;

beforeAll(async () => {
  source = newPath('demo');
  cpSync(join(fixtures, 'demo'), source, { recursive: true });
  const out = newPath('out');
  await build(source, out, ['--cache', newPath('cache')]);
  before = filesBelow(out);
  for (const folder of ['', 'translations/ar', 'translations/es']) {
    const file = join(source, folder, '1-by-day/1-shadow-stick.md');
    writeFileSync(file, `${readFileSync(file, 'utf8')}\nOne line more.\n`);
  }
  await build(source, out, ['--cache', newPath('cache')]);
  after = filesBelow(out);
});

test('what is killed leaves no encoder running', async () => {
  const { ffmpeg } = await tools();
  const tool = join(newPath('tools'), 'ffmpeg');
  mkdirSync(dirname(tool));
  // Open for as long as the encoder lives.
  const alive = join(dirname(tool), 'alive');
  expect(spawnSync('mkfifo', [alive]).status).toBe(0);
  const endless = `exec '${ffmpeg.file}' -v error -nostdin -re -f lavfi -i testsrc2=s=64x64 -f null -`;
  const lines = [
    '#!/bin/sh',
    `case "$*" in *-filter_complex*) exec 9>'${alive}'; echo $$ >&9; ${endless};; esac`,
    `exec '${ffmpeg.file}' "$@"`,
  ];
  writeFileSync(tool, `${lines.join('\n')}\n`, { mode: 0o755 });
  await record(join(dirname(tool), 'rain.wav'), 1, [SPEECH]);
  const sound = readFileSync(join(dirname(tool), 'rain.wav'));
  const spoken = sourceOf({ 'a.md': '# A\n\n![Rain](rain.wav)\n', 'rain.wav': sound });

  let pid = 0;
  let end: ((signal: NodeJS.Signals) => void) | undefined;
  const reading = createReadStream(alive, 'utf8').on('data', (line) => {
    pid = Number(line);
    end?.('SIGKILL');
  });
  const gone = once(reading, 'close');
  try {
    const args = ['build', spoken, '-o', newPath('out'), '--cache', newPath('cache')];
    const { signal } = await satchel(args, {
      env: { SATCHEL_FFMPEG: tool },
      onOutput: ({ kill }) => {
        end = kill;
        // The encoder may have begun before the first word.
        if (pid > 0) kill('SIGKILL');
      },
    });
    expect(signal).toBe('SIGKILL');
    expect(pid).toBeGreaterThan(0);
    await gone;
  } finally {
    reading.destroy();
    if (pid > 0 && !reading.readableEnded) process.kill(pid, 'SIGKILL');
  }
});

test('the change is in every bundle, or the tests here would see nothing', () => {
  expect([...after.keys()]).toEqual(names);
  for (const name of names) expect(before.get(name)).not.toEqual(after.get(name));
});

/** Builds over the old bundles and sends a signal as soon as `moment` is told, and so many pieces of output later. */
async function interrupted(moment: string, signal: NodeJS.Signals): Promise<{ out: string; cache: string }> {
  const out = writeFiles(newPath('out'), Object.fromEntries(before));
  const cache = newPath('cache');
  let sent = false;
  const outcome = await satchel(['build', source, '-o', out, '--cache', cache], {
    onOutput: ({ stderr, kill }) => {
      if (sent || !stderr.includes(moment)) return;
      sent = true;
      kill(signal);
    },
  });
  expect(sent, outcome.stderr).toBe(true);
  // One that was done before the signal arrived is no failure; any other end is.
  expect([signal === 'SIGKILL' ? null : 130, 0]).toContain(outcome.code);
  return { out, cache };
}

/** Whether each bundle is the old one or the new one, byte for byte. */
function expectWhole(out: string): void {
  const there = filesBelow(out);
  for (const name of names) {
    const bytes = there.get(name) ?? Buffer.of();
    expect(
      [before.get(name), after.get(name)].some((whole) => whole?.equals(bytes)),
      name,
    ).toBe(true);
  }
}

test.for(moments)(
  'killed at “%s” a build leaves old or new bundles, and the next one cleans up',
  async (moment) => {
    const { out, cache } = await interrupted(moment, 'SIGKILL');
    expectWhole(out);
    await build(source, out, ['--cache', cache]);
    expect(filesBelow(out)).toEqual(after);
  },
);

test.for(moments)('interrupted at “%s” a build cleans up itself', async (moment) => {
  const { out, cache } = await interrupted(moment, 'SIGINT');
  expect([...filesBelow(out).keys()]).toEqual(names);
  expectWhole(out);
  await build(source, out, ['--cache', cache]);
  expect(filesBelow(out)).toEqual(after);
});

test('killed again and again a build still ends with the new bundles and nothing beside them', async () => {
  const out = writeFiles(newPath('out'), Object.fromEntries(before));
  const cache = newPath('cache');
  for (const moment of moments) {
    await satchel(['build', source, '-o', out, '--cache', cache], {
      onOutput: ({ stderr, kill }) => {
        if (stderr.includes(moment)) kill('SIGKILL');
      },
    });
    expectWhole(out);
  }
  await build(source, out, ['--cache', cache]);
  expect(filesBelow(out)).toEqual(after);
});

test('two builds at once into one folder, out of one cache, leave the bundles that each would', async () => {
  const out = writeFiles(newPath('out'), Object.fromEntries(before));
  const cache = newPath('cache');
  await Promise.all([1, 2].map(() => build(source, out, ['--cache', cache])));
  expect(filesBelow(out)).toEqual(after);
  await build(source, out, ['--cache', cache]);
  expect(filesBelow(out)).toEqual(after);
  expect([...filesBelow(cache).keys()].filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('what a killed build left goes also where the next build has nothing to do', async () => {
  const out = newPath('out');
  const cache = newPath('cache');
  await build(source, out, ['--cache', cache]);
  const dead = spawnSync(process.execPath, ['-e', '0']).pid;
  const left = temporaryName(join(out, names[0] ?? '')).replace(`-${process.pid}-`, `-${dead}-`);
  writeFileSync(left, 'half a bundle');
  expect((await build(source, out, ['--cache', cache])).stdout.match(/unchanged$/gm)).toHaveLength(3);
  expect([...filesBelow(out).keys()]).toEqual(names);
});
