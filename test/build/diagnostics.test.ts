import { readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildCodes } from '../../src/build/codes.ts';
import { validate } from '../../src/build/validate.ts';
import { compileCodes } from '../../src/compile/codes.ts';
import {
  beginningOf,
  codes,
  sortDiagnostics,
  wording,
  type Code,
  type Diagnostic,
} from '../../src/diagnostic.ts';
import { mediaCodes } from '../../src/media/codes.ts';
import { sourceCodes } from '../../src/source/codes.ts';
import { sampleOf } from '../bundle/sample.ts';
import { gif } from '../media/picture/pictures.ts';
import { fixtures, json, sourceOf, work } from './workbench.ts';
import { silence } from '../media/caption/silence.ts';

type Expected = Omit<Diagnostic, 'severity'>;

const folder = join(fixtures, 'diagnostics');
const kept = readdirSync(folder).sort();

/** Findings as `--format json` shows them. */
function shown(findings: readonly Expected[]): object[] {
  const whole = findings.map((finding) => ({ ...finding, severity: codes[finding.code].severity }));
  return sortDiagnostics(whole).map(({ code, severity, params, ...place }) => ({
    code,
    severity,
    ...wording({ code, params }),
    ...place,
  }));
}

async function expectFindings(source: string, expected: readonly Expected[]): Promise<void> {
  const { diagnostics } = await json(['validate', source]);
  expect(diagnostics).toEqual(shown(expected));
}

// By the function alone: what the command makes of findings is the same for all, and shown for a few.
describe('validate finds in each kept source exactly what stands beside it', () => {
  test.for(kept)('%s', async (code) => {
    const expected = JSON.parse(readFileSync(join(folder, code, 'expected.json'), 'utf8')) as Expected[];
    expect(expected.map((finding) => finding.code)).toContain(code);
    const { diagnostics } = await validate(join(folder, code, 'source'), { cache: join(work, 'cache') });
    expect(shown(diagnostics)).toEqual(shown(expected));
    expect(sortDiagnostics(diagnostics)).toEqual(diagnostics);
  });
});

test.for([
  ['yaml-invalid', 'error', 1],
  ['link-missing', 'error', 1],
  ['link-case', 'warning', 0],
  ['link-elsewhere', 'info', 0],
] as const)(
  'the command tells what the function finds: %s, %s, exit code %i',
  async ([code, severity, exit]) => {
    const source = join(folder, code, 'source');
    const found = await validate(source, { cache: join(work, 'cache') });
    const { diagnostics, exitCode } = await json(['validate', source]);
    expect(diagnostics).toEqual(shown(found.diagnostics));
    expect(diagnostics).toContainEqual(expect.objectContaining({ code, severity }));
    expect(exitCode).toBe(exit);
  },
);

// What is too large to keep, or is no source, is made here.
const made = new Set<Code>();

function told(code: Code, name: string, run: () => Promise<void>): void {
  made.add(code);
  test(`${code}: ${name}`, run);
}

told('theme-file-too-large', 'a style sheet that would be more than Satchel’s own', async () => {
  const source = sourceOf({
    'a.md': '# A\n\nText.\n',
    'satchel.yaml': 'language: en\nlicense: MIT\ntheme: {style: own.css}\n',
    'own.css': ' '.repeat(40_000),
  });
  const params = { path: 'own.css', size: 40_000, limit: 32_768 };
  await expectFindings(source, [{ code: 'theme-file-too-large', params, ...beginningOf('own.css') }]);
});

told('download-too-large', 'a file that no bundle can hold', async () => {
  const source = sourceOf({ 'a.md': '# A\n\n[film](film.bin)\n', 'film.bin': '' });
  truncateSync(join(source, 'film.bin'), 2 ** 31);
  const params = { path: 'film.bin', size: 2 ** 31 };
  await expectFindings(source, [{ code: 'download-too-large', params, file: 'a.md', line: 3, column: 1 }]);
});

told('transcript-too-large', 'a transcript that is longer than a book', async () => {
  const files = {
    'a.md': '# A\n\n![Talk](talk.wav)\n',
    'talk.wav': silence(1),
    'talk.txt': 'Word '.repeat(300_000),
  };
  const params = { path: 'talk.txt', limit: 2 ** 20 };
  await expectFindings(sourceOf(files), [
    { code: 'transcript-too-large', params, ...beginningOf('talk.txt') },
  ]);
});

told('asset-animation-large', 'an animation of more frames than can be encoded', async () => {
  const bytes = gif(2, 2, 1501);
  const source = sourceOf({ 'a.md': '# A\n\n![Blinking](a.gif)\n', 'a.gif': bytes });
  const params = { path: 'a.gif', reason: '1501 frames of 2 × 2 pixels', size: bytes.length };
  await expectFindings(source, [{ code: 'asset-animation-large', params, file: 'a.md', line: 3, column: 1 }]);
});

told('target-unknown', 'a file that is nothing of Satchel’s', async () => {
  const source = sourceOf({ 'notes.txt': 'notes' });
  const { diagnostics, exitCode } = await json(['validate', join(source, 'notes.txt')]);
  expect(diagnostics.map(({ code }) => code)).toEqual(['target-unknown']);
  expect(exitCode).toBe(2);
});

told('language-unknown', 'a language that the source has not', async () => {
  const { diagnostics, exitCode } = await json(['build', sourceOf({ 'a.md': '# A\n' }), '--language', 'fr']);
  expect(diagnostics).toEqual(
    shown([{ code: 'language-unknown', params: { language: 'fr', languages: 'en' } }]),
  );
  expect(exitCode).toBe(2);
});

told('manifest-schema', 'everything that the schema finds wrong in a manifest', async () => {
  const { entries, generator, ...manifest } = sampleOf().manifest;
  const wrong = {
    ...manifest,
    title: ' ',
    generator: { name: generator.name },
    entries: entries.map((entry, n) => (n === 1 ? { ...entry, size: -1 } : entry)),
  };
  const file = join(sourceOf({ 'manifest.json': JSON.stringify(wrong) }), 'manifest.json');
  const reasons = [
    ['entries.1.size', 'must be >= 0'],
    ['generator', "must have required property 'version'"],
    ['title', 'must match pattern "\\S"'],
  ] as const;
  await expectFindings(
    file,
    reasons.map(([where, reason]) => ({
      code: 'manifest-schema',
      params: { where, reason },
      ...beginningOf('manifest.json'),
    })),
  );
  expect((await json(['validate', file])).exitCode).toBe(3);
});

/** What takes a file system or sizes of its own, by the test that tells of it. */
const elsewhere: Readonly<Record<string, readonly Code[]>> = {
  'source/diagnostics.test.ts': [
    ...([
      'source-missing',
      'source-not-folder',
      'source-empty',
      'source-all-left-out',
      'source-too-deep',
      'config-unreadable',
    ] as const),
    ...(['symlink-broken', 'symlink-outside', 'symlink-cycle'] as const),
    ...(['file-unreadable', 'name-not-portable', 'yaml-too-large', 'source-too-many-files'] as const),
    'page-too-large',
  ],
  'compile/bounds.test.ts': ['markdown-too-complex', 'markdown-too-long', 'table-too-large'],
  'media/font/read.test.ts': ['font-too-large'],
  'compile/captions.test.ts': ['captions-missing'],
  'media/renditions.test.ts': ['asset-unreadable', 'env-ffmpeg-missing'],
  'media/timed/tools.test.ts': ['env-ffmpeg-setting', 'env-ffmpeg-broken'],
  'media/timed/ffmpeg.test.ts': ['recording-too-slow', 'recording-format-missing'],
  'media/timed/hostile.test.ts': ['recording-too-large'],
  'build/budget.test.ts': ['budget-bundle', 'budget-lesson'],
  'build/provenance.test.ts': ['provenance-write-failed'],
  'build/base.test.ts': [
    ...(['base-damaged', 'base-other-pack', 'base-twice', 'translation-left-behind'] as const),
    ...(['id-kept', 'id-guessed', 'id-changed', 'id-claimed', 'id-displaced'] as const),
  ],
};

test('every finding about content has a kept source or a test of its own', () => {
  for (const [file, tested] of Object.entries(elsewhere)) {
    const text = readFileSync(join(import.meta.dirname, '..', file), 'utf8');
    for (const code of tested) expect(text, file).toContain(code);
  }
  const told = [...kept, ...made, ...Object.values(elsewhere).flat()];
  const content = { ...sourceCodes, ...compileCodes, ...mediaCodes, ...buildCodes };
  expect(told.sort()).toEqual(Object.keys(content).sort());
});
