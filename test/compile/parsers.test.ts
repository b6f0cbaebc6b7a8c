import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileMarkdown } from '../../src/compile/markdown.ts';
import { packageFile } from '../../src/package.ts';
import { shown } from './shown.ts';
import { testParsers } from './both-parsers.ts';

testParsers(packageFile('fixtures'));

// Where the two are known to differ is left out: bare addresses that touch a table's bar, directives in odd places, stars that touch other stars or an emoji, items and headings without text, a footnote after “!”, tabs at the end of
// a line, and tags on a line of their own that go on with a footnote's paragraph or stand right below a table (for Sätteri 0.10.5 they are one more row of it). None of it stands in any of the files above, nor in real curricula (system/curricula.test.ts).
// Template tags beside it are taken out before either parser sees the line.
const TAG_BELOW_TABLE = /^\|---\|---\|\n(?:.+\n)*(?:\{.*\})?[^a-z\n]*<\/?[a-z][^\n<>]*>[ \t]*(?:\{.*)?$/m;
const pieces = (text: string): string[] => text.split('¦');
const inline = fc.constantFrom(
  ...pieces('word¦b c¦ *a* ¦ **b** ¦_c¦ ** ¦`d`¦~~e~~¦[f](g.md)¦[¦]¦](¦![h](i.png)¦$5¦$x$¦é¦漢字¦ع¦ 😀 '),
  ...pieces(
    '<b>¦</b>¦<kbd>k</kbd>¦<your-name>¦<!-- c -->¦<img src=x>¦<script>x</script>¦&amp;¦&#1;¦\\[¦[^1]¦[r]¦{#id}',
  ),
  ...pieces(
    '[my](a b.md)¦![p](c d.png "t")¦](e f.md)¦[z][no]¦[[W]]¦{{ p.q }}¦{% if x %}¦{{< ref "x" >}}¦{{% n %}}¦ {/* c */}',
  ),
  ...pieces('{alt="x"}¦{¦}¦"¦(¦)¦|¦\0¦\u0001¦  ¦ http://a.b/c ¦ a@b.c ¦{{ site.baseurl }}'),
);
const start = fc.constantFrom(
  ...pieces('¦¦¦# H ¦## H ¦#### H ¦- i ¦1. i ¦> ¦> > ¦    ¦: ¦- [x] t ¦- [ ] t ¦> [!NOTE]\n> t '),
);
const line = fc
  .tuple(start, fc.array(inline, { maxLength: 5 }))
  .map(([first, rest]) => first + rest.join(''));
const block = fc.constantFrom(
  ...pieces(
    '¦¦¦---¦***¦===¦```¦```python¦::: note¦:::¦:::: challenge¦::::¦::: {.callout-tip}¦{: .a}¦!!! tip "T"¦??? note',
  ),
  ...pieces(
    '| a | b |\n|---|---|\n| c | d |\n¦\n[^1]: note\n¦\n[r]: x.md "t"\n¦<details>\n¦</details>\n¦<div>¦</div>¦$$¦<!--¦-->',
  ),
  ...pieces(':::quiz¦:::order¦:::match¦:::gap¦:::reflect{id=r}¦:::text{answer="a|b"}¦:::hint'),
  ...pieces(
    '- [x] a\n  > b\n- [ ] c¦1. a\n2. b¦- a = b\n- c = d¦It is [[a|b]].¦| a | b |\n|---|---|\n| c | d |\n| e | f |',
  ),
  ...pieces('{% include x %}¦term\n:   def\n\n    more\n'),
);
const soup = fc
  .array(fc.oneof(line, block), { maxLength: 20 })
  .map((lines) => lines.join('\n'))
  .filter((text) => !TAG_BELOW_TABLE.test(text));

test('any text becomes well-formed HTML without marks of our own, the same with either parser', async () => {
  await fc.assert(
    fc.asyncProperty(soup, async (text) => {
      const fragment = await compileMarkdown(text);
      const html = shown(fragment);
      expect(openElements(html)).toEqual([]);

      expect(html).not.toMatch(/<!--|[\0-\x08\x0b-\x1f]|⟦/);
      expect(await compileMarkdown(text, { parser: 'remark' })).toEqual(fragment);
    }),
    { numRuns: 1500 },
  );
}, 60_000);

/** What is left open, or closed without being open, in HTML that leaves out no end tag. */
function openElements(html: string): string[] {
  const open: string[] = [];
  for (const [, end, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)(?: [a-z-]+(?:="[^"<>]*")?)*>/g)) {
    if (/^(?:br|col|hr|wbr|img|source)$/.test(name)) continue;
    if (end === '') open.push(name);
    else if (open.pop() !== name) return [...open, `/${name}`];
  }
  return html.replace(/<\/?[a-z][a-z0-9]*(?: [a-z-]+(?:="[^"<>]*")?)*>/g, '').includes('<') ? ['<'] : open;
}
