import { describe, expect, test } from 'vitest';
import { compileMarkdown } from '../../src/compile/markdown.ts';
import { compiled, shown } from './shown.ts';

describe('a page', () => {
  test('that begins with a heading of depth 1 has it as its title, with an anchor, and not in its text', async () => {
    const fragment = await compileMarkdown('---\ntitle: x\n---\n\n# Über *Wasser* {#water}\n\nText.\n');
    expect(fragment).toMatchObject({ title: 'Über Wasser', titleId: 'water', anchors: ['water'] });
    expect(shown(fragment)).toBe('<p>Text.</p>');
  });

  test('keeps the code, emphasis and formulas of its title and of its contents', async () => {
    const { title, titleHtml, headings } = await compileMarkdown(
      '# The `x` <b>of</b> $x^2$\n\n## A $y$\n\n## B & `c`\n',
    );
    const math = (inner: string): RegExp => new RegExp(`<math.*>${inner}<.*</math>$`);
    expect(title).toBe('The x of x^2');
    expect(titleHtml).toMatch(/^The <code>x<\/code> <b>of<\/b> <math/);
    expect(titleHtml).toMatch(math('<msup><mi>x</mi><mn>2</mn></msup>'));
    expect(headings[0]?.html).toMatch(math('<mi>y</mi>'));
    expect(headings[1]?.html).toBe('B &amp; <code>c</code>');
    expect(await compileMarkdown('# Plain\n')).not.toHaveProperty('titleHtml');
  });

  test('has one outline without gaps, whatever depths its author chose', async () => {
    const fragment = await compileMarkdown('# T\n\n### A\n\n##### B\n\n### C\n\n# D\n');
    expect(shown(fragment)).toMatch(
      /<h2 id="a">A<\/h2>\s*<h3 id="b">B<\/h3>\s*<h2 id="c">C<\/h2>\s*<h2 id="d">D<\/h2>/,
    );
    expect(fragment.headings.map(({ depth, id }) => [depth, id])).toEqual([
      [2, 'a'],
      [3, 'b'],
      [2, 'c'],
      [2, 'd'],
    ]);
  });

  test('names its anchors as GitHub does, and numbers those that stand twice', async () => {
    const { anchors } = await compileMarkdown(
      '# T\n\n## What’s new? `a_b`\n\n## Setup\n\n## Setup\n\n## Über 漢字\n',
    );
    expect(anchors).toEqual(['t', 'whats-new-a_b', 'setup', 'setup-1', 'über-漢字']);
  });

  test('has an anchor for every heading of its table of contents, whatever the heading begins with or consists of', async () => {
    const { anchors, headings } = await compileMarkdown(
      `# T\n\n## 🚀 Challenge\n\n## ⚠️ Mind\n\n## ???\n\n## Satchel main\n\n## Satchel tools\n\n## ${'long '.repeat(90)}\n\n[go](#-challenge)\n`,
    );
    expect(anchors.slice(0, 3)).toEqual(['t', '-challenge', '\ufe0f-mind']);
    expect(anchors).toContain('satchel-tools');
    expect(headings.map(({ id }) => id)).toEqual(anchors.slice(1));
    expect(new Set(anchors).size).toBe(7);
  });

  test('keeps an anchor that its author gave in any of the usual ways', async () => {
    const { anchors } = await compileMarkdown(
      '# T\n\n<a name="old"></a>\n\n## A {#mine .x}\n\n[term]{#term}\n\nText\n{: #para}\n\n<h2 id="raw">R</h2>\n',
    );
    expect(anchors).toEqual(['t', 'old', 'mine', 'term', 'para', 'raw']);
  });

  test('has each id once', async () => {
    const html = await compiled('<a id="x"></a>\n\n<p id="x">a</p>\n\n[b]{#x}\n');
    expect(html.match(/id="x"/g)).toHaveLength(1);
  });
});

describe('text stays as its author wrote it', () => {
  test.for([
    'At 10:30 with python:3.9 and :smile: or a:b[c].',
    'It costs $5 and $6, or US$0.50, or 5$ in all.',
    'Set the name to {name} or {"a": 1}.',
    'In C++ a::b is a name.',
  ])('%s', async (text) => {
    expect(await compiled(text)).toBe(`<p>${text}</p>`);
  });

  test('but for three hyphens between words, which are a dash everywhere else', async () => {
    expect(await compiled('One --- two---three, `a --- b` ----- --- x')).toBe(
      '<p>One — two—three, <code>a --- b</code> ----- — x</p>',
    );
    expect((await compileMarkdown('## A --- b\n')).anchors).toEqual(['a-----b']);
  });

  test('a tag that is no HTML is what its author typed', async () => {
    expect(await compiled('Replace <your-name> with <SSID>.')).toBe(
      '<p>Replace &lt;your-name&gt; with &lt;SSID&gt;.</p>',
    );
  });

  test('code keeps what elsewhere is the syntax of a dialect', async () => {
    const code = '::: note\n{: .x}\n{% raw %}{{ site.baseurl }}\n!!! tip\n    $a$ and $5';
    expect(await compiled(`\`\`\`\n${code}\n\`\`\`\n\n$x$\n`)).toContain(`<code>${code}\n</code>`);
    expect(await compiled(`    ::: note\n    text\n\nx\n`)).toContain('<code>::: note\ntext\n</code>');
  });
});

describe('blocks of the Carpentries', () => {
  test('nest, with any number of colons', async () => {
    const html = await compiled(
      ':::::: challenge\n\n## Do it\n\nText\n\n:::: solution\n\nSo.\n\n:::::::::::\n\n::::\n\nAfter.\n',
    );
    expect(html.replaceAll('\n', '')).toBe(
      '<div class="challenge"><p class="label">⟨challenge⟩</p><h2 id="do-it">Do it</h2><p>Text</p>' +
        '<details class="solution"><summary>⟨solution⟩</summary><p>So.</p></details></div><p>After.</p>',
    );
  });

  test('a solution is named by its own heading', async () => {
    expect(await compiled('::: solution\n\n## The *answer*\n\nSo.\n:::\n')).toContain(
      '<summary id="the-answer">The <em>answer</em></summary>',
    );
  });

  test('of the older lessons are quotes with a class', async () => {
    const html = await compiled('> ## Do it\n> Text\n>\n> > So.\n> {: .solution}\n{: .challenge}\n');
    expect(html).toMatch(
      /^<div class="challenge">[^]*<details class="solution">[^]*<p>So\.<\/p>\s*<\/details>\s*<\/div>$/,
    );
  });

  test('a picture has its caption between the brackets and its description in braces', async () => {
    expect(await compiled("![The *cup*](cup.png){alt='A cup' width=50%}\n")).toBe(
      '<figure class="figure"><img src="cup.png" alt="A cup"><figcaption>The cup</figcaption></figure>',
    );
  });

  test('have their questions, objectives and key points in the front matter of older lessons', async () => {
    const page =
      '---\ntitle: A\nquestions:\n- "What is \\"it\\"?"\nobjectives:\n  - Do `it`\n    well.\n  - \'It\'\'s <embed>\'\nkeypoints:\n- "K"\n---\nText.\n';
    const fragment = await compileMarkdown(page);
    expect(shown(fragment).replaceAll('\n', '')).toBe(
      '<div class="questions"><p class="label">⟨questions⟩</p><ul><li>What is "it"?</li></ul></div>' +
        '<div class="objectives"><p class="label">⟨objectives⟩</p><ul><li>Do <code>it</code> well.</li><li>It\'s </li></ul></div>' +
        '<p>Text.</p><div class="keypoints"><p class="label">⟨keypoints⟩</p><ul><li>K</li></ul></div>',
    );
    expect(fragment.diagnostics).toMatchObject([{ code: 'html-removed', line: 8 }]);
    expect(await compileMarkdown(page, { parser: 'remark' })).toEqual(fragment);
    expect((await compileMarkdown(page.replace('Text', '\n# T\n\nText'))).title).toBe('T');
  });

  test('a glossary is a definition list, paragraphs and all', async () => {
    const html = await compiled(
      '[array]{#array}\n:   Things in\n    a row.\n\n    And more.\n\nlist\n:   Another.\n\nText.\n',
    );
    expect(html.replaceAll('\n', '')).toBe(
      '<dl><dt id="term-array"><span id="array">array</span></dt><dd><p>Things ina row.</p><p>And more.</p></dd>' +
        '<dt id="term-list">list</dt><dd>Another.</dd></dl><p>Text.</p>',
    );
  });
});

describe('notes of other systems', () => {
  const note =
    /^<aside class="admonition admonition-note" role="note">\s*<p class="label">(.*)<\/p>\s*<p>Text<\/p>\s*<\/aside>$/;

  test.for([
    ['GitHub', '> [!NOTE]\n> Text', '⟨note⟩'],
    ['Obsidian', '> [!note] Title\n> Text', 'Title'],
    ['Docusaurus', ':::note Title\n\nText\n\n:::', 'Title'],
    ['Docusaurus, with emphasis', ':::note A *b* `c`\n\nText\n\n:::', 'A <em>b</em> <code>c</code>'],
    ['Docusaurus, brackets', ':::note[Title]\nText\n:::', 'Title'],
    ['Quarto', '::: {.callout-note title="Title"}\nText\n:::', 'Title'],
    ['Quarto, with a heading', '::: {.callout-note}\n## Title\nText\n:::', 'Title'],
    ['MkDocs', '!!! note "Title"\n    Text', 'Title'],
    ['MkDocs, without a title', '!!! note\n\n    Text\n', '⟨note⟩'],
    ['MyST', '```{note} Title\nText\n```', 'Title'],
    ['MyST, colons', ':::{note} Title\nText\n:::', 'Title'],
    ['VitePress', '::: info\nText\n:::'.replace('info', 'note'), '⟨note⟩'],
  ] as const)('%s', async ([, markdown, title]) => {
    expect(note.exec((await compiled(markdown)).trim())?.[1]).toBe(title);
  });

  test('a folded one of MkDocs is folded, an open one open', async () => {
    expect(await compiled('??? tip "T"\n    Text')).toContain('<details class="admonition admonition-tip">');
    expect(await compiled('???+ tip "T"\n    Text')).toContain(
      '<details class="admonition admonition-tip" open>',
    );
  });

  test('a quote that begins with a picture character stays a quote', async () => {
    expect(await compiled('> 💁 Text')).toBe('<blockquote>\n<p>💁 Text</p>\n</blockquote>');
  });

  test('an unknown kind keeps its content', async () => {
    expect(await compiled('::: sidebar\nText\n:::')).toContain('<p>Text</p>');
  });
});

describe('what comes from Jekyll', () => {
  test('variables of the site leave its links local', async () => {
    expect(await compiled('[a]({{ site.baseurl }}/b.md) [c]({% link _d/e.md %})')).toBe(
      '<p><a href="/b.md">a</a> <a href="_d/e.md">c</a></p>',
    );
  });

  test('attributes of links are read, not shown', async () => {
    expect(await compiled('See [a](b.md){:target="_blank"} and [c](d.md){: .btn}.')).toBe(
      '<p>See <a href="b.md">a</a> and <a href="d.md">c</a>.</p>',
    );
  });
});

test('a page that begins with its title again shows it once, and links to it find it', async () => {
  const { html, title, titleId, headings, diagnostics } = await compileMarkdown(
    '---\ntitle: Words\n---\n\n## Words\n\nRain\n\n### More\n',
  );
  expect(html.toString()).toBe('<p>Rain</p>\n<h2 id="more">More</h2>');
  expect({ title, titleId, headings: headings.length, diagnostics }).toEqual({
    diagnostics: [],
    title: 'Words',
    titleId: 'words',
    headings: 1,
  });
  expect((await compileMarkdown('---\ntitle: All words\n---\n\n## Words\n')).title).toBeUndefined();
});

describe('math', () => {
  test('is MathML that needs neither style nor script', async () => {
    const html = await compiled('$x^2$\n\n$$\n\\color{red}\\frac{a}{b}\n$$\n');
    expect(html).toContain('<msup><mi>x</mi><mn>2</mn></msup>');
    expect(html).toContain('<div class="math-display" tabindex="0"><math display="block">');
    expect(html).not.toMatch(/style=|<span/);
  });

  test('between two signs stands by itself where nothing is beside it', async () => {
    const block = '<div class="math-display" tabindex="0"><math display="block">';
    for (const source of ['$$x$$', '- $$x$$', '> $$x$$', 'Then:\n\n$$ \\frac{1}{2} $$\n'])
      expect(await compiled(source), source).toContain(block);
    expect(await compiled('Here $$x$$ too.')).toContain('Here <math>');
    expect(await compiled('$x$')).toMatch(/^<p><math>/);
  });

  test('may stand in a block of code named so, as on GitHub', async () => {
    expect(await compiled('```math\nx\n```')).toContain('<math display="block">');
  });

  test('that would be cut at the edge of a page is marked, by its width and not by the length of its source', async () => {
    const sum = (terms: number): string => Array.from({ length: terms }, (_, n) => `a_{${n}} x`).join(' + ');
    const classes = async (tex: string): Promise<string | undefined> =>
      /<div class="([^"]*)/.exec(await compiled(`$$\n${tex}\n$$\n`))?.[1];
    expect(await classes(sum(9))).toBe('math-display');
    expect(await classes(sum(16))).toBe('math-display math-wide');
    expect(await classes(sum(28))).toBe('math-display math-wider');
    expect(await classes(`\\frac{${sum(9)}}{${sum(9)}}`)).toBe('math-display');
    expect(await classes(`\\begin{aligned} ${Array(9).fill('x &= y').join('\\\\')} \\end{aligned}`)).toBe(
      'math-display',
    );
  });

  test('that cannot be read is shown as its source', async () => {
    expect(await compiled('$\\frac{$')).toBe('<p><code class="math-invalid">\\frac{</code></p>');
  });
});

describe('code', () => {
  test('is marked where a line must not end behind its hyphen: short, and one word', async () => {
    expect(await compiled('`soil-sensor` and `--all`')).toBe(
      '<p><code class="word">soil-sensor</code> and <code class="word">--all</code></p>',
    );
    expect(await compiled('`soil` `a - b` `a-very-long-name-that-fills-lines`')).not.toContain('class');
  });

  test('is coloured in the languages that have colours', async () => {
    expect(await compiled('```python\nprint(1)\n```')).toBe(
      '<pre class="language-python" dir="ltr" tabindex="0"><code><span class="hljs-built_in">print</span>' +
        '(<span class="hljs-number">1</span>)\n</code></pre>',
    );
  });

  test.for([
    ['{python}', 'python'],
    ['{r, echo=FALSE}', 'r'],
    ['language-js', 'js'],
    ['Python title="a.py"', 'python'],
    ['c++', 'c++'],
  ] as const)('knows %s', async ([info, language]) => {
    expect(await compiled(`\`\`\`${info}\nx = 1\n\`\`\``)).toContain(`class="language-${language}"`);
  });

  test.for(['output', 'text', 'nonsense', '__proto__', 'constructor'])(
    'leaves %s plain',
    async (language) => {
      expect(await compiled(`\`\`\`${language}\nif 1\n\`\`\``)).toContain('<code>if 1\n</code>');
    },
  );
});

describe('what is only online', () => {
  test('becomes a labelled link', async () => {
    const { diagnostics, ...fragment } = await compileMarkdown(
      '![A map](https://maps.example/m.png)\n\n<iframe title="The film" src="https://www.youtube.com/embed/abc"></iframe>\n',
    );
    expect(shown({ ...fragment, diagnostics })).toBe(
      '<p><a href="https://maps.example/m.png" class="online" rel="noopener">A map</a></p>\n' +
        '<a href="https://www.youtube.com/watch?v=abc" class="online" rel="noopener">The film</a>',
    );
    expect(diagnostics.map(({ code, line }) => [code, line])).toEqual([
      ['online-only', 1],
      ['online-only', 3],
    ]);
  });

  test('within a link leaves that link as it is', async () => {
    expect(await compiled('[![Watch](https://a.example/b.jpg)](https://c.example)')).toBe(
      '<p><a href="https://c.example" class="external" rel="noopener"><span class="online">Watch</span></a></p>',
    );
  });

  test('does not hold for plain links', async () => {
    const { diagnostics } = await compileMarkdown(
      '[a](https://a.example) <https://b.example> https://c.example',
    );
    expect(diagnostics).toEqual([]);
  });
});

describe('slots', () => {
  test('carry addresses as written and places in the file', async () => {
    const { slots } = await compileMarkdown(
      '---\na: 1\n---\n\n# T\n\nSee [*a*](<b c.md#d> "t").\n\n[![x](y.png)](z.png)\n',
    );
    expect(slots).toEqual([
      { kind: 'link', url: 'b c.md#d', attributes: ' title="t"', line: 7, column: 5, imageOnly: false },
      { kind: 'link-end' },
      { kind: 'link', url: 'z.png', attributes: '', line: 9, column: 1, imageOnly: true },
      { kind: 'picture', url: 'y.png', alt: 'x', linked: true, attributes: '', line: 9, column: 2 },
      { kind: 'link-end' },
    ]);
  });

  test('are the same for raw HTML', async () => {
    const { slots, diagnostics } = await compileMarkdown(
      'A <img src="a.png" alt="" width="300"> and\n<video controls src="b.mp4" poster="c.jpg" title="Film"><track src="d.vtt" kind="captions" srclang="en" label="English"></video>\n',
    );
    expect(slots).toEqual([
      { kind: 'picture', url: 'a.png', alt: '', attributes: '', width: '300', line: 1, column: 3 },
      {
        kind: 'player',
        media: 'video',
        sources: ['b.mp4'],
        tracks: [{ url: 'd.vtt', kind: 'captions', language: 'en', label: 'English' }],
        poster: 'c.jpg',
        label: 'Film',
        line: 2,
        column: 1,
      },
      { kind: 'transcripts' },
    ]);
    expect(diagnostics).toEqual([]);
  });

  test.for([
    ['![](a.mp4){width=320}', { width: '320' }],
    ['<video src="a.mp4" width="50%" height="90px"></video>', { width: '50%', height: '90' }],
    ['::video{src=a.mp4 width=320}', { width: '320' }],
  ] as const)('a player is as wide as its author asks: %s', async ([markdown, size]) => {
    const { slots } = await compileMarkdown(`${markdown}\n`);
    expect(slots).toContainEqual(
      expect.objectContaining({ kind: 'player', media: 'video', sources: ['a.mp4'], ...size }),
    );
  });

  test('a picture whose file is a film is a player', async () => {
    const { slots } = await compileMarkdown('![The film](a.mp4)');
    expect(slots).toContainEqual(
      expect.objectContaining({ kind: 'player', media: 'video', sources: ['a.mp4'], label: 'The film' }),
    );
  });
});

describe('GFM', () => {
  test('a table scrolls by itself, with the keyboard too', async () => {
    expect(await compiled('| a | b |\n|---|:-:|\n| 1 | 2 |\n')).toMatch(
      /^<div class="table-scroll" role="group" tabindex="0" aria-label="⟨table⟩"><table>[^]*<td align="center">2<\/td>[^]*<\/table><\/div>$/,
    );
  });

  test('a cell of a table with sentences has some room', async () => {
    const cell = 'Is able to capture one reading after each amount of water';
    const html = await compiled(`| a | b |\n|---|---|\n| short | ${cell} |\n`);
    expect(html).toContain(`<td>short</td>`);
    expect(html).toContain(`<td class="long">${cell}</td>`);
  });

  test('a block of code without any is not shown', async () => {
    expect(await compiled('> a\n>\n> ```output\n\nb\n\n```\n\n```\n')).not.toContain('<pre');
    expect(await compiled('```\n \nx\n```\n')).toContain('<pre');
    expect((await compileMarkdown('<pre><img src="a.png" alt="x"></pre>')).slots).toHaveLength(1);
    expect(await compiled('<pre id="k"></pre>')).toContain('<pre');
  });

  test('tasks are signs, since a page has no forms', async () => {
    expect(await compiled('- [x] done\n- [ ] open\n')).toMatch(/☑ done[^]*☐ open/);
  });

  test('footnotes lead there and back, in words that can be translated', async () => {
    const html = await compiled('A[^n].\n\n[^n]: Note.\n');
    expect(html).toContain('<a id="fnref-n" href="#fn-n" class="footnote-ref">1</a>');
    expect(html).toContain('<h2 id="footnote-label">⟨footnotes⟩</h2>');
    expect(html).toContain('<a href="#fnref-n" class="footnote-back" aria-label="⟨backToReference⟩">↩</a>');
  });
});

describe('raw HTML', () => {
  test('goes around Markdown', async () => {
    const html = await compiled('<details>\n<summary>S</summary>\n\nText **b**\n\n</details>\n\nAfter\n');
    expect(html).toMatch(
      /<details>\s*<summary>S<\/summary>\s*<p>Text <strong>b<\/strong><\/p>\s*<\/details>\s*<p>After<\/p>/,
    );
  });

  test('keeps what says something, and drops what only looks', async () => {
    expect(
      await compiled(
        '<p align="center" style="x" class="y" lang="ar" dir="rtl" onclick="z()">H<sub>2</sub>O <kbd>Esc</kbd> <font color="red">red</font></p>',
      ),
    ).toBe('<p align="center" lang="ar" dir="rtl">H<sub>2</sub>O <kbd>Esc</kbd> red</p>');
  });

  test('has the slots of generated blocks beside it', async () => {
    expect(await compiled('<div>\n\n::: note\nText $x$\n:::\n\n</div>\n')).toMatch(
      /<aside class="admonition admonition-note" role="note">\s*<p class="label">⟨note⟩<\/p>\s*<p>Text <math>/,
    );
  });

  test('comments vanish', async () => {
    expect(await compiled('a <!-- b --> c\n\n<!--\n::: note\n-->\n')).toBe('<p>a  c</p>');
  });
});
