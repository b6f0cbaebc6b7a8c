import { describe, expect, test } from 'vitest';
import { compileMarkdown } from '../../src/compile/markdown.ts';
import type { Fragment } from '../../src/compile/fragment.ts';
import { resolveFragment } from '../../src/compile/resolve.ts';
import { placesOf } from '../../src/compile/target.ts';
import { shown } from './shown.ts';

async function both(markdown: string): Promise<Fragment> {
  const fragment = await compileMarkdown(markdown);
  expect(await compileMarkdown(markdown, { parser: 'remark' })).toEqual(fragment);
  return fragment;
}

async function html(markdown: string): Promise<string> {
  return shown(await both(markdown)).replaceAll('\n', '');
}

describe('blocks of MyST', () => {
  const figure =
    '<figure class="figure"><img src="a b.png" alt="A &amp; b" width="80%"><figcaption>The <em>caption</em>.</figcaption></figure>';

  test.for(['```|```', ':::|:::', '~~~~|~~~~'])('a figure is one, with its caption: %s', async (fences) => {
    const [open = '', close = ''] = fences.split('|');
    const { slots } = await both(
      `Text.\n\n${open}{figure} a b.png\n:alt: A & b\n:width: 80%\n:name: fig\n\nThe *caption*.\n${close}\n\nAfter.\n`,
    );
    expect(slots).toMatchObject([
      { kind: 'picture', url: 'a b.png', alt: 'A & b', width: '80%', line: 3, column: 1 },
    ]);
    expect(
      await html(
        `${open}{figure} a b.png\n:alt: A & b\n:width: 80%\n:name: fig\n\nThe *caption*.\n${close}\n\nAfter.\n`,
      ),
    ).toBe(
      `${figure.replace(' width="80%"', '').replace('<img', '<span id="fig"></span><img')}<p>After.</p>`,
    );
  });

  test('a picture, and one in a list', async () => {
    expect(await html('```{image} a.png\n:alt: A\n```')).toContain('<img src="a.png" alt="A">');
    expect(await html('- x\n\n  ```{figure} a.png\n  :alt: A\n\n  C\n  ```\n\n  y\n')).toContain(
      '<li><p>x</p><figure class="figure"><img src="a.png" alt="A"><figcaption>C</figcaption></figure><p>y</p></li>',
    );
  });

  test.for(['```', ':::'])('options are read, not shown: %s', async (fence) => {
    const shown = await html(`${fence}{admonition} Title\n:class: tip\nText\n${fence}\n\nAfter.\n`);
    expect(shown).toBe(
      '<aside class="admonition admonition-tip" role="note"><p class="label">Title</p><p>Text</p></aside><p>After.</p>',
    );
    expect(await html(`${fence}{note}\n:class: dropdown\nText\n${fence}`)).toContain(
      '<details class="admonition',
    );
  });

  test('code is in its language, without the options of its tools', async () => {
    expect(await html('```{code-cell} ipython3\n:tags: [hide-input]\n\nx = 1\n```')).toContain(
      '<code>x = 1</code>',
    );
    expect(await html('```{code-block} python\n:linenos:\nx = 1\n```')).toContain('class="language-python"');
    expect(await html('```{math}\n:label: e\nx^2\n```')).toContain('<math display="block">');
    expect(await html('```{python}\nx = 1\n```')).toContain('class="language-python"');
  });

  test('what only Jupyter Book makes is left out, and told where something is missing', async () => {
    expect(await html('A\n\n```{tableofcontents}\n```\n\nB')).toBe('<p>A</p><p>B</p>');
    const { diagnostics } = await both('# T\n\n```{include} x.md\n```\n\n```{toctree}\na\nb\n```\n');
    expect(diagnostics).toMatchObject([{ code: 'markdown-template-tag', line: 3, column: 1 }]);
  });
});

test('a label is an anchor, and leaves the title behind it a title', async () => {
  const { title, anchors } = await both('(top)=\n# T\n\nText\n\n(here)=\n## H\n');
  expect(title).toBe('T');
  expect(anchors).toEqual(['t', 'top', 'here', 'h']);
});

describe('roles of MyST', () => {
  test.for([
    ['See {doc}`../a/intro` x', '<p>See <a href="../a/intro">intro</a> x</p>'],
    ['{doc}`The start <intro.md>`', '<p><a href="intro.md">The start</a></p>'],
    ['{ref}`Here <top>` and {ref}`top`', '<p><a href="#top">Here</a> and <a href="#top">top</a></p>'],
    ['{math}`x^2`', '<msup><mi>x</mi><mn>2</mn></msup>'],
    ['H{sub}`2`O {kbd}`Esc`', '<p>H<sub>2</sub>O <kbd>Esc</kbd></p>'],
    [
      '{cite}`knuth` {py:func}`f` {term}`A word <word>`',
      '<p>[knuth] <code>f</code> <a href="#term-word">A word</a></p>',
    ],
    ['{nosuch}`a`', '<p><code>a</code></p>'],
  ] as const)('%s', async ([markdown, shown]) => {
    expect(await html(markdown)).toContain(shown);
  });

  test('a label is found in whatever page it stands', async () => {
    const pages = { 'a.md': 'Go {ref}`there <deep>` or {ref}`gone`.\n', 'b.md': 'Text\n\n(deep)=\n## H\n' };
    const fragments = new Map<string, Fragment>();
    for (const [file, text] of Object.entries(pages)) fragments.set(file, await both(text));
    const places = placesOf(
      fragments.keys(),
      new Map([
        ['a.md', 'a'],
        ['b.md', 'b'],
      ]),
      new Map(),
    );
    const { targets, diagnostics } = resolveFragment(
      'a.md',
      fragments.get('a.md') as Fragment,
      places,
      (file) => fragments.get(file)?.anchors,
    );
    expect(targets[0]).toEqual([{ kind: 'page', file: 'b.md', id: 'b', anchor: 'deep', found: 'exact' }]);
    expect(diagnostics).toMatchObject([{ code: 'anchor-missing', line: 1, column: 32 }]);
  });
});
