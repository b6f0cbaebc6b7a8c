import { expect, test } from 'vitest';
import { lessonsOf } from '../../src/source/curriculum.ts';
import { folderOf, read } from './sources.ts';

/** The titles of the pack and of its lessons. */
async function titlesOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  const { curricula } = await read(folderOf({ LICENSE: 'MIT License', ...files }));
  const [curriculum] = curricula;
  if (!curriculum) return [];
  // JSON writes half characters, and them alone, as escapes; a manifest holds none (RFC 8785).
  expect(JSON.stringify(curriculum)).not.toMatch(/\\ud[89a-f]/i);
  return [curriculum.title, ...[...lessonsOf(curriculum)].map(({ lesson }) => lesson.title)];
}

test('half of a character is no part of a title, wherever it comes from', async () => {
  expect(
    await titlesOf({
      'satchel.yaml': 'title: "All \\uD800"\ndescription: "\\uDC00"\n',
      'a.md': '# A &#xD800; &#x1F600;',
      'b.md': '---\ntitle: "B \\uD800"\n---\n',
      'c.md': `# ${'x'.repeat(1999)}\u{1F600}`,
    }),
  ).toEqual(['All \ufffd', 'A &#xD800; \u{1F600}', 'B \ufffd', `${'x'.repeat(299)}…`]);
  expect(
    await titlesOf({
      'book.json': '{"title": "\\ud800", "description": "\\udc00"}',
      'SUMMARY.md': '# Summary\n\n* [A](a.md)\n',
      'a.md': '# A',
    }),
  ).toEqual(['\ufffd', 'A']);
});

test('a title is one line that a person reads: it stands on every page', async () => {
  const long = '\u{1F600}'.repeat(10_000);
  const [pack = '', page = '', listed = ''] = await titlesOf({
    'mkdocs.yml': `site_name: ${long}\nnav:\n  - a.md\n  - "${long}": b.md\n`,
    'docs/a.md': `---\ntitle: "${long}"\n---\n`,
    'docs/b.md': '# B',
  });
  for (const title of [pack, page, listed]) {
    expect(title.length).toBeLessThanOrEqual(300);
    expect(title).toMatch(/^(?:\u{1F600})+…$/u);
  }
  expect(
    await titlesOf({ 'satchel.yaml': 'title: "A\\nB\\0 C"\n', 'a.md': '---\ntitle: "\\0"\n---\n# A' }),
  ).toEqual(['A B C', 'A']);
});
