import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Nodes } from 'mdast';
import { toString } from 'mdast-util-to-string';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { beforeAll, describe, expect, test } from 'vitest';
import { folder, satchel, work } from './satchel.ts';

const settings = (version: string): string =>
  `id: soil\nversion: ${version}\ntitle: Soil\nlanguage: en\nlicense: CC-BY-4.0\n`;
const prose = (about: string): string =>
  `${about} has its place in the garden. Look at it closely on each day of the week, and write down what you see.\n`;
const files = {
  'satchel.yaml': settings('1.0.0'),
  'plants/01-roots.md': `# Roots\n\n${prose('A root')}\nIt drinks from the grond below, day and night.\n`,
  'plants/02-leaves.md': `# Leaves\n\n${prose('A leaf')}\nIt has 8 edges.\n`,
  'plants/03-seeds.md': `# Seeds\n\n${prose('A seed')}\n`,
  'water/01-rain.md': `# Rain\n\n${prose('Rain')}\nSee ![a drop](drop.svg).\n`,
  'water/02-snow.md': `# Snow\n\n${prose('Snow')}\n`,
  'water/drop.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><path d="M0 0h4"/></svg>',
};
/** Shown by a page as it stands here: code. */
const hostile = '`**12** <b> [x](http://a.example) ![i](u) www.a.b @ada #3 ~~y~~ &amp;` edges';
const moved = (was: string): string => `---\nid: sowing\n${was}---\n\n${files['plants/03-seeds.md']}`;

/** Releases of one pack, each told by what differs from the first; undefined takes a file away. */
const releases: Readonly<Record<string, Readonly<Partial<Record<string, string>>>>> = {
  first: {},
  slip: {
    'satchel.yaml': settings('1.0.1'),
    'plants/01-roots.md': files['plants/01-roots.md'].replace('grond', 'ground'),
  },
  edited: {
    'satchel.yaml': settings('1.0.1'),
    'plants/02-leaves.md': files['plants/02-leaves.md'].replace('8 edges', hostile),
    'water/03-fog.md':
      '# Fog <b>@ada</b> #12 | [x](https://example.org)\n\n`rm` *is* **hidden** \u202e in it.\n',
    'water/drop.svg': files['water/drop.svg'].replace('h4', 'h3'),
  },
  noted: {
    'satchel.yaml': settings('1.1.0'),
    'plants/03-seeds.md': undefined,
    'water/03-sowing.md': moved('was: plants/seeds\n'),
  },
  lost: {
    'satchel.yaml': settings('1.1.0'),
    'plants/03-seeds.md': undefined,
    'water/03-sowing.md': moved(''),
  },
  other: { 'satchel.yaml': settings('1.0.0').replace('soil', 'sea') },
};

const zips = new Map<string, string>();
const of = (release: string): string => zips.get(release) ?? `no release ${release}`;
const diff = (target: string, ...args: string[]): ReturnType<typeof satchel> =>
  satchel(['diff', of('first'), of(target), ...args]);

interface Output {
  readonly class: string;
  readonly version: { readonly step: string; readonly honoured: boolean };
  readonly pages: readonly { readonly id: string; readonly change: string; readonly class: string }[];
  readonly diagnostics: readonly { readonly code: string }[];
}

async function json(target: string, ...args: string[]): Promise<Output & Record<string, unknown>> {
  const { stdout } = await diff(target, '--format', 'json', ...args);
  return JSON.parse(stdout) as Output & Record<string, unknown>;
}

beforeAll(async () => {
  for (const [name, changes] of Object.entries(releases)) {
    const all: Partial<Record<string, string>> = { ...files, ...changes };
    const there = Object.entries(all).flatMap(([path, text]) => (text === undefined ? [] : [[path, text]]));
    folder(name, Object.fromEntries(there) as Record<string, string>);
    const { code, stdout, stderr } = await satchel(['build', name, '-o', `${name}-out`]);
    expect(code, stderr).toBe(0);
    zips.set(name, join(work, /\S+-out\/\S+\.zip/.exec(stdout)?.[0] ?? stdout));
  }
});

test.each([
  ['first', 'none', 'none', true, []],
  ['slip', 'cosmetic', 'patch', true, ['changed plants/roots cosmetic']],
  [
    'edited',
    'content',
    'minor',
    false,
    ['changed plants/leaves content', 'changed water/rain content', 'added water/fog content'],
  ],
  ['noted', 'content', 'minor', true, ['changed sowing content']],
  [
    'lost',
    'progress-breaking',
    'major',
    false,
    ['added sowing content', 'removed plants/seeds progress-breaking'],
  ],
] as const)('from the first to “%s” is %s, a %s step', async (target, weight, step, honoured, pages) => {
  const output = await json(target);
  expect(output.pages.map((page) => `${page.change} ${page.id} ${page.class}`)).toEqual(pages);
  expect(output).toMatchObject({ class: weight, version: { step, honoured }, diagnostics: [] });
});

test('JSON is what its schema says, for every release', async () => {
  const schema = (name: string): object =>
    JSON.parse(
      readFileSync(join(import.meta.dirname, `../../schemas/${name}-1.schema.json`), 'utf8'),
    ) as object;
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false });
  formats.default(ajv);
  const check = ajv.addSchema(schema('delta')).compile(schema('output'));
  for (const target of Object.keys(releases)) {
    check(await json(target, '--fail-on', 'content'));
    expect(check.errors ?? []).toEqual([]);
  }
});

test('an unpacked bundle is compared as its ZIP file is', async () => {
  await satchel(['unpack', of('edited'), 'edited-folder']);
  const [zip, dir] = [
    await json('edited'),
    await satchel(['diff', of('first'), 'edited-folder', '--format', 'json']),
  ];
  expect((JSON.parse(dir.stdout) as Output).pages).toEqual(zip.pages);
});

test('text shows words that went and came, and colours them on a terminal alone', async () => {
  const plain = await diff('slip');
  expect(plain).toMatchObject({ code: 0, stderr: '' });
  expect(plain.stdout).toContain('It drinks from the [-grond-]{+ground+} below, day and night.');
  expect(plain.stdout).toContain('patch step: 1.0.1 or higher; 1.0.1 is');
  expect(plain.stdout).not.toContain('\u001b');
  const coloured = await satchel(['diff', of('first'), of('slip')], { env: { FORCE_COLOR: '1' } });
  expect(coloured.stdout).toContain('\u001b[31m[-grond-]\u001b[39m');
});

test('what learners would lose is told with what to write', async () => {
  const { stdout } = await diff('lost');
  expect(stdout).toContain('no lesson has the id plants/seeds any more');
  expect(stdout).toContain('it seems to be sowing');
  expect(stdout).toContain('was: plants/seeds');
});

describe('--fail-on', () => {
  test.each([
    ['slip', 'content', 0, []],
    ['edited', 'content', 1, ['diff-content']],
    ['edited', 'progress-breaking', 0, []],
    ['lost', 'content', 1, ['diff-progress-breaking']],
    ['lost', 'progress-breaking', 1, ['diff-progress-breaking']],
  ] as const)('%s: %s ends with %i', async (target, limit, exit, found) => {
    const { code, stdout } = await diff(target, '--format', 'json', '--fail-on', limit);
    const output = JSON.parse(stdout) as Output & { exitCode: number };
    expect({ code, said: output.exitCode }).toEqual({ code: exit, said: exit });
    expect(output.diagnostics.map(({ code: name }) => name)).toEqual(found);
  });

  test('the report is on stdout, the failure on stderr', async () => {
    const { code, stdout, stderr } = await diff(
      'lost',
      '--format',
      'markdown',
      '--fail-on',
      'progress-breaking',
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(/^## Soil 1\.1\.0\n/);
    expect(stderr).toContain('diff-progress-breaking');
  });
});

test('Markdown on stdout is nothing but release notes; what is said of deltas is on stderr', async () => {
  const notes = await diff('slip', '--format', 'markdown');
  const { code, stdout, stderr } = await diff(
    ...(['slip', '--format', 'markdown', '-o', 'slip.delta', '--chain', 'slip.delta'] as const),
  );
  expect({ code, stdout }).toEqual({ code: 0, stdout: notes.stdout });
  expect(stderr).toMatch(/^slip\.delta: .*\n\nthe cheapest way: 1 step/s);
  const whole = await satchel(['diff', '--from-nothing', of('slip'), '--chain', 'slip.delta']);
  expect(whole.stdout).toContain(`${of('slip')} (the whole bundle)\n`);
  writeFileSync(join(work, 'empty.delta'), '');
  writeFileSync(join(work, 'page.delta'), '<!doctype html><title>Not found</title>');
  for (const [verb, file] of ['inspect', 'validate'].flatMap((one) => [
    [one, 'empty.delta'] as const,
    [one, 'page.delta'] as const,
  ])) {
    const refused = await satchel([verb, file]);
    expect(refused.code).toBe(3);
    expect(refused.stdout + refused.stderr).toContain(`delta-not-delta  “${file}” is not a delta`);
  }
  cpSync(of('slip'), join(work, 'bundle.delta'));
  expect((await satchel(['inspect', 'bundle.delta'])).stdout).toContain('soil 1.0.1');
  for (const args of [
    ['verify', 'slip.delta'],
    ['unpack', 'slip.delta', 'into'],
    ['preview', 'slip.delta'],
  ]) {
    const refused = await satchel(args);
    expect(refused.code).toBe(3);
    expect(refused.stdout + refused.stderr).toContain('bundle-is-delta');
  }
});

test('Markdown shows hostile words as they are: no markup, no HTML, no links, no mentions', async () => {
  const { code, stdout } = await diff('edited', '--format', 'markdown');
  expect(code).toBe(0);
  expect(stdout).toContain('It has <del>8</del><ins>');
  const shown = parsed(stdout);
  expect(shown.text).toContain('Fog @\u200bada #\u200b12 | x in Water');
  expect(shown.text.replaceAll('\u200b', '')).toContain(hostile.slice(1, -7));
  expect(new Set(shown.types)).toEqual(
    new Set('root heading paragraph text strong list listItem html table tableRow tableCell'.split(' ')),
  );
  expect(new Set(shown.html)).toEqual(new Set(['<del>', '</del>', '<ins>', '</ins>']));
  expect(stdout).not.toContain('\u202e');
});

test('two packs cannot be compared; what is damaged or missing is named', async () => {
  const other = await diff('other');
  expect(other).toMatchObject({ code: 2, stdout: '' });
  expect(other.stderr).toContain('diff-other-pack');
  expect((await satchel(['diff', of('first'), 'nowhere.zip'])).code).toBe(2);
  const damaged = join(work, 'damaged.zip');
  cpSync(of('edited'), damaged);
  const bytes = readFileSync(damaged);
  const at = bytes.indexOf('pages/plants/leaves.html') + 60;
  bytes.fill(0x55, at, at + 40);
  writeFileSync(damaged, bytes);
  for (const args of [
    [of('first'), damaged],
    [damaged, of('first')],
  ]) {
    const { code, stderr } = await satchel(['diff', ...args]);
    expect(code).toBe(3);
    expect(stderr).toContain(`satchel: ${damaged}  error  `);
  }
});

test('--fail-on is refused where there is nothing to compare with', async () => {
  const { code, stderr } = await satchel([
    'diff',
    '--from-nothing',
    of('first'),
    '-o',
    'x.delta',
    '--fail-on',
    'content',
  ]);
  expect(code).toBe(2);
  expect(stderr).toContain('--fail-on goes with base and target');
});

/** What a parser of GitHub's Markdown sees in a text. */
function parsed(markdown: string): { types: string[]; html: string[]; text: string } {
  const tree = unified().use(remarkParse).use(remarkGfm).parse(markdown);
  const nodes: Nodes[] = [];
  const visit = (node: Nodes): void => {
    nodes.push(node);
    if ('children' in node) node.children.forEach(visit);
  };
  visit(tree);
  return {
    types: nodes.map(({ type }) => type),
    html: nodes.flatMap((node) => (node.type === 'html' ? [node.value] : [])),
    text: toString(tree),
  };
}
