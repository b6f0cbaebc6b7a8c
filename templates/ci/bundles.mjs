// Prints the files of the bundles that `satchel build --format json` has told of, one a line: node bundles.mjs <report>
import { readFileSync } from 'node:fs';

const { bundles } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
for (const { file } of bundles) {
  // A name on two lines would be two files to whoever reads the list.
  if (/[\r\n]/.test(file)) throw new Error('the output folder has a line break in its name');
  console.log(file);
}
