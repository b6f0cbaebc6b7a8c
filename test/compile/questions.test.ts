import { describe, expect, test } from 'vitest';
import type { Activity } from '../../src/learner/activity.ts';
import { compileMarkdown } from '../../src/compile/markdown.ts';
import { checkSchema } from '../../src/schema.ts';
import { shown } from './shown.ts';

async function only(markdown: string): Promise<{ activity: Activity; html: string; codes: string[] }> {
  const fragment = await compileMarkdown(markdown);
  const { activities = [], diagnostics } = fragment;
  expect(activities).toHaveLength(1);
  return {
    activity: activities[0] as Activity,
    html: shown(fragment),
    codes: diagnostics.map(({ code }) => code),
  };
}

/** What a learner sees of a page where its questions stand, without the answers at its end. */
function questionsIn(html: string): string {
  return html.slice(0, html.indexOf('<section class="answers">')).replace(/ data-key="[^"]*"/g, '');
}

function answersIn(html: string): string {
  return html.slice(html.indexOf('<section class="answers">'));
}

function keyIn(html: string): unknown {
  const [, key = ''] = /data-key="([^"]*)"/.exec(html) ?? [];
  return JSON.parse(key.replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
}

describe('a quiz', () => {
  const text = `:::quiz{id=sea attempts=2 points=3}
Where does *most* water lie?

![A map](map.png)

- [ ] In rivers
  > Rivers hold little.
- [x] In the **sea**
  - Right.
- [ ] In \`ice\`

  Ice holds $2$ %.

:::hint
Look at a map.
:::

:::explanation
The sea holds 97 %.
:::
:::
`;

  test('is what its author wrote, as data', async () => {
    const { activity, codes } = await only(text);
    expect(codes).toEqual([]);
    expect(activity).toEqual({
      id: 'sea',
      prompt: 'Where does most water lie?\nA map',
      kind: 'choice',
      multiple: false,
      shuffle: true,
      choices: [
        { text: 'In rivers', right: false, feedback: 'Rivers hold little.' },
        { text: 'In the sea', right: true, feedback: 'Right.' },
        { text: 'In ice', right: false, feedback: 'Ice holds 2 %.' },
      ],
      points: 3,
      attempts: 2,
      hints: ['Look at a map.'],
      explanation: 'The sea holds 97 %.',
    });
  });

  test('stands in the page with its answers, and without what tells them, which stands at the end', async () => {
    const { html } = await only(text);
    const question = questionsIn(html);
    expect(question).toMatch(/^<section class="question" id="sea" data-activity="sea">/);
    expect(question).toContain('<ul class="choices"><li>In rivers</li><li>In the <strong>sea</strong></li>');
    expect(question).toContain('<details class="hint">');
    expect(question).not.toMatch(/97|little|Right/);
    expect(keyIn(html)).toEqual({ kind: 'choice', right: [1], multiple: false, attempts: 2 });
    const answers = answersIn(html);
    expect(answers).toContain('<details><summary>⟨answers⟩</summary>');
    expect(answers).toContain('<ul class="right"><li>In the <strong>sea</strong></li></ul>');
    expect(answers).toContain('<li data-n="0"><q>In rivers</q> <div><p>Rivers hold little.</p></div></li>');
    expect(answers).toContain('<div class="explanation"><p>The sea holds 97 %.</p></div>');
  });

  test('with several right answers lets several be chosen', async () => {
    const { activity, html } = await only(':::quiz\nWhich?\n\n- [x] a\n- [X] b\n- [ ] c\n:::\n');
    expect(activity).toMatchObject({ id: 'q1', multiple: true });
    expect(html).toContain('⟨severalRight⟩');
    expect(html).toContain('<ul class="choices several">');
  });

  test('is read with boxes that only people understand', async () => {
    const { activity } = await only(':::quiz\nWhich?\n\n- [] a\n- [ x ] b\n- c\n:::\n');
    expect(activity).toMatchObject({
      choices: [
        { text: 'a', right: false },
        { text: 'b', right: true },
        { text: 'c', right: false },
      ],
    });
  });

  test('with a sign in the place of a box is told where, and no answer is made of it', async () => {
    const fragment = await compileMarkdown(
      ':::quiz\nWhich?\n\n- [x] a\n- [o] maybe\n- [ok] yes\n- [ ] [1] is a list\n:::\n',
    );
    expect(fragment).not.toHaveProperty('activities');
    expect(fragment.diagnostics.map(({ code, params, line }) => [code, params['box'], line])).toEqual([
      ['quiz-box-unknown', '[o]', 5],
      ['quiz-box-unknown', '[ok]', 6],
    ]);
    const { activity } = await only(':::quiz\nWhich?\n\n- [x] [1] is a list\n- [ ] [a][b] is\n:::\n');
    expect(activity).toMatchObject({ choices: [{ text: '[1] is a list' }, { text: '[a][b] is' }] });
  });

  test('takes what stands after its answers for the explanation, and :::solution too', async () => {
    const { activity } = await only(
      ':::quiz\nWhich?\n\n- [x] a\n- [ ] b\n\nBecause.\n\n:::solution Why\nReally.\n:::\n:::\n',
    );
    expect(activity.explanation).toBe('Because.\nReally.');
  });

  test('around questions is a frame, and each is a question of its own', async () => {
    const fragment = await compileMarkdown(
      '::::quiz[What you know]\nThree questions.\n\n:::reflect\nA?\n:::\n:::reflect\nB?\n:::\n::::\n',
    );
    expect(fragment.activities?.map(({ id }) => id)).toEqual(['q1', 'q2']);
    expect(shown(fragment)).toMatch(/^<div>\s*<p class="label">What you know<\/p>\s*<p>Three questions/);
    expect(fragment.diagnostics).toEqual([]);
  });

  test('that cannot be answered is shown as it stands, and told', async () => {
    const fragment = await compileMarkdown(':::quiz\nWhich?\n\n- [ ] a\n- [ ] b\n:::\n');
    expect(fragment).not.toHaveProperty('activities');
    expect(shown(fragment)).toContain('☐');
    expect(shown(fragment)).not.toContain('class="question"');
    expect(fragment.diagnostics.map(({ code, line }) => [code, line])).toEqual([['quiz-right-missing', 4]]);
  });
});

describe('a number', () => {
  test('has tolerance and unit', async () => {
    const { activity, html } = await only(
      ':::number{answer="12,5" tolerance=0.5 unit=m title="Depth"}\nHow deep?\n:::\n',
    );
    expect(activity).toMatchObject({
      kind: 'number',
      title: 'Depth',
      answer: 12.5,
      tolerance: 0.5,
      tolerancePercent: false,
      unit: 'm',
    });
    expect(questionsIn(html)).toContain('⟨questionNumber⟩ · Depth');
    expect(questionsIn(html)).toContain(
      '<p class="blank"><span class="line"></span> <span class="unit">m</span></p>',
    );
    expect(answersIn(html)).toContain('<p class="right">12.5 ± 0.5 m</p>');
  });

  test('may have a tolerance in percent', async () => {
    const { activity, html } = await only(':::number{answer=-200 tolerance=5%}\nHow cold?\n:::\n');
    expect(activity).toMatchObject({ answer: -200, tolerance: 5, tolerancePercent: true });
    expect(keyIn(html)).toEqual({ kind: 'number', answer: -200, tolerance: 10 });
  });

  test('is read as its author writes numbers', async () => {
    for (const [answer, value] of [
      ['3.142', 3.142],
      ['١٢٫٥', 12.5],
      ['1/4', 0.25],
      ['"1 500"', 1500],
    ] as const)
      expect((await only(`:::number{answer=${answer}}\nHow many?\n:::\n`)).activity).toMatchObject({
        answer: value,
      });
  });
});

test('a short text has forms, in braces or in a list', async () => {
  const braces = await only(':::text{answer="Nile | the Nile|" accents=strict}\nWhich river?\n:::\n');
  expect(braces.activity).toMatchObject({ kind: 'text', accepted: ['Nile', 'the Nile'], accents: true });
  const list = await only(':::text\nWhich river?\n\n- `f(x)`\n- {a}\n\nIt is long.\n:::\n');
  expect(list.activity).toMatchObject({
    prompt: 'Which river?',
    accepted: ['f(x)', '{a}'],
    explanation: 'It is long.',
  });
  expect(questionsIn(list.html)).not.toContain('f(x)');
});

test('an order is mixed in the page, the same in every build, and never stands as it should', async () => {
  const orders = new Set<string>();
  for (let n = 0; n < 30; n++) {
    const text = `:::order\nPut in order ${n}.\n\n1. Seed ${n}\n2. Sprout\n3. Plant\n:::\n`;
    const { activity, html } = await only(text);
    expect(activity).toMatchObject({ kind: 'order', items: [`Seed ${n}`, 'Sprout', 'Plant'] });
    const order = [...questionsIn(html).matchAll(/data-n="(\d)"/g)].map(([, place]) => place).join('');
    expect((await only(text)).html).toBe(html);
    expect(order).not.toBe('012');
    orders.add(order);
    expect(answersIn(html)).toContain(`<ol class="right"><li>Seed ${n}</li><li>Sprout</li>`);
  }
  expect(orders.size).toBeGreaterThan(3);
});

test('pairs stand in a list or in a table', async () => {
  const pairs = [
    { left: 'Kenya', right: 'Nairobi' },
    { left: 'Egypt', right: 'Cairo' },
    { left: 'a = b', right: 'c' },
  ];
  for (const text of [
    '- Kenya = **Nairobi**\n- Egypt → Cairo\n- `a = b` -> c',
    '- Kenya\n  - Nairobi\n- Egypt\n\n  Cairo\n- `a = b`\n  > c',
    '| Country | Capital |\n|---|---|\n| Kenya | Nairobi |\n| Egypt | Cairo |\n| `a = b` | c |',
  ]) {
    const { activity, html, codes } = await only(`:::match\nMatch.\n\n${text}\n:::\n`);
    expect(codes).toEqual([]);
    expect(activity).toMatchObject({ kind: 'match', pairs, prompt: 'Match.' });
    expect(questionsIn(html)).toMatch(
      /<ul class="left"><li>Kenya<\/li>.*<ol class="right" type="A"><li data-n=/,
    );
    expect(answersIn(html)).toMatch(/<li>Kenya = (?:<strong>)?Nairobi/);
  }
});

test('a text has gaps wherever they stand', async () => {
  const { activity, html, codes } = await only(
    ':::gap\nIce is frozen [[water|H2O]], *steam [[is]]* $x$.\n\n- Snow [[falls]].\n:::\n',
  );
  expect(codes).toEqual([]);
  expect(activity).toMatchObject({
    kind: 'gap',
    prompt: 'Ice is frozen ___, steam ___ x.\nSnow ___.',
    segments: ['Ice is frozen ', ', steam ', ' x.\nSnow ', '.'],
    gaps: [{ accepted: ['water', 'H2O'] }, { accepted: ['is'] }, { accepted: ['falls'] }],
  });
  expect(questionsIn(html)).not.toMatch(/(?:>|\s)(?:water|falls)/);
  expect(answersIn(html)).toContain('<li>water / H2O</li>');
  // What does not begin a line stays with the gap before it.
  expect(html).toContain('__</span>,</span> ');
  expect(html).toContain('__</span>.</span></li>');
  expect(html).toContain('__</span></em>');
});

test.each([
  ':::quiz\nWhich?\n\n- [x] $$x^2$$\n- [ ] $$y$$\n:::\n',
  ':::order\nSort\n\n1. $$x$$\n2. $$y$$\n:::\n',
  ':::match\nMatch\n\n- $$x$$ = one\n- two = $$y$$\n:::\n',
])('a formula that is an answer stays in its line: %s', async (source) => {
  const { html } = await compileMarkdown(source);
  expect(html.toString()).toContain('<math>');
  expect(html.toString()).not.toContain('math-display');
});

test('a reflection has room to write, and nothing among the answers', async () => {
  const { activity, html } = await only(':::reflect\nWhat surprised you?\n:::\n');
  expect(activity).toEqual({ id: 'q1', kind: 'reflect', prompt: 'What surprised you?', points: 1 });
  expect(html).not.toContain('answers');
});

describe('questions of a page', () => {
  const page = (ids: string[]): string => ids.map((id) => `:::reflect${id}\nWhy?\n:::\n`).join('\n');

  test('are named by their authors or by their number among all of them', async () => {
    const { activities } = await compileMarkdown(page(['', '{id=own}', '', '{#other}']));
    expect(activities?.map(({ id }) => id)).toEqual(['q1', 'own', 'q3', 'other']);
  });

  test('have an id of their own each, also where two were given the same', async () => {
    const { activities } = await compileMarkdown(page(['{id=a}', '{id=a}', '{id=q4}', '', '{id=a}']));
    expect(new Set(activities?.map(({ id }) => id)).size).toBe(5);
  });

  test('stand wherever blocks do', async () => {
    const { activities, diagnostics } = await compileMarkdown(
      '- Item\n\n  :::reflect{id=a}\n  A?\n  :::\n\n> :::reflect{id=b}\n> B?\n> :::\n\n::: challenge\n:::reflect{id=c}\nC?\n:::\n:::\n\n!!! note\n    :::reflect{id=d}\n    D?\n    :::\n',
    );
    expect(activities?.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
    expect(diagnostics).toEqual([]);
  });

  test('keep what raw HTML in one leaves open to that one', async () => {
    const fragment = await compileMarkdown(
      `:::quiz\nWhich?\n\n- [x] <b>a\n- [ ] </li></section>b\n:::\n\n${page(['{id=after}'])}\nText <i>after.\n`,
    );
    const html = shown(fragment);
    expect(fragment.activities?.map(({ id }) => id)).toEqual(['q1', 'after']);
    expect(html).toContain('<ul class="choices"><li><b>a</b></li><li>b</li></ul>');
    expect(html).toContain('</section>\n<section class="question" id="after"');
  });

  test('cannot be made of an author’s HTML', async () => {
    const fragment = await compileMarkdown(
      '<section class="question answers" data-key="{}"><gap>x</gap><question>y</question><input type=text></section>\n',
    );
    expect(fragment).not.toHaveProperty('activities');
    expect(shown(fragment)).toBe('<section>xy</section>');
  });

  test('leave the words alone that were no questions before', async () => {
    const fragment = await compileMarkdown(
      '::: {.text}\nA div.\n:::\n\n::: question\nBox.\n:::\n\n::: questions\nBox.\n:::\n\n!!! text\n    Box.\n\nSee [[water]].\n',
    );
    expect(fragment).not.toHaveProperty('activities');
    expect(shown(fragment)).not.toContain('class="question"');
  });

  test('are read the same by both parsers', async () => {
    const text =
      ':::quiz\nA & b < c?\n\n- [x] `a`\n  > **b**\n- [ ] c\n:::\n:::gap\nA [[b|c]] *d [[e]]*.\n:::\n:::match\nF\n\n- g = h\n- i = j\n:::\n';
    expect(await compileMarkdown(text)).toEqual(await compileMarkdown(text, { parser: 'remark' }));
  });

  test('fit the schema of activities.json', async () => {
    const { activities } = await compileMarkdown(
      ':::quiz\nA?\n\n- [x] a\n- [ ] b\n:::\n:::number{answer=1}\nA?\n:::\n:::text{answer=a}\nA?\n:::\n:::order\nA?\n\n1. a\n2. b\n:::\n:::match\nA?\n\n- a = b\n- c = d\n:::\n:::gap\n[[a]]\n:::\n:::reflect\nA?\n:::\n',
    );
    const file = (list: unknown): object => ({
      ...{ formatVersion: 1, id: 'p', version: '1.0.0', title: 'P', language: 'en' },
      lessons: [{ id: 'l', path: 'pages/l.html', title: 'L', activities: list }],
    });
    expect(activities).toHaveLength(7);
    expect(await checkSchema('activities-1', file(activities))).toEqual([]);
    expect(await checkSchema('activities-1', file([{ ...activities?.[0], choices: [] }]))).not.toEqual([]);
    expect(await checkSchema('activities-1', file([{ ...activities?.[1], answer: '1' }]))).not.toEqual([]);
  });
});
