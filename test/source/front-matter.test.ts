import { expect, test } from 'vitest';
import { folderOf, pagesOf, read } from './sources.ts';

const licence = { LICENSE: 'MIT License', 'satchel.yaml': 'language: en\n' };

async function page(text: string): Promise<{ title: string | undefined; findings: unknown[] }> {
  const { curricula, all } = await read(folderOf({ ...licence, 'a.md': text }));
  return {
    title: curricula.flatMap(pagesOf)[0]?.title,
    findings: all.map(({ code, line, column }) => [code, line, column]),
  };
}

test('a title with a colon is the title, and told once', async () => {
  expect(await page("---\ntitle: Lesson 1: Water's way # first\nid: x\n---\n\n# Other\n")).toEqual({
    title: "Lesson 1: Water's way",
    findings: [['yaml-colon-unquoted', 2, 8]],
  });
});

test('what an unclosed quotation mark swallows is no title', async () => {
  expect(await page('---\ntitle: "unclosed\nfoo: [1,\n---\n\n# Heading\n')).toMatchObject({
    title: 'Heading',
  });
});

test('a number is shown as a title and told, in front matter as in satchel.yaml', async () => {
  expect(await page('---\ntitle: 2024\n---\n')).toEqual({
    title: '2024',
    findings: [['yaml-not-text', 2, 8]],
  });
  const { curricula, all } = await read(
    folderOf({ ...licence, 'satchel.yaml': 'title: 2024\nlanguage: en\nlevels: [7, 8]\n', 'a.md': '# A' }),
  );
  expect(curricula[0]).toMatchObject({ title: '2024', levels: ['7', '8'] });
  expect(all.map(({ code }) => code)).toEqual(['yaml-not-text', 'yaml-not-text', 'yaml-not-text']);
});

test('a language that is none is told, and the page keeps that of the source', async () => {
  const { curricula, all } = await read(
    folderOf({ ...licence, 'a.md': '---\nlanguage: english\n---\n# A', 'b.md': '---\nlang: sw\n---\n# B' }),
  );
  expect(all.map(({ code, file, params, line }) => [code, file, params['key'], line])).toEqual([
    ['front-matter-type', 'a.md', 'language', 2],
  ]);
  expect(curricula.flatMap(pagesOf).map(({ language }) => language)).toEqual(['en', 'sw']);
});

test('a time is read in the forms that authors write, and told where it is none', async () => {
  const minutes = async (text: string): Promise<unknown> => {
    const { curricula, all } = await read(folderOf({ ...licence, 'a.md': `---\n${text}\n---\n\n# A\n` }));
    return [curricula.flatMap(pagesOf)[0]?.frontMatter.minutes, all.map(({ code, line }) => [code, line])];
  };
  expect(await minutes('time: 1 h 30 min')).toEqual([90, []]);
  expect(await minutes('teaching: 20\nexercises: 10')).toEqual([30, []]);
  expect(await minutes('duration: every week')).toEqual([undefined, []]);
  expect(await minutes('x: y\ntime: soon')).toEqual([undefined, [['front-matter-type', 3]]]);
});
