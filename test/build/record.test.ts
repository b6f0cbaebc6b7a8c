import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { build } from '../../src/build/build.ts';
import type { BuildEvent } from '../../src/build/options.ts';
import { verifyBundle } from '../../src/bundle/verify.ts';
import { record, SPEECH, tools } from '../media/timed/recordings.ts';
import { json, newPath, sourceOf } from './workbench.ts';

// What a build remembers must be what it wrote, also where others work in the same folder at the same time.

/** A source of two languages whose files have lain there for long, so that a build with nothing to do is recognised. */
function oldSource(): string {
  const files = {
    'a.md': '# Rain\n\nThis is what the lesson says about the rain and the clouds.\n',
    'translations/de/a.md': '# Regen\n\nDas ist es, was die Lektion über den Regen und die Wolken sagt.\n',
  };
  const source = sourceOf(files);
  const longAgo = new Date(2020, 1, 1);
  for (const path of ['satchel.yaml', ...Object.keys(files)])
    utimesSync(join(source, path), longAgo, longAgo);
  return source;
}

/** Does something to the first bundle while the second is written. */
function meanwhile(act: (bundle: string) => void): (event: BuildEvent) => void {
  let first: string | undefined;
  let done = false;
  return (event) => {
    if (event.stage !== 'write' || event.bundle === undefined) return;
    first ??= event.bundle;
    if (event.bundle === first || done) return;
    done = true;
    act(first);
  };
}

test.each<readonly [string, (bundle: string) => void]>([
  ['goes away', unlinkSync],
  [
    'is replaced by another',
    (bundle) => {
      rmSync(bundle);
      writeFileSync(bundle, 'what another build has put there');
    },
  ],
])('a bundle that %s while others are written is written again by the next build', async (_, act) => {
  const options = { source: oldSource(), out: newPath('out'), cache: newPath('cache') };
  // The moment of the source's last change is over before it is read.
  await build({ ...options, dryRun: true });
  await build({ ...options, onEvent: meanwhile(act) });
  const { bundles } = await build(options);
  for (const { file } of bundles) {
    expect(existsSync(file)).toBe(true);
    expect((await verifyBundle(file)).findings).toEqual([]);
  }
  expect(bundles.map(({ state }) => state).sort()).toEqual(['unchanged', 'written']);
});

test('a bundle that is replaced while it is found unchanged is written again by the next build', async () => {
  const options = { source: oldSource(), out: newPath('out'), cache: newPath('cache') };
  const { bundles } = await build(options);
  const english = bundles.find(({ language }) => language === 'en')?.file ?? '';
  writeFileSync(
    join(options.source, 'translations/de/a.md'),
    '# Regen\n\nEs regnet aus den Wolken auf das Feld.\n',
  );
  const { size } = statSync(english);
  const again = await build({
    ...options,
    onEvent: (event) => {
      if (event.kind === 'stage' && event.stage === 'write') writeFileSync(english, Buffer.alloc(size));
    },
  });
  expect(again.bundles.map(({ language, state }) => `${language} ${state}`)).toEqual([
    'en unchanged',
    'de written',
  ]);
  await build(options);
  expect((await verifyBundle(english)).findings).toEqual([]);
});

test('another ffmpeg is noticed: what the one before could not do is made, and no longer remarked on', async () => {
  const folder = newPath('tools');
  mkdirSync(folder);
  const { ffmpeg } = await tools();
  const program = (lines: string): string => `#!/bin/sh\n${lines.replaceAll('REAL', ffmpeg.file)}\n`;
  const own = join(folder, 'ffmpeg');
  // Of the same version, without an encoder.
  const without = 'case "$*" in *-encoders*) REAL "$@" | grep -v libopus;; *) exec REAL "$@";; esac';
  writeFileSync(own, program(without), { mode: 0o755 });
  const sound = join(folder, 'speech.wav');
  await record(sound, 3, [SPEECH]);
  const source = sourceOf({
    'satchel.yaml':
      'id: soil\nversion: 1.0.0\ntitle: Soil\nlanguage: en\nlicense: MIT\nmedia: { formats: [opus] }\n',
    'a.md': '# A\n\n![Rain falls](speech.wav){transcript="It rains."}\n',
    'speech.wav': readFileSync(sound),
  });
  const longAgo = new Date(2020, 1, 1);
  for (const path of ['satchel.yaml', 'a.md', 'speech.wav']) utimesSync(join(source, path), longAgo, longAgo);
  const out = newPath('out');
  const run = async (): Promise<{ state: string | undefined; missing: boolean }> => {
    const args = ['build', source, '-o', out];
    const { bundles, diagnostics } = await json(args, { env: { SATCHEL_FFMPEG: own } });
    const missing = diagnostics.some(({ code }) => code === 'recording-format-missing');
    return { state: bundles[0]?.state, missing };
  };
  expect(await run()).toEqual({ state: 'written', missing: true });
  expect(await run()).toEqual({ state: 'unchanged', missing: true });
  writeFileSync(own, program('exec REAL "$@"'));
  expect(await run()).toEqual({ state: 'written', missing: false });
  expect(await run()).toEqual({ state: 'unchanged', missing: false });
});

test('./dist is no source, wherever the bundles go', async () => {
  const source = sourceOf({ 'a.md': '# A\n', 'dist/b.md': '# Not mine\n' });
  const before = process.cwd();
  process.chdir(source);
  try {
    const { bundles } = await build({ source: '.', out: newPath('out'), cache: newPath('cache') });
    expect(bundles.map(({ lessons }) => lessons)).toEqual([1]);
  } finally {
    process.chdir(before);
  }
});
