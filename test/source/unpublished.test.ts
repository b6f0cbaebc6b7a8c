import { describe, expect, test } from 'vitest';
import { folderOf, pagesOf, read } from './sources.ts';

const licence = { LICENSE: 'MIT License' };

async function published(files: Readonly<Record<string, string>>): Promise<string[]> {
  const { curricula } = await read(folderOf({ ...licence, ...files }));
  return curricula.flatMap((curriculum) => [
    ...(curriculum.start ? [curriculum.start.file] : []),
    ...pagesOf(curriculum).map(({ file }) => file),
  ]);
}

describe('a page that its author has not published is in no bundle', () => {
  test.for([
    'draft: true',
    'draft: yes',
    'draft: "true"',
    'draft: on',
    'draft: 1',
    'draft: perhaps',
    'draft: [true]',
    'published: false',
    'published: "no"',
    'title: Lesson 1: Water\ndraft: true',
    'title: "unclosed\ndraft: true',
    'tags: [a\ndraft: yes',
  ])('%j', async (lines) => {
    const files = { 'a.md': '# A', 'b.md': `---\n${lines}\n---\n\n# B` };
    expect(await published(files)).toEqual(['a.md']);
    // Nor where a list names it, or where it would be the first page.
    const listed = { ...files, 'SUMMARY.md': '- [A](a.md)\n- [B](b.md)\n' };
    expect(await published(listed)).toEqual(['a.md']);
    expect(await published({ 'a.md': '# A', 'index.md': files['b.md'] })).toEqual(['a.md']);
  });

  test.for(['draft = true', 'draft = "yes"', 'draft = True'])('+++ %s +++', async (line) => {
    expect(await published({ 'a.md': '# A', 'b.md': `+++\n${line}\n+++\n# B` })).toEqual(['a.md']);
  });

  test.for(['draft: false', 'draft: no', 'draft: "false"', 'draft:', 'published: true', 'published: yes'])(
    'while this one is: %j',
    async (line) => {
      expect(await published({ 'b.md': `---\n${line}\n---\n# B` })).toEqual(['b.md']);
    },
  );
});

test('where a translation is a draft, the original stands in for it', async () => {
  const { curricula } = await read(
    folderOf({
      ...licence,
      'satchel.yaml': 'language: en\n',
      'a.md': '# A',
      'b.md': '# B',
      'translations/sw/a.md': '---\ndraft: true\n---\n# Rasimu',
      'translations/sw/b.md': '# Bahari',
    }),
  );
  expect(curricula.map((curriculum) => pagesOf(curriculum).map(({ file }) => file))).toEqual([
    ['a.md', 'b.md'],
    ['a.md', 'translations/sw/b.md'],
  ]);
});
