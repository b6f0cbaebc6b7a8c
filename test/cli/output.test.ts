import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Manifest } from '../../src/bundle/manifest.ts';
import { writeBundle } from '../../src/bundle/write.ts';
import { digestOf } from '../../src/digest.ts';
import { silence } from '../media/caption/silence.ts';
import { photo } from '../media/picture/pictures.ts';
import { record } from '../media/timed/recordings.ts';
import { faultyFiles, folder, satchel, work } from './satchel.ts';

const escapeCodes = /\u001b/;

beforeAll(() => {
  folder('faulty', faultyFiles);
});

test('what is no terminal gets no colours and no cursor movements', async () => {
  for (const args of [
    ['build', 'faulty', '-o', 'plain'],
    ['validate', 'faulty'],
    ['verify', 'plain/soil_1.2.0.zip'],
  ]) {
    const { stdout, stderr } = await satchel(args);
    expect(stdout + stderr).not.toMatch(escapeCodes);
  }
});

test('FORCE_COLOR asks for colours and beats NO_COLOR, which beats the terminal', async () => {
  const forced = await satchel(['validate', 'faulty'], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } });
  expect(forced.stdout).toContain('\u001b[31merror\u001b[39m');
  const none = await satchel(['validate', 'faulty'], { env: { NO_COLOR: '1' } });
  expect(none.stdout).not.toMatch(escapeCodes);
});

test('without a terminal progress is a line for each stage', async () => {
  const { stderr } = await satchel(['build', 'faulty', '-o', 'lines']);
  expect(stderr).toMatch(/^faulty: reading \d+ files$/m);
  expect(stderr).toMatch(/^soil_1\.2\.0\.zip: writing \d+ entries$/m);
});

test('what is written and what is verified are as many entries, and notes are called so', async () => {
  const dir = folder('noted', { 'a.md': '# A\n\nx\n' });
  const { stdout, stderr } = await satchel(['build', dir, '-o', 'counted']);
  const [, written] = /writing (\d+) entries/.exec(stderr) ?? [];
  const verified = await satchel(['verify', 'counted/noted_0.0.0.zip']);
  expect(verified.stdout).toContain(`good  ${written} entries`);
  expect(stdout).toMatch(/1 note \(“satchel validate” shows the notes\); 1 bundle/);
  const validated = await satchel(['validate', dir]);
  expect(validated.stdout).toMatch(/^a\.md:1:1 {2}note {2}language-assumed {2}/m);
  expect(validated.stderr).toMatch(/^source .*noted: 1 warning, 1 note$/m);
});

test('what lessons show is counted by its files: stills and further renditions are none', async () => {
  const dir = join(work, 'counted-media');
  mkdirSync(dir);
  writeFileSync(join(dir, 'a.md'), '# A\n\n![Waves](waves.png) ![Talk](talk.wav)\n\n![Film](film.mp4)\n');
  writeFileSync(join(dir, 'waves.png'), await photo(1700, 1000).blur(0.8).png().toBuffer());
  writeFileSync(join(dir, 'talk.wav'), silence(1));
  writeFileSync(join(dir, 'talk.txt'), 'Nothing.');
  await record(join(dir, 'film.mp4'), 1, ['testsrc2=s=160x120:r=10']);
  const args = ['build', dir, '-o', 'counted-media-out', '--profile', 'high'];
  const counts = /1 lesson, 1 picture, 2 recordings, /;
  expect((await satchel([...args, '--dry-run'])).stdout).toMatch(counts);
  expect((await satchel(args)).stdout).toMatch(counts);
});

test('annotations name files from where the command runs', async () => {
  const { code, stdout, stderr } = await satchel(['validate', 'faulty', '--format', 'github']);
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^::error file=faulty\/02-roots\.md,line=3,col=5,title=asset-missing::.*%0Ahint: .*\n$/,
  );
  expect(stderr).toContain('source faulty: 1 error');
});

test('SARIF on stdout is one document', async () => {
  const { code, stdout } = await satchel(['build', 'faulty', '-o', 'sarif', '--format', 'sarif']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    version: '2.1.0',
    runs: [{ results: [{ ruleId: 'asset-missing' }] }],
  });
});

test('names that would fool a reader are shown as escapes', async () => {
  const dir = folder('hostile', { 'a\u202egnp\u001b[2J.md': '# A\n\n[x](nowhere\u0007.md)\n' });
  for (const format of ['text', 'json', 'github', 'sarif']) {
    const { stdout, stderr } = await satchel(['validate', dir, '--format', format]);
    expect(stdout).toMatch(/link-/);

    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  }
});

test('what a bundle from elsewhere says of itself is shown as escapes', async () => {
  const evil = 'a\u001b[2J\u202egnp\n\u009b31m';
  const page = Buffer.from('<p>x</p>');
  const lesson = { id: evil, title: evil, path: 'index.html' };
  const manifest: Manifest = {
    formatVersion: 1,
    id: 'evil',
    version: '1.0.0',
    variant: { language: 'en', profile: 'standard' },
    title: evil,
    description: evil,
    language: 'en',
    license: evil,
    generator: { name: evil, version: evil },
    units: [{ id: evil, title: evil, lessons: [{ ...lesson, parts: [lesson] }] }],
    entries: [
      {
        path: 'index.html',
        size: page.length,
        digest: digestOf(page),
        mediaType: 'text/html',
        source: digestOf(evil),
        preset: { id: evil, version: 1 },
      },
    ],
  };
  await writeBundle({ file: join(work, 'evil.zip'), manifest, contents: () => ({ bytes: page }) });
  for (const args of [
    ['inspect', 'evil.zip'],
    ['inspect', 'evil.zip', '--format', 'json'],
    ['verify', 'evil.zip', `${evil}.zip`],
    ['unpack', `${evil}.zip`, 'out'],
    ['unpack', 'evil.zip', join('evil-out', evil)],
  ]) {
    const { stdout, stderr } = await satchel(args);
    expect(stdout + stderr).toMatch(/evil|u202e/);
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    if (!args.includes('json')) expect(stdout + stderr).not.toMatch(/^gnp/m);
  }
});

test('a reader that stops reading is no failure', async () => {
  const { code, stderr } = await satchel(['build', join(work, 'faulty'), '-o', 'piped'], {
    onOutput: ({ closeStdout }) => {
      closeStdout();
    },
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('EPIPE') as string });
  expect(await satchel(['verify', 'piped/soil_1.2.0.zip'])).toMatchObject({ code: 0 });
});
