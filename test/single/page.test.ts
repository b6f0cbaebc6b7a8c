import { expect, test } from 'vitest';
import { fileNames, foreignName } from '../../src/single/names.ts';
import { MAX_CARRIED, type PageSource } from '../../src/single/carried.ts';
import { renderSingle } from '../../src/single/page.ts';

const entries: Record<string, string | number> = {
  'pages/unit/a.html': '',
  'pages/unit/b.html': '',
  'pages/style.css':
    "/* no */\np { color: red }\n@font-face { font-family: 'x'; src: url('../media/x.woff2') format('woff2'); unicode-range: U+1780-17FF; }\n",
  'pages/dark.css': 'p { color: blue }\n',
  'pages/reader.js': 'var a = "</script><!--";\r\n',
  'media/p.webp': 'picture',
  'media/x.woff2': 'font',
  'media/still.webp': 'still',
  'media/small.mp4': 'film',
  'media/large.mp4': MAX_CARRIED + 1,
  'files/1/data.csv': '1,2',
  'files/2/huge.bin': MAX_CARRIED + 1,
};
const names = fileNames('soil_1.0.0', ['pages/unit/a.html', 'pages/unit/b.html']);
const source: PageSource = {
  path: 'pages/unit/a.html',
  language: 'en',
  sizeOf: (path) => {
    const entry = entries[path];
    return typeof entry === 'string' ? entry.length : entry;
  },
  mediaTypeOf: (path) => (path.endsWith('.mp4') ? 'video/mp4' : 'image/webp'),
  read: (path) => Promise.resolve(Buffer.from(String(entries[path]))),
  fileOf: (path) => names.get(path),
};
const single = async (body: string): Promise<string> =>
  (await renderSingle(`<html lang="en"><head></head><body>${body}</body></html>`, source)).html;
const base64 = (text: string): string => Buffer.from(text).toString('base64');

test('what a page shows stands in it', async () => {
  expect(
    await single(
      '<img src="../../media/p.webp" srcset="../../media/q.webp 2w" sizes="1px" alt="A &lt; &quot;b&quot;">',
    ),
  ).toContain(`<img src="data:image/webp;base64,${base64('picture')}" alt="A &lt; &quot;b&quot;">`);
  expect(
    await single(
      '<video controls poster="../../media/still.webp"><source src="../../media/large.mp4" type="video/webm"><source src="../../media/small.mp4" type="video/mp4"></video>',
    ),
  ).toContain(
    `<video controls poster="data:image/webp;base64,${base64('still')}"><source src="data:video/mp4;base64,${base64('film')}" type="video/mp4"></video>`,
  );
});

test('a recording or a download that is too large is told with where it is', async () => {
  const { html, left } = await renderSingle(
    '<video aria-label="A talk" poster="../../media/still.webp"><source src="../../media/large.mp4"></video><img class="still" src="../../media/still.webp" alt="A talk"><a href="../../files/2/huge.bin" download="huge.bin">Huge</a>',
    source,
  );
  expect(left).toEqual([
    { path: 'media/large.mp4', size: MAX_CARRIED + 1 },
    { path: 'files/2/huge.bin', size: MAX_CARRIED + 1 },
  ]);
  expect(html).toContain(`<img src="data:image/webp;base64,${base64('still')}" alt="A talk">`);
  expect(html).toContain(
    '“A talk” (16.8 MB) is too large for this file. It is in the whole pack: media/large.mp4',
  );
  expect(html).not.toContain('<video');
  expect(html).not.toContain('href');
});

test('links to lessons lead to files beside this one, others stay or lead nowhere', async () => {
  for (const [link, expected] of [
    ['<a href="b.html#x">B</a>', '<a href="soil_1.0.0_unit-b.html#x">B</a>'],
    ['<a href="a.html#x">A</a>', '<a href="#x">A</a>'],
    ['<a href="#y">Y</a>', '<a href="#y">Y</a>'],
    ['<a href="https://example.org/?a=1&amp;b">W</a>', '<a href="https://example.org/?a=1&amp;b">W</a>'],
    ['<a href="../../media/p.webp">P</a>', '<a>P</a>'],
    ['<a href="../../progress.html">P</a>', '<a>P</a>'],
    [
      '<a href="../../files/1/data.csv" download="data.csv">D</a>',
      `<a href="data:image/webp;base64,${base64('1,2')}" download="data.csv">D</a>`,
    ],
  ])
    expect(await single(link ?? '')).toContain(expected);
});

test('the policy names the script and the style, and neither can end too early', async () => {
  const html = await single(
    '<meta http-equiv="Content-Security-Policy" content="x"><link rel="stylesheet" href="../style.css"><script src="../reader.js" defer></script>\n',
  );
  expect(html).toMatch(/script-src 'sha256-[A-Za-z0-9+/]{43}='; style-src 'sha256-[A-Za-z0-9+/]{43}=';/);
  expect(html).toContain('<style>\np { color: red }\n</style>');
  expect(html).toContain('<script>var a = "\\x3c/script>\\x3c!--";\n</script>\n</body>');
});

test('every style sheet comes along, each for its own media', async () => {
  const html = await single(
    '<meta http-equiv="Content-Security-Policy" content="x">\n<link rel="stylesheet" href="../style.css">\n<link rel="stylesheet" href="../dark.css" media="screen and (prefers-color-scheme: dark)">\n<p>a</p>',
  );
  expect(html).toContain(
    '<style>\np { color: red }\n</style>\n<style media="screen and (prefers-color-scheme: dark)">p { color: blue }\n</style>\n<p>',
  );
  expect(html).toMatch(/style-src 'sha256-[^ ]+' 'sha256-[^ ]+';/);
  expect(html).not.toContain('satchel-style');
});

test('a font comes along where the page has letters of it', async () => {
  const link = '<link rel="stylesheet" href="../style.css">';
  expect(await single(`${link}<p>Latin</p>`)).not.toContain('@font-face');
  expect(await single(`${link}<p>ក</p>`)).toContain(`base64,${base64('font')}") format`);
});

test('what an author wrote is not taken for what Satchel puts in', async () => {
  const text = '<p>satchel-entry:media/p.webp $&amp; $` &lt;!--satchel-style--&gt;</p>';
  expect(await single(text)).toContain(text);
});

test('names are readable, portable, and no two the same', () => {
  const pages = [
    'pages/a/b.html',
    'pages/a-b.html',
    'pages/A.html',
    'pages/a.html',
    `pages/${'x'.repeat(150)}.html`,
  ];
  const all = [...fileNames('soil_1.0.0_ar', pages).values()];
  expect(new Set(all.map((name) => name.toLowerCase())).size).toBe(pages.length);
  for (const name of all) expect(name).toMatch(/^soil_1\.0\.0_ar_[A-Za-z0-9._-]{1,90}\.html$/);
  expect(fileNames('soil_1.0.0', ['pages/a/b.html']).get('pages/a/b.html')).toBe('soil_1.0.0_a-b.html');
  expect(foreignName('soil_1.0.0_ar', 'pages/a/b.html')).toBe('soil_1.0.0_ar_a-b.html');
});
