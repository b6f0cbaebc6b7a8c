import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { digestOf, shortDigest } from '../../src/digest.ts';
import { articleOf, build, entriesOf, newPath, sourceOf } from './workbench.ts';

const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M1 1h5v6h-5z"/></svg>';
const table = 'height,shade\n1,2\n';
const active = '<p>Hello</p><script>alert(1)</script>';

function pathOf(content: string, name: string): string {
  return `files/${shortDigest(digestOf(Buffer.from(content)), 12)}/${name}`;
}

describe('what a page refers to', () => {
  let entries: Map<string, Buffer>;
  let article: string;

  beforeAll(async () => {
    const source = sourceOf({
      '1-sand/1-grain.md': `# Grain

A [missing *page*](gone.md), a [way out](../../secret.md), a [bad word](javascript:alert(1)).

A [table](../files/My%20heights.csv), a [page of HTML](../files/app.html), a [twin](twin.csv).

A [lesson](2-wind.md#strong-wind), its [built name](2-wind.html#strong-wind), its [top](2-wind.md),
a [part that is not there](2-wind.md#weak-wind), a [part of this page](#small-grains),
the [folder](../2-clay/), [another unit](/2-clay/1-pots.md?raw=1#kiln).

![A *cup* that is gone](cup.png) ![A cup that is broken](broken.png) ![](broken.png) ![A cup cut off](cut.png)
![A cup](../files/cup.svg)

## Small grains
`,
      '1-sand/2-wind.md': '# Wind\n\n## Strong wind\n\nIt blows.\n',
      '1-sand/broken.png': 'no picture at all',
      '1-sand/cut.png': Buffer.from(
        '89504e470d0a1a0a0000000d49484452000000080000000808020000004b6d29dc',
        'hex',
      ),
      '1-sand/twin.csv': table,
      '2-clay/README.md': '# Clay\n',
      '2-clay/1-pots.md': '# Pots\n\n## Kiln\n\nHot.\n',
      'files/My heights.csv': table,
      'files/app.html': active,
      'files/cup.svg': svg,
      'files/unused.csv': 'nobody,links,here\n',
    });
    const out = newPath('out');
    await build(source, out);
    entries = await entriesOf(join(out, 'soil_1.0.0.zip'));
    article = articleOf(entries, 'pages/sand/grain.html');
  });

  test.for(['missing <em>page</em>', 'way out', 'bad word'])(
    'a link that leads nowhere is its text: %s',
    (text) => {
      expect(article.replace(/<a [^]*?<\/a>/g, '')).toContain(text);
    },
  );

  test('nothing leads out of the bundle or runs', () => {
    expect(article).not.toMatch(/secret\.md|javascript:/);
  });

  test.for(['A cup that is gone', 'A cup that is broken', 'A cup cut off'])(
    'in the place of a picture that cannot be shown stands that it is missing, and its description: %s',
    (text) => {
      expect(article).toContain(
        `<span class="missing media"><span class="label">Picture missing:</span> <bdi>${text}</bdi></span>`,
      );
    },
  );

  test('only the picture that can be shown is a picture', () => {
    expect(article.match(/<img /g)).toHaveLength(1);
    expect(article).toMatch(
      /<img src="\.\.\/\.\.\/media\/cup-[0-9a-f]{12}\.svg" alt="A cup" width="9" height="9"/,
    );
  });

  test('a plain file travels with its bytes under its own name', () => {
    const path = pathOf(table, 'twin.csv');
    expect(entries.get(path)?.toString()).toBe(table);
    expect(article).toContain(`<a href="../../${path}" class="download" download="twin.csv">twin</a>`);
  });

  test('a name with a space is found and made portable', () => {
    const link = /<a href="..\/..\/(files\/[^"]+)"[^>]*>table<\/a>/.exec(article)?.[1] ?? '';
    expect(link).toMatch(/^files\/[0-9a-f]{12}\/[\w.-]+\.csv$/);
    expect(entries.get(link)?.toString()).toBe(table);
  });

  test('a file that could run is carried as plain text, its bytes unchanged', () => {
    const path = pathOf(active, 'app.html.txt');
    expect(entries.get(path)?.toString()).toBe(active);
    expect(article).toContain(`href="../../${path}"`);
    const outside = [...entries.keys()].filter((name) => name.startsWith('files/') && /\.html?$/.test(name));
    expect(outside).toEqual([]);
  });

  test('what nobody refers to stays at home', () => {
    const all = Buffer.concat([...entries.values()]).toString('latin1');
    expect(all).not.toContain('nobody,links,here');
  });

  test.for([
    ['lesson', 'wind.html#strong-wind'],
    ['built name', 'wind.html#strong-wind'],
    ['top', 'wind.html'],
    ['part that is not there', 'wind.html'],
    ['part of this page', '#small-grains'],
    ['another unit', '../clay/pots.html#kiln'],
  ])('the link “%s” leads to %s', ([text, href]) => {
    const link = new RegExp(`<a href="([^"]*)">${text ?? ''}</a>`).exec(article)?.[1];
    expect(link?.replace(/^grain\.html(?=#)/, '')).toBe(href);
  });

  test('every link and picture of every page is in the bundle, and every anchor is on its page', () => {
    const broken: string[] = [];
    for (const [path, bytes] of entries) {
      if (!path.endsWith('.html')) continue;
      for (const [, url = ''] of bytes.toString().matchAll(/\s(?:href|src)="([^"]*)"/g)) {
        if (/^https?:/.test(url)) continue;
        const target = new URL(url, `file:///${path}`);
        const found = entries.get(decodeURIComponent(target.pathname.slice(1)));
        const id = decodeURIComponent(target.hash.slice(1));
        if (!found || (id !== '' && !found.includes(`id="${id}"`))) broken.push(`${path} → ${url}`);
      }
    }
    expect(broken).toEqual([]);
  });
});

describe('a translation', () => {
  let article: string;

  beforeAll(async () => {
    const source = sourceOf({
      '1-sand/1-grain.md': '# Grain\n',
      '1-sand/2-wind.md': '# Wind\n\n## Strong wind\n',
      '1-sand/3-rain.md': '# Rain\n\n## Hard rain\n',
      'files/heights.csv': table,
      'translations/es/1-sand/1-grain.md': `# Grano

El [viento](2-wind.md#viento-fuerte), como [allí](../../../1-sand/2-wind.md#strong-wind), y la [lluvia](3-rain.md#hard-rain),
como [aquí](../../../1-sand/3-rain.md). La [tabla](../files/heights.csv) y la [misma](../../../files/heights.csv).
`,
      'translations/es/1-sand/2-wind.md': '# Viento\n\n## Viento fuerte\n',
    });
    const out = newPath('out');
    await build(source, out);
    article = articleOf(await entriesOf(join(out, 'soil_1.0.0_es.zip')), 'pages/sand/grain.html');
  });

  test.for([
    ['viento', /^wind\.html#viento-fuerte$/],
    // The original's heading has another name here, so the link leads to its page.
    ['allí', /^wind\.html(?:#viento-fuerte)?$/],
    ['lluvia', /^rain\.html#hard-rain$/],
    ['aquí', /^rain\.html$/],
    ['tabla', /^\.\.\/\.\.\/files\/[0-9a-f]{12}\/heights\.csv$/],
    ['misma', /^\.\.\/\.\.\/files\/[0-9a-f]{12}\/heights\.csv$/],
  ] as const)('links “%s” to a page or file of its own bundle', ([text, href]) => {
    expect(new RegExp(`<a href="([^"]*)"[^>]*>${text}</a>`).exec(article)?.[1]).toMatch(href);
  });
});

test('the foot of a page explains the signs that its text shows, and not those that it writes about', async () => {
  const source = sourceOf({
    'html.md': '# HTML\n\n```\n<a class="external">\n```\n\n`<span class="missing">` class="online"\n',
    'links.md': '# Links\n\n[out](https://example.org) and [nowhere](gone.md)\n',
  });
  const out = newPath('out');
  await build(source, out);
  const pages = await entriesOf(join(out, 'soil_1.0.0.zip'));
  const signs = (path: string): boolean[] => {
    const [, foot = ''] = (pages.get(path) ?? Buffer.alloc(0)).toString().split('<footer');
    return ['only online', 'not in this pack'].map((words) => foot.includes(words));
  };
  expect([signs('pages/html.html'), signs('pages/links.html')]).toEqual([
    [false, false],
    [true, true],
  ]);
});
