import { readFileSync } from 'node:fs';
import { packageFile } from '../package.ts';

/** The parts of the one style sheet, in order: what comes later wins. */
const STYLE = ['style', 'style/tools', 'style/activities', 'style/progress', 'style/search'];
/** Scripts that dist/ holds, built from src/reader; no page depends on them to be read. */
const SCRIPTS = { 'pages/reader.js': 'reader.js', 'pages/search.js': 'search.js' };

/** What bundles carry besides what their source says: the style sheet, which ends with the pack's `own` rules, and scripts. */
export function* readerFiles(own: string): Generator<{ path: string; pieces: Buffer[] }> {
  const style = STYLE.map((name) => readFileSync(packageFile(`templates/${name}.css`)));
  yield { path: 'pages/style.css', pieces: [...style, Buffer.from(own)] };
  for (const [path, name] of Object.entries(SCRIPTS))
    yield { path, pieces: [readFileSync(packageFile(`dist/${name}`))] };
}
