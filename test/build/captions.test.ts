import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { digestOf, shortDigest } from '../../src/digest.ts';
import { silence } from '../media/caption/silence.ts';
import { articleOf, build, entriesOf, json, newPath, satchel, sourceOf, writeFiles } from './workbench.ts';

const wav = silence(1);
const srt = '\ufeff1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Hello</i> & welcome\r\n\r\n';
const vtt = 'WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n<i>Hello</i> &amp; welcome\n';
const files = {
  '1-sand/1-grain.md': '# Grain\n\n![A talk](talk.wav)\n',
  '1-sand/1-grain.es.md': '# Grano\n\n![Una charla](talk.wav)\n',
  '1-sand/talk.wav': wav,
  '1-sand/talk.srt': srt,
  '1-sand/talk.es.vtt': 'WEBVTT\n\n00:01.000 --> 00:02.000\nHola\n',
  '1-sand/talk.fr.txt': 'Bonjour.\r\n\r\nFin.',
};
const path = `media/talk-${shortDigest(digestOf(Buffer.from(vtt)), 12)}.vtt`;

let source: string;
let out: string;
let entries: Map<string, Buffer>;
beforeAll(async () => {
  source = sourceOf(files);
  out = newPath('out');
  await build(source, out);
  entries = await entriesOf(join(out, 'soil_1.0.0.zip'));
});

test('captions are renditions: WebVTT, named by their content, with what they were made from and how', () => {
  expect(entries.get(path)?.toString()).toBe(vtt);
  const manifest = JSON.parse(entries.get('manifest.json')?.toString() ?? '') as {
    entries: { path: string }[];
  };
  expect(manifest.entries.find((entry) => entry.path === path)).toEqual({
    path,
    size: vtt.length,
    digest: digestOf(Buffer.from(vtt)),
    mediaType: 'text/vtt',
    source: digestOf(Buffer.from(srt)),
    preset: { id: 'captions', version: 1 },
    sourceSize: Buffer.byteLength(srt),
  });
  expect([...entries.keys()].filter((name) => /txt|srt/.test(name))).toEqual([]);
});

test('a page has its captions as tracks, and what is said in every language, its own first', async () => {
  const article = articleOf(entries, 'pages/sand/grain.html');
  expect(article).toContain(`<track src="../../${path}" kind="captions" srclang="en" label="English">`);
  expect(article).toContain('<span data-start="1" data-end="2.5"><i>Hello</i> &amp; welcome</span>');
  expect(article).toContain('<p>Bonjour.</p><p>Fin.</p>');
  const languages = (html: string): string[] =>
    [...html.matchAll(/<div lang="(\w+)"/g)].map(([, tag = '']) => tag);
  expect(languages(article)).toEqual(['en', 'es', 'fr']);
  const spanish = articleOf(await entriesOf(join(out, 'soil_1.0.0_es.zip')), 'pages/sand/grain.html');
  expect(languages(spanish)).toEqual(['es', 'en', 'fr']);
  expect(spanish).toContain('<summary>Transcripción</summary>');
});

test('captions that are added, changed or taken away show, though the lesson is the same', async () => {
  const changing = sourceOf(files);
  const to = newPath('out');
  const transcript = async (): Promise<string> => {
    await build(changing, to);
    return articleOf(await entriesOf(join(to, 'soil_1.0.0.zip')), 'pages/sand/grain.html');
  };
  expect(await transcript()).toContain('Hello');
  writeFiles(changing, { '1-sand/talk.srt': srt.replace('Hello', 'Goodbye') });
  expect(await transcript()).toContain('Goodbye');
  writeFiles(changing, { '1-sand/talk.srt': '' });
  expect(await transcript()).not.toContain('lang="en"');
  writeFiles(changing, { '1-sand/talk.de.srt': srt.replace('Hello', 'Hallo') });
  expect(await transcript()).toContain('Hallo');
});

test('published captions are taken over, and what is said is no part of a lesson’s own text', async () => {
  const moved = sourceOf({
    ...Object.fromEntries(
      Object.entries(files).map(([name, content]) => [name.replace('1-grain', '2-corn'), content]),
    ),
  });
  const base = join(out, 'soil_1.0.0.zip');
  const { diagnostics } = await json([
    'build',
    moved,
    '-o',
    newPath('out'),
    '--base',
    base,
    '--base',
    join(out, 'soil_1.0.0_es.zip'),
  ]);
  expect(diagnostics.map(({ code }) => code)).toContain('id-kept');
  const dry = await satchel([
    'build',
    source,
    '-o',
    newPath('out'),
    '--base',
    base,
    '--dry-run',
    '--format',
    'json',
  ]);
  expect(JSON.parse(dry.stdout)).toMatchObject({ takenOver: { renditions: 3 } });
});

test('speech that can only be heard is told, by validate and by build; music is not', async () => {
  const spoken = sourceOf({
    'satchel.yaml':
      'id: soil\nversion: 1.0.0\ntitle: Soil\nlanguage: en\nlicense: MIT\nmedia:\n  kinds:\n    "talk*": speech\n    "song*": music\n',
    'a.md': '# A\n\nHear ![this](talk.wav), ![that](talk2.wav) and ![a song](song.wav)\n',
    'talk.wav': silence(1),
    'talk2.wav': silence(2),
    'talk2.txt': 'Words.',
    'song.wav': silence(3),
  });
  for (const args of [
    ['validate', spoken],
    ['build', spoken, '-o', newPath('out')],
  ])
    expect((await json(args)).diagnostics).toMatchObject([
      { code: 'captions-missing', file: 'a.md', line: 3, column: 6 },
    ]);
});
