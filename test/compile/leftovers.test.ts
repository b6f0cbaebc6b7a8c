import { describe, expect, test } from 'vitest';
import { compileMarkdown } from '../../src/compile/markdown.ts';
import type { Fragment } from '../../src/compile/fragment.ts';
import { resolveFragment } from '../../src/compile/resolve.ts';
import { placesOf } from '../../src/compile/target.ts';
import { shown } from './shown.ts';

/** The fragment, the same with either parser. */
async function both(markdown: string): Promise<Fragment> {
  const fragment = await compileMarkdown(markdown);
  expect(await compileMarkdown(markdown, { parser: 'remark' })).toEqual(fragment);
  return fragment;
}

async function html(markdown: string): Promise<string> {
  return shown(await both(markdown));
}

async function found(markdown: string): Promise<unknown[]> {
  const { diagnostics } = await both(markdown);
  return diagnostics.map(({ code, line, column }) => [code, line, column]);
}

describe('front matter is not shown', () => {
  test.for([
    ['TOML, as Hugo has it', '+++\ntitle = "A"\nweight = 1\n+++\n\n# T\n\nText.\n', 6],
    ['after empty lines', '\n \n---\ntitle: A\n---\n# T\n\nText.\n', 6],
    ['closed by dots', '---\ntitle: A\n...\n\n# T\n\nText.\n', 5],
  ] as const)('%s', async ([, markdown, line]) => {
    const fragment = await both(`${markdown}\n<embed>\n`);
    expect(fragment.title).toBe('T');
    expect(shown(fragment).trim()).toBe('<p>Text.</p>');
    expect(fragment.diagnostics).toMatchObject([{ code: 'html-removed', line: line + 4, column: 1 }]);
  });

  test('nor where its end is missing, which is told', async () => {
    expect(await html('---\ntitle: A\ntags:\n  - b\n\n# T\n\nText.\n')).toBe('<p>Text.</p>');
    expect(await found('+++\ntitle = "A"\n\nText.\n')).toEqual([['front-matter-unclosed', 1, 1]]);
  });

  test('a divider at the beginning is no front matter', async () => {
    expect(await html('\n---\n\nText.\n\n---\n')).toBe('<hr>\n<p>Text.</p>\n<hr>');
    expect(await html('---\n\nText.\n')).toBe('<hr>\n<p>Text.</p>');
    expect(await found('---\nText: more.\n')).toEqual([['front-matter-unclosed', 1, 1]]);
  });
});

describe('tags of other site generators', () => {
  test.for([
    ['Hello {{ page.title }}, hello', '<p>Hello , hello</p>', ['markdown-template-tag', 1, 7]],
    ['> - a {% include x.html %} b', '<p>a  b</p>|<li>a  b</li>', ['markdown-template-tag', 1, 7]],
    ['{{% notice tip %}}Do *it*{{% /notice %}}', '<p>Do <em>it</em></p>', ['markdown-template-tag', 1, 1]],
    ['See {{#include a.md}} x', '<p>See  x</p>', ['markdown-template-tag', 1, 5]],
    ['[a]({{ page.url }}) b', '<p>a b</p>', ['markdown-template-tag', 1, 5]],
    ['# T\n\n<a href="{{ page.url }}">a</a> b', ' b', ['markdown-template-tag', 3, 10]],
    ['```\n{{#include a.rs}}\nx\n```', '<code>x\n</code>', ['markdown-template-tag', 1, 1]],
    ["import Tabs from '@theme/Tabs';\nimport x from 'y'\n\nText.", '<p>Text.</p>', undefined],
    ['# T\n\nexport const a = {\n  b: 1,\n};\n\nText.', '<p>Text.</p>', ['markdown-template-tag', 3, 1]],
  ] as const)('%s', async ([markdown, text, finding]) => {
    const shown = await html(markdown);
    expect(text.split('|').some((part) => shown.includes(part))).toBe(true);
    expect(shown).not.toMatch(/[{}\uFFFE]|import|export/);
    const all = await found(markdown);
    if (finding) expect(all).toEqual([finding]);
    else expect(all.map(String)).toEqual(['markdown-template-tag,1,1', 'markdown-template-tag,2,1']);
  });

  test.for([
    ['[f]({{< ref "x.md" >}}) [g]({{% relref "a b" %}})', 'x.md', 'a%20b'],
    ['[f]({{ "/x.md" | relative_url }}) [g]({{ site.baseurl }}/y.md)', '/x.md', '/y.md'],
  ] as const)('that name a path are that path: %s', async ([markdown, ...urls]) => {
    const { slots, diagnostics } = await both(markdown);
    expect(slots.flatMap((slot) => ('url' in slot ? [slot.url] : []))).toEqual(urls);
    expect(diagnostics).toEqual([]);
  });

  test('that show a picture or film show it', async () => {
    expect(await html('{{< figure src="a b.png" alt="A [b]" caption="The \\"c\\"" >}}')).toBe(
      '<figure class="figure"><img src="a%20b.png" alt="A [b]"><figcaption>The "c"</figcaption></figure>',
    );
    expect(await html('Hello {{< youtube abc_d >}}')).toContain(
      'href="https://www.youtube.com/watch?v=abc_d"',
    );
  });

  test('are what they are in code, formulas and where no tag is meant', async () => {
    const texts = ['`{{ x }}` and ``{% y %}``', 'A {b} {{1, 2}}, {{a}, {b}}', '{{</* figure */>}}'];
    for (const text of texts) {
      expect((await html(text)).replace(/<\/?code>/g, '')).toBe(
        `<p>${text.replace(/`+/g, '').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</p>`,
      );
      expect(await found(text)).toEqual([]);
    }
    expect(await html('`a {{ x }}\nb`')).toBe('<p><code>a {{ x }} b</code></p>');
    expect(await html('$x^{{a}}$')).toContain('<msup>');
    expect(await html('{% raw %}{{ x }}{% endraw %} y')).toBe('<p>{{ x }} y</p>');
  });
});

describe('links with spaces', () => {
  test.for([
    [
      'a [l *m*](other lesson.md#x "T") b',
      '<p>a <a href="other lesson.md#x" title="T">l <em>m</em></a> b</p>',
      3,
    ],
    ['![p](my pic.png)', '<figure class="figure"><img src="my pic.png" alt="p"></figure>', 1],
    [
      '![p](my pic.png "T"){width=50%}',
      '<figure class="figure"><img src="my pic.png" alt="p"><figcaption>T</figcaption></figure>',
      1,
    ],
    ['a ![p](pic.png =30x) b', '<p>a <img src="pic.png" alt="p"> b</p>', 3],
    [
      '[![p](my pic.png)](b.md)',
      '<figure class="figure"><a href="b.md"><img src="my pic.png" alt="p"></a></figure>',
      2,
    ],
    ['[a](b (c) d.md) $5 [e](f g.md)', '<p><a href="b (c) d.md">a</a> $5 <a href="f g.md">e</a></p>', 1],
  ] as const)('are links: %s', async ([markdown, shown, column]) => {
    expect((await html(markdown)).replaceAll('\n', '')).toBe(shown);
    expect((await found(markdown))[0]).toEqual(['link-spaces', 1, column]);
  });

  test('stand at their own place, in lists and quotes and below front matter', async () => {
    const { slots, diagnostics } = await both('---\na: 1\n---\n\n> - one\\! &amp;\n>   two [l](a b.md) x\n');
    expect(slots[0]).toMatchObject({ kind: 'link', url: 'a b.md', line: 6, column: 9 });
    expect(diagnostics).toMatchObject([{ code: 'link-spaces', line: 6, column: 9 }]);
  });

  test.for([
    '[a](see below)',
    'f[x](a b)',
    '\\[l](other lesson.md)',
    '[l]\\(other lesson.md)',
    '`[l](a b.md)`',
  ])('but %s is text', async (markdown) => {
    expect(await html(markdown)).not.toContain('<a');
    expect(await found(markdown)).toEqual([]);
  });
});

describe('what looks like a link and is none', () => {
  test.for([
    ['a [z][nodef] b', 3],
    ['a [z][] b', 3],
    ['an [x](b.md', 4],
    ['[x](https://a.example/b c.md)', 1],
    ['see [[Wiki]]', 5],
    ['![[x.png]]', 1],
    ['a[^1] b', 2],
  ] as const)('%s is told', async ([markdown, column]) => {
    expect(await html(markdown)).toContain('[');
    expect(await found(markdown)).toEqual([['link-unread', 1, column]]);
  });

  test.for([
    'a[i][j] and [1][2]',
    '[[1, 2], [3]] [[1,2]]',
    'a [b] (c) [d]',
    '\\[[Wiki]]',
    '`[[Wiki]]`',
    '[x](b',
  ])('%s is not', async (markdown) => {
    expect(await found(markdown)).toEqual([]);
  });
});

describe('a page without text', () => {
  const told = async (file: string, markdown: string): Promise<unknown[]> => {
    const places = placesOf([file], new Map([[file, 'a']]), new Map());
    return resolveFragment(file, await both(markdown), places, () => []).diagnostics.map(({ code }) => code);
  };

  test.for(['', ' \n\n', '---\ntitle: A\n---\n', '<!-- later -->\n'])('is told: %j', async (markdown) => {
    expect(await told('a.md', markdown)).toEqual(['page-empty']);
  });

  test('is none where it has a title or a picture, or is a folder’s first page', async () => {
    expect(await told('a.md', '# T\n')).toEqual([]);
    expect(await told('a/_index.md', '---\ntitle: A\n---\n')).toEqual([]);
    expect(await told('a.md', '![A](b.png)')).toEqual(['asset-missing']);
  });
});

// Where this takes longer than the test runner's 20 s, it took minutes.
test('what looks like a link is told as far as anyone reads, however much of it a text has', async () => {
  for (const piece of ['[^a]', '[[a]]', 'a [[b.md]] c\n']) {
    const { diagnostics } = await compileMarkdown(piece.repeat(60_000));
    expect(diagnostics.filter(({ code }) => code === 'link-unread')).toHaveLength(100);
  }
});
