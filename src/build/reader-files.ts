import { readFileSync } from 'node:fs';
import { packageFile } from '../package.ts';

/** The parts of the one style sheet, in order: what comes later wins. */
const STYLE = ['style', 'style/tools', 'style/activities', 'style/progress', 'style/search'];
/** Scripts that dist/ holds, built from src/reader; no page depends on them to be read. */
const SCRIPTS = {
  'pages/look.js': 'look.js',
  'pages/reader.js': 'reader.js',
  'pages/learner.js': 'learner.js',
  'pages/search.js': 'search.js',
};
/** The same bytes in every bundle for ever: an older copy of them may stay where a newer pack is put. */
const BROKER = ['progress.html', 'progress.js'];

/** What bundles carry besides what their source says: style sheets, which end with the pack's `own` rules, and scripts. */
export function* readerFiles(own: string): Generator<{ path: string; pieces: Buffer[] }> {
  const style = STYLE.map((name) => readFileSync(packageFile(`templates/${name}.css`), 'utf8'));
  const { rest, dark } = splitDark([...style.map(withOlderNames), own].join(''));
  yield { path: 'pages/dark.css', pieces: [Buffer.from(dark)] };
  yield { path: 'pages/style.css', pieces: [Buffer.from(rest)] };
  for (const [path, name] of Object.entries(SCRIPTS))
    yield { path, pieces: [readFileSync(packageFile(`dist/${name}`))] };
  for (const path of BROKER) yield { path, pieces: [readFileSync(packageFile(`templates/broker/${path}`))] };
}

const LOGICAL = /^( *)(margin|padding|border)-inline-(start|end)((?:-width)?:.*\n)/gm;
const BOTH = /^( *)(margin|padding)-inline: (\S+) (\S+);\n/gm;

/** Chromium before 69 knows the sides at which text begins and ends by older names. */
function withOlderNames(sheet: string): string {
  return sheet
    .replace(LOGICAL, '$1-webkit-$2-$3$4$&')
    .replace(BOTH, '$1-webkit-$2-start: $3;\n$1-webkit-$2-end: $4;\n$&');
}

const DARK = /^@media screen and \(prefers-color-scheme: dark\) \{(?: (.*) \}\n|\n([^]*?\n)\}\n)/gm;

/**
 * Takes the rules for dark colours out of a style sheet, since the learner may want them on a light device or not on a dark one:
 * pages link to them by a sheet of their own, for which the script sets other media.
 */
export function splitDark(sheet: string): { rest: string; dark: string } {
  const rules: string[] = [];
  const rest = sheet.replace(DARK, (_, line: string | undefined, lines: string | undefined) => {
    rules.push(line === undefined ? (lines ?? '') : `${line}\n`);
    return '';
  });
  return { rest, dark: rules.join('') };
}
