import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  renderLesson,
  renderOpener,
  renderStart,
  unitPath,
  type LessonPage,
  type PagePack,
  type StartPage,
} from '../../src/compile/page.ts';
import { packageFile } from '../../src/package.ts';

const pack: PagePack = {
  title: 'Water',
  language: 'en',
  version: '1.2.0',
  license: 'CC-BY-4.0',
  authors: [{ name: 'Amina' }, { name: 'Jo' }],
};
const lesson: LessonPage = {
  pack,
  path: 'sea/waves.html',
  title: 'Waves',
  language: 'en',
  breadcrumbs: [{ title: 'The sea', path: 'index.html#satchel-unit-sea' }],
  previous: { title: 'Tides', path: 'sea/tides.html' },
  next: { title: 'Rain', path: 'rain.html' },
  headings: [
    { depth: 2, id: 'wind', html: 'Wind' },
    { depth: 3, id: 'storm', html: '<code>storm</code>' },
    { depth: 2, id: 'shore', html: 'Shore' },
  ],
  body: '<p>Text</p>\n<pre>  kept\n\tas it is</pre>',
  parts: [{ title: 'At home', path: 'sea/waves/home.html' }],
};
const start: StartPage = {
  pack,
  introduction: { title: 'Welcome', body: '<p>Hello</p>', language: 'en' },
  units: [
    { id: 'sea', title: 'The sea', lessons: [{ title: 'Tides', path: 'sea/tides.html', parts: [] }] },
    { id: 'sky', title: 'The sky', path: 'sky.html', lessons: [] },
  ],
};

const policy =
  "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file: data: blob:; " +
  "media-src 'self' file: data: blob:; font-src 'self' file:; frame-src 'self' file:; connect-src 'none'; " +
  "worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'";

const hrefs = (html: string): string[] => [...html.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href);
const tags = (html: string): string[] => [...html.matchAll(/<\/?[a-z!][a-z0-9]*/gi)].map(([tag]) => tag);

describe('every page', () => {
  const pages = [renderLesson(lesson), renderStart(start), renderOpener(pack)];

  it('carries the policy that forbids all but the folder itself', () => {
    for (const html of pages) expect(html).toContain(`content="${policy}"`);
  });

  it('says in which language and direction it is', () => {
    for (const html of pages) expect(html).toContain('<html lang="en" dir="ltr" ');
    for (const language of ['ar', 'he', 'fa', 'ur', 'dv']) {
      expect(renderStart({ ...start, pack: { ...pack, language } })).toContain(
        `<html lang="${language}" dir="rtl" `,
      );
    }
  });

  it('has no style or script inside itself, which the policy would block', () => {
    for (const html of pages) {
      expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/i);
      expect(html).not.toMatch(/<script[^>]*>[^<]/);
    }
  });
});

describe('a lesson page', () => {
  it('finds its way from its own folder', () => {
    const html = renderLesson(lesson);
    expect(hrefs(html)).toEqual([
      '../style.css',
      '../dark.css',
      '#satchel-main',
      '../index.html',
      '../index.html',
      '../index.html',
      '../index.html#satchel-unit-sea',
      '#wind',
      '#storm',
      '#shore',
      '../sea/waves/home.html',
      '../sea/tides.html',
      '../rain.html',
    ]);
    expect(html).toContain('<script src="../reader.js" defer>');
    expect(renderLesson({ ...lesson, path: 'a/b/c.html' })).toContain('href="../../style.css"');
    expect(renderLesson({ ...lesson, path: 'rain.html' })).toContain('href="style.css"');
  });

  it('leaves the body as it is, byte for byte', () => {
    expect(renderLesson(lesson)).toContain(`\n${lesson.body}\n`);
    const mustache = '<p>{{title}} {{{body}}} {{> head}}</p>';
    expect(renderLesson({ ...lesson, body: mustache })).toContain(mustache);
  });

  it('says when its text is not in the language of the pack, and marks the text', () => {
    const html = renderLesson({ ...lesson, pack: { ...pack, language: 'ar' }, language: 'en' });
    expect(html).toContain('class="notice"');
    expect(html).toContain('<article class="text" lang="en" dir="ltr">');
    expect(html).toContain('<h1 lang="en" dir="ltr">');
    expect(renderLesson(lesson)).not.toContain('class="notice"');
  });

  it('marks the title of the pack where that is not in its language', () => {
    const untranslated = { ...pack, language: 'ar', titleLanguage: 'en' };
    const marked = ' lang="en" dir="ltr">Water</';
    expect(renderLesson({ ...lesson, pack: untranslated }).split(marked)).toHaveLength(3);
    expect(renderStart({ ...start, pack: untranslated })).toContain(`<h1${marked}h1>`);
    expect(renderOpener(untranslated)).toContain(`<h1${marked}h1>`);
    expect(renderStart(start)).toContain('<h1>Water</h1>');
  });

  it('marks its own labels where they fall back to English', () => {
    const html = renderLesson({ ...lesson, pack: { ...pack, language: 'he' }, language: 'he' });
    expect(html).toContain('<span class="label" lang="en" dir="ltr">Next</span>');
    const brazilian = renderLesson({ ...lesson, pack: { ...pack, language: 'pt-BR' }, language: 'pt-BR' });
    expect(brazilian).toContain('<span class="label">Seguinte</span>');
  });

  it('has the anchor of its title, and a table of contents where there is more than one heading', () => {
    expect(renderLesson({ ...lesson, titleId: 'waves' })).toContain('<h1 id="waves">Waves</h1>');
    expect(renderLesson({ ...lesson, titleHtml: '<em>W</em>aves' })).toContain('<h1><em>W</em>aves</h1>');
    expect(renderLesson(lesson)).toContain('<a href="#storm"><code>storm</code></a>');
    expect(renderLesson({ ...lesson, headings: lesson.headings.slice(0, 1) })).not.toContain('class="toc"');
  });

  it('keeps its own heading where the lesson has another title', () => {
    expect(renderLesson({ ...lesson, subtitle: 'High & low' })).toContain('>High &amp; low</p>');
    expect(renderLesson(lesson)).not.toContain('subtitle');
  });

  it('has a table of contents for as many headings as there are', () => {
    const headings = Array.from({ length: 200_000 }, (_, n) => ({ depth: 2, id: `h${n}`, html: 'h' }));
    expect(renderLesson({ ...lesson, headings })).toContain('href="#h199999"');
  });
});

describe('the start page', () => {
  it('numbers its units, but for those whose titles do', () => {
    const titles = ['Unit1', 'Week 2: Soil', '4 winds', '3D printing'];
    const html = renderStart({ ...start, units: titles.map((title) => ({ id: title, title, lessons: [] })) });
    const numbered = [...html.matchAll(/<h2>(?:<span class="label">(.*?)<\/span> )?(.*?)<\/h2>/g)];
    expect(numbered.slice(-4).map(([, label, title]) => [label, title])).toEqual([
      [undefined, 'Unit1'],
      [undefined, 'Week 2: Soil'],
      ['Unit 3', '4 winds'],
      ['Unit 4', '3D printing'],
    ]);
  });

  it('names the version that its author gave', () => {
    expect(renderStart(start)).toContain('<bdi>1.2.0</bdi>');
    expect(renderStart({ ...start, pack: { ...pack, version: '0.0.0' } })).not.toMatch(/Version|0\.0\.0/);
  });

  it('lists units and lessons, where breadcrumbs find them', () => {
    const html = renderStart(start);
    for (const unit of start.units) {
      const [, anchor] = unitPath(unit).split('#');
      if (anchor === undefined) expect(html).toContain('<a href="sky.html">The sky</a>');
      else expect(html).toContain(`<section id="${anchor}">`);
    }
    expect(hrefs(html)).toContain('sea/tides.html');
  });

  it('has a short introduction above the lessons, and one in many sections below them', () => {
    const place = (body: string): boolean => {
      const html = renderStart({ ...start, introduction: { body, language: 'en' } });
      return html.indexOf(body) < html.indexOf('<nav');
    };
    expect(place('<p>Hello</p><h2 id="a">A</h2>')).toBe(true);
    expect(place('<h2 id="a">A</h2><h2 id="b">B</h2><h3 id="c">C</h3><p>Hello</p>')).toBe(false);
  });

  it.for([
    ['only online', '↗ only online', { online: true, missing: false }],
    ['not in the pack', '<span class="missing">…</span> not in this pack', { online: false, missing: true }],
  ] as const)('explains at its foot the sign for what is %s, where the text has it', ([, words, signs]) => {
    for (const html of [
      renderLesson({ ...lesson, signs }),
      renderStart({ ...start, introduction: { body: '', language: 'en', signs } }),
    ])
      expect(html.split('<footer')[1]).toContain(words);
    expect(renderLesson({ ...lesson, signs: { online: false, missing: false } })).not.toContain(words);
    expect(renderStart(start)).not.toContain(words);
  });

  it('says of an introduction in another language that it is not translated', () => {
    const html = (language: string): string =>
      renderStart({ ...start, introduction: { body: '<p>Hallo</p>', language } });
    expect(html('de')).toContain('has not been translated yet');
    expect(html('en')).not.toContain('has not been translated yet');
  });

  it('says who wrote the pack, under which licence, in which version', () => {
    const html = renderStart(start);
    for (const fact of ['Amina', 'Jo', 'CC-BY-4.0', '1.2.0']) expect(html).toContain(fact);
  });
});

describe('the opener', () => {
  it('opens the start page without a script, by itself or by a click', () => {
    const html = renderOpener(pack);
    expect(html).toContain('<meta http-equiv="refresh" content="0; url=pages/index.html">');
    expect(html).toContain('<a href="pages/index.html">');
    expect(html).not.toContain('<script');
  });
});

it('never takes what an author wrote for markup', () => {
  const hostile = fc
    .array(
      fc.constantFrom(
        '<script>',
        '"',
        "'",
        '>',
        '</title>',
        '-->',
        '&',
        '{{{body}}}',
        'a',
        ' ',
        '‮',
        ' onload=',
      ),
    )
    .map((parts) => parts.join(''));
  const render = (text: string, path: string): string => {
    const link = { title: text, path };
    const texts = { ...pack, title: text, license: text, version: text, authors: [{ name: text }] };
    const page = { ...lesson, pack: texts, title: `${text}.`, titleId: text, description: text };
    return (
      renderLesson({ ...page, breadcrumbs: [link], parts: [link], previous: link, next: link }) +
      renderStart({
        pack: texts,
        description: text,
        introduction: { title: `${text}.`, body: '', language: 'en' },
        units: [{ id: text, title: text, lessons: [{ ...link, parts: [link] }] }],
      }) +
      renderOpener(texts)
    );
  };
  const harmless = tags(render('x', 'x'));
  fc.assert(
    fc.property(hostile, (text) => {
      fc.pre(text !== '');
      const html = render(text, text);
      expect(tags(html)).toEqual(harmless);
      expect(html).not.toMatch(/"[^"<>=]*" onload=[^"]*>/);
    }),
    { numRuns: 300 },
  );
});

it('keeps what all pages share small', () => {
  expect(gzipSync(readFileSync(packageFile('templates/style.css'))).length).toBeLessThan(6.5 * 1024);
});
