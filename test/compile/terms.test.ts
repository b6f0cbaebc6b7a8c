import { expect, it } from 'vitest';
import { compileMarkdown } from '../../src/compile/markdown.ts';
import { shown } from './shown.ts';

it('knows the words that a page explains, and their ids', async () => {
  const text = 'A b\n\nC\n: One *and* <kbd>two</kbd>.\n: Three.\n\n[D]{#own}\n: ![Four](four.png) five.\n';
  const { terms } = await compileMarkdown(text);
  expect(terms).toEqual([
    { anchors: ['term-c'], meaning: 'One and two. Three.' },
    { anchors: ['term-d', 'own'], meaning: 'five.' },
  ]);
});

it.each([':term[C]', '[C]{.term}', '{term}`C`', '{term}`C <c>`'])(
  'reads %s as a word to be looked up',
  async (text) => {
    const { slots } = await compileMarkdown(`See ${text} here.\n`);
    expect(slots[0]).toMatchObject({ kind: 'link', url: '#term-c', anywhere: true });
  },
);

it('takes time in proportion to thousands of words', async () => {
  const many = await compileMarkdown(`${'word\n'.repeat(5000)}: meaning\n`);
  expect(shown(many)).toContain('meaning');
  const long = await compileMarkdown(`word\n${': meaning <b>\n'.repeat(5000)}`);
  expect(long.terms?.[0]?.meaning.length).toBeLessThan(700);
});
