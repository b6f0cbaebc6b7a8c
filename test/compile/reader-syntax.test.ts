import { Linter } from 'eslint';
import { expect, it } from 'vitest';
import { readerFiles } from '../../src/build/reader-files.ts';

// Devices in schools have browsers of 2018 (Chrome 64): a word that one of them does not know stops the whole script.

const scripts = [...readerFiles('')]
  .filter(({ path }) => path.endsWith('.js'))
  .map(({ path, pieces }) => [path, Buffer.concat(pieces).toString('utf8')] as const);

it.each(scripts)('%s is a script that Chrome 64 can parse (ES2018)', (_, text) => {
  const languageOptions = { ecmaVersion: 2018, sourceType: 'script' } as const;
  const findings = new Linter().verify(text, [{ languageOptions }]);
  expect(findings.filter(({ fatal }) => fatal)).toEqual([]);
});

const NEWER = [
  ...['at', 'replaceAll', 'matchAll', 'flat', 'flatMap', 'findLast', 'findLastIndex', 'trimStart', 'trimEnd'],
  ...[
    'fromEntries',
    'hasOwn',
    'allSettled',
    'any',
    'toSorted',
    'toReversed',
    'replaceChildren',
    'randomUUID',
  ],
];

it.each(scripts)('%s calls nothing that is newer', (_, text) => {
  const called = NEWER.filter((name) => new RegExp(`\\.${name}\\(`).test(text));
  const names = ['structuredClone', 'globalThis', 'queueMicrotask', '(?<=', '(?<!'].filter((name) =>
    text.includes(name),
  );
  expect([...called, ...names]).toEqual([]);
});

it('styles name the beginning and the end of a line in the way of Chrome 64 too', () => {
  const css = [...readerFiles('')].filter(({ path }) => path.endsWith('.css')).map(({ pieces }) => pieces);
  const lines = Buffer.concat(css.flat()).toString('utf8').split('\n');
  const newer = lines.flatMap((line, n) =>
    /^ *(?:margin|padding|border)-inline-(?:start|end)/.test(line) ? [[line, lines[n - 1]] as const] : [],
  );
  expect(newer.length).toBeGreaterThan(30);
  for (const [line, before] of newer)
    expect(before).toBe(line.replace('-inline', '').replace(/\S/, '-webkit-$&'));
});
