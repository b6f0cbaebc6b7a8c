import { describe, expect, test } from 'vitest';
import { compileMarkdown } from '../../src/compile/markdown.ts';
import { MAX_LENGTH } from '../../src/compile/prepare.ts';
import { shown } from './shown.ts';

// Texts on which Markdown and HTML parsers have taken seconds, hours or the whole stack. That one of these hangs is what the
// test runner's limit of 20 s is for.
const SIZE = 10_000;
const of = (piece: string): string => piece.repeat(Math.ceil(SIZE / piece.length));
const texts: Record<string, string> = {
  'lists in one line': of('- '),
  'numbered lists in one line': of('1. '),
  'quotes in one line': of('>'),
  'quotes with spaces': of('> '),
  'lists over lines': Array.from({ length: 200 }, (_, depth) => `${' '.repeat(2 * depth)}- a`).join('\n'),
  'notes in notes': Array.from({ length: 100 }, (_, depth) => `${' '.repeat(4 * depth)}!!! note`).join('\n'),
  'fences without end': of('::: note\n'),
  'fences of nothing': of(':::\n'),
  emphasis: of('*a '),
  'strong emphasis': of('**a '),
  'mixed emphasis': of('**a _b '),
  'emphasis within words': of('a*'),
  'open brackets': of('['),
  'nested brackets': of('[') + of(']'),
  'nested links': `${of('[')}a${of('](b)')}`,
  pictures: of('!['),
  'half links': of('[a]('),
  links: of('[a](b)'),
  'code spans of all lengths': Array.from({ length: 140 }, (_, length) => '`'.repeat(length)).join('a'),
  'angle brackets': of('<'),
  'blocks with a tag each': '<b>x</b>\n\n'.repeat(20_000),
  'Markdown as code': `\`\`\`markdown\n${of('[a](').repeat(2)}\n\`\`\`\n`,
  'much code': `\`\`\`cpp\n${'a(b::c<d>); '.repeat(400)}\n\`\`\`\n\n`.repeat(60),
  'half tags': of('<a href="'),
  'half comments': of('<!--'),
  'half declarations': of('<![CDATA['),
  'elements without end': of('<div>'),
  'blocks of elements without end': of('<div>\n\n'),
  'formatting without end': of('<b>a'),
  'formatting with attributes without end': Array.from({ length: 700 }, (_, n) => `<b id=${n}>`).join(''),
  'tables in tables': of('<table><tr><td>'),
  'foreign elements': of('<svg><math>'),
  templates: of('<template>'),
  'a table of few bytes and many cells': `${of('|a')}\n${of('|-')}\n${of('|b\n')}`,
  'many tables': of('|a|\n|-|\n|b|\n\n'),
  'footnotes that refer to themselves': `[^a]\n\n[^a]: ${of('[^a]')}`,
  'text directives': of(':kbd[') + of(']'),
  'half text directives': of(':kbd['),
  'attribute lists': of('![a](b){'),
  'one attribute list': `# a {${of('a=b')}}`,
  'an attribute list of quotes': `x\n{: ${of('"')}}`,
  definitions: of('a\n: b\n\n'),
  'definitions in definitions': `a\n${of(': ')}`,
  'templates of Jekyll': of('{{ site.baseurl |'),
  dollars: of('$a '),
  formulas: of('$a$ '),
  'a formula of braces': `$${of('{')}${of('}')}$`,
  'a formula of macros': '$\\def\\a{\\a\\a}\\a$',
  addresses: of('http://a.b/('),
  'mail addresses': of('a@b.'),
  entities: of('&#'),
  backslashes: of('\\'),
  headings: of('# a\n'),
  'blank lines': of('\n'),
  'one long word': 'a'.repeat(1_000_000),
  'control characters': of('\0\u0001\u202e\ud800'),
  'a listing of quotes': `\`\`\`python\n${of('"')}\n\`\`\``,
  'a listing of slashes': `\`\`\`js\n${of('/(')}\n\`\`\``,
  'front matter without end': `---\n${of('---a\n')}`,
};

describe.each(['satteri', 'remark'] as const)('%s answers for every text', (parser) => {
  test.for(Object.entries(texts))('%s', async ([, text]) => {
    const fragment = await compileMarkdown(text, { parser });
    expect(shown(fragment).length).toBeLessThan(50 * text.length + 1000);
  });
});

describe('what is cut is told, at its place', () => {
  test('nesting', async () => {
    const { diagnostics } = await compileMarkdown(`# T\n\n${'- '.repeat(100)}\n`);
    expect(diagnostics).toMatchObject([
      { code: 'markdown-too-deep', severity: 'error', line: 3, column: 129 },
    ]);
  });

  test('length: what is before is there', async () => {
    const fragment = await compileMarkdown(`First.\n\n${'word\n'.repeat(MAX_LENGTH / 4)}`);
    expect(fragment.diagnostics).toMatchObject([{ code: 'markdown-too-long', severity: 'error' }]);
    expect(shown(fragment)).toMatch(/^<p>First\.<\/p>/);
  });

  test('more pieces than can be held: the source is there', async () => {
    const fragment = await compileMarkdown(`- ${'`a` '.repeat(200_000)}`);
    expect(fragment.diagnostics).toMatchObject([
      { code: 'markdown-too-complex', severity: 'error', line: 1, column: 1 },
    ]);
    expect(shown(fragment)).toContain('`a` `a`');
  });

  test('tables: those before are there', async () => {
    const { diagnostics, ...fragment } = await compileMarkdown(
      `|a|\n|-|\n|b|\n\n|${'a|'.repeat(300)}\n|${'-|'.repeat(300)}\n${'b|\n'.repeat(300)}`,
    );
    expect(diagnostics).toMatchObject([{ code: 'table-too-large', line: 6 }]);
    expect(shown({ ...fragment, diagnostics }).match(/<table>/g)).toHaveLength(1);
  });
});
