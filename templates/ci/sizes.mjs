// Makes a table in Markdown of what `satchel report --format json` has told of some bundles, one document after the other on stdin.
import { readFileSync } from 'node:fs';

// Documents begin and end on lines of their own.
const reports = readFileSync(0, 'utf8')
  .split(/^(?=\{)/m)
  .filter((text) => text.trim() !== '')
  .map((text) => JSON.parse(text));

/** Text that stands in a table as it is. */
const plain = (text) =>
  text
    .replace(/[&<>]/g, (character) => `&#${character.codePointAt(0)};`)
    .replace(/[\\`*_[\]|~$]/g, '\\$&')
    .replace(/[\r\n]+/g, ' ')
    .replace(/[@#](?!\d+;)/g, '$&&#8203;')
    .replace(/(https?|ftp)(:)/gi, '$1&#8203;$2')
    .replace(/(www)(\.)/gi, '$1&#8203;$2');

const megabytes = (size) => `${(size / 1e6).toFixed(size < 1e6 ? 2 : 1)} MB`;
const time = (seconds) => (seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`);
const isPriced = reports.some(({ cost }) => cost !== undefined);

const rows = reports.map(({ bundle, size, lines, cost }) => [
  plain(bundle.title),
  plain(`${bundle.variant.language}, ${bundle.variant.profile}`),
  plain(bundle.version),
  megabytes(size),
  ...lines.map(({ seconds }) => time(seconds)),
  ...(isPriced ? [cost ? plain(`${cost.amount.toFixed(2)} ${cost.currency}`.trim()) : ''] : []),
]);
const heads = [
  'Pack',
  'Variant',
  'Version',
  'Size',
  ...(reports[0]?.lines ?? []).map(({ name }) => `over ${name}`),
];
const table = [
  [...heads, ...(isPriced ? ['Cost of a download'] : [])],
  heads.map((_, n) => (n < 3 ? '---' : '---:')),
];
if (isPriced) table[1].push('---:');
console.log(`## Bundles\n\n${[...table, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`);
