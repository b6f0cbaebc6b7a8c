import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkSchema } from '../../src/schema.ts';
import { satchel, work } from '../cli/satchel.ts';
import { launchBrowser } from './browser.ts';
import { stumblings } from './folder.ts';
import { overflowing, seriousViolations, visit, type Visit } from './visit.ts';

const english = `# Water

:::quiz{id=sea attempts=2}
Where does most water lie?

- [ ] In rivers
  > Rivers hold little.
- [x] In the **sea**
  > Yes, in the sea.
- [ ] In ice
- [ ] In the air

:::hint
Look at a map.
:::

:::explanation
The sea holds 97 %.
:::
:::

:::quiz{id=rivers}
Which are rivers?

- [x] Nile
- [x] Niger
- [ ] Everest
:::

:::number{id=deep answer=12.5 tolerance=0.5 unit=m}
How deep is the well?

:::explanation
It was measured with a rope.
:::
:::

:::text{id=river answer="Nile|the Nile"}
Which river flows through Cairo?
:::

:::order{id=plant}
Put in order.

1. Seed
2. Sprout
3. Plant
4. Flower
:::

:::match{id=capitals}
Which capital belongs to which country?

- Kenya = Nairobi
- Egypt = Cairo
- Mali = Bamako
:::

:::gap{id=ice}
Ice is frozen [[water|H2O]], and steam is [[hot]].
:::

:::reflect{id=think}
What surprised you?

:::explanation
There is no wrong answer.
:::
:::
`;

const arabic = `# الماء

:::quiz{id=sea}
أين يوجد معظم الماء؟

- [ ] في الأنهار
- [x] في البحر
:::

:::number{id=deep answer=12.5 unit=m}
كم عمق البئر؟
:::

:::order{id=plant}
رتّب.

1. بذرة
2. برعم
3. زهرة
:::

:::match{id=capitals}
صِل.

- مصر = القاهرة
- مالي = باماكو
:::

:::gap{id=ice}
الثلج [[ماء]] متجمد.
:::
`;

const files: Readonly<Record<string, string>> = {
  'satchel.yaml': 'id: water\nversion: 1.0.0\ntitle: Water\nlanguage: en\nlicense: MIT\n',
  'unit/water.md': english,
  'unit/one.md': '# One\n\n:::quiz\nTrue?\n\n- [x] Yes\n- [ ] No\n\n:::explanation\nIt is.\n:::\n:::\n',
  'unit/plain.md': '# Plain\n\nNo question here.\n',
  'ar/unit/water.md': arabic,
};

let browser: Browser;
const source = join(work, 'water');
const folder = join(work, 'en');
const folderAr = join(work, 'ar');

beforeAll(async () => {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(source, name)), { recursive: true });
    writeFileSync(join(source, name), content);
  }
  const out = join(work, 'out');
  const built = await satchel(['build', source, '-o', out]);
  expect(built, built.stderr).toMatchObject({ code: 0 });
  for (const [name, to] of [
    ['water_1.0.0.zip', folder],
    ['water_1.0.0_ar.zip', folderAr],
  ] as const)
    expect(await satchel(['unpack', join(out, name), to])).toMatchObject({ code: 0 });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
});

const lesson = 'pages/unit/water.html';

interface Answer {
  readonly activity: string;
  readonly kind: string;
  readonly success?: boolean;
  readonly score?: number;
  readonly attempt: number;
  readonly response: string;
}

/** A page whose answers are listened to, as other parts of the reader do. */
async function listening(
  where = folder,
  path = lesson,
  width = 800,
): Promise<Visit & { readonly told: () => Promise<Answer[]> }> {
  const visited = await visit(browser, where, path, { width });
  // By then the page knows who learns, and what was kept.
  await visited.page.waitForSelector('button.learner');
  await visited.page.evaluate(() => {
    const answers: unknown[] = [];
    Object.assign(window, { answers });
    document.addEventListener('satchel:answered', (event) => answers.push((event as CustomEvent).detail));
  });
  const told = (): Promise<Answer[]> =>
    visited.page.evaluate(() => (window as unknown as { answers: Answer[] }).answers);
  return { ...visited, told };
}

function questionOf(page: Page, id: string): Locator {
  return page.locator(`.question[data-activity="${id}"]`);
}

async function tell(page: Page, name: string, detail: object): Promise<void> {
  await page.evaluate(([type, data]) => document.dispatchEvent(new CustomEvent(type, { detail: data })), [
    name,
    detail,
  ] as const);
}

describe('a quiz', () => {
  it('tells what is wrong, lets the learner try again as often as its author wants, and explains', async () => {
    const { page, errors, told, close } = await listening();
    const quiz = questionOf(page, 'sea');
    expect(await quiz.getByText('97 %').count()).toBe(0);
    expect(await page.isVisible('.answers')).toBe(false);

    await quiz.getByRole('button', { name: 'Check' }).click();
    expect(await quiz.getByRole('status').textContent()).toBe('Please answer first.');
    await quiz.getByLabel('In rivers').check();
    await quiz.getByRole('button', { name: 'Check' }).click();
    expect(await quiz.getByRole('status').textContent()).toBe('Not right yet. Attempts left: 1');
    expect(await quiz.getByText('Rivers hold little.').isVisible()).toBe(true);
    expect(await quiz.getByText(/97 %|Yes, in/).count()).toBe(0);
    expect(await quiz.getByRole('button', { name: 'Show the answer' }).isVisible()).toBe(false);

    await quiz.getByRole('button', { name: 'Try again' }).click();
    expect(await quiz.getByText('Rivers hold little.').count()).toBe(0);
    await quiz.getByLabel('In ice').check();
    await quiz.getByRole('button', { name: 'Check' }).click();
    expect(await quiz.locator('.told .right').textContent()).toBe('In the sea');
    expect(await quiz.locator('.told .explanation').textContent()).toBe('The sea holds 97 %.');
    expect(await quiz.getByRole('button').filter({ visible: true }).count()).toBe(0);
    expect(await quiz.getByLabel('In ice').isDisabled()).toBe(true);
    expect(await told()).toEqual([
      { activity: 'sea', kind: 'choice', success: false, score: 0, attempt: 1, response: '0' },
      { activity: 'sea', kind: 'choice', success: false, score: 0, attempt: 2, response: '2' },
    ]);
    expect(errors).toEqual([]);
    await close();
  });

  it('with several right answers gives part of the score, and shows the answer on request', async () => {
    const { page, told, close } = await listening();
    const quiz = questionOf(page, 'rivers');
    await quiz.getByLabel('Niger').check();
    await quiz.getByRole('button', { name: 'Check' }).click();
    expect(await quiz.getByRole('status').textContent()).toBe('Partly right.');
    await quiz.getByRole('button', { name: 'Show the answer' }).click();
    expect(await quiz.locator('.told .right li').allTextContents()).toEqual(['Nile', 'Niger']);
    expect(await told()).toMatchObject([{ success: false, score: 0.5, response: '1' }]);
    await close();
  });
});

it('every other kind is answered and marked', async () => {
  const { page, errors, told, close } = await listening();
  const check = async (id: string): Promise<string | null> => {
    const question = questionOf(page, id);
    await question.locator('.check').click();
    return question.getByRole('status').textContent();
  };
  await questionOf(page, 'deep').getByRole('textbox').fill('١٢٫٣ m');
  expect(await check('deep')).toBe('Right!');
  expect(await questionOf(page, 'deep').locator('.told').textContent()).toBe('It was measured with a rope.');
  await questionOf(page, 'river').getByRole('textbox').fill(' THE  nile.');
  expect(await check('river')).toBe('Right!');

  const order = questionOf(page, 'plant');
  for (const [place, item] of ['Seed', 'Sprout', 'Plant', 'Flower'].entries())
    for (;;) {
      const now = await order
        .locator('.items > li')
        .evaluateAll((all) => all.map((one) => one.firstChild?.textContent));
      if (now.indexOf(item) <= place) break;
      await order.getByRole('button', { name: `Move up: ${item}` }).click();
    }
  expect(await check('plant')).toBe('Right!');

  const match = questionOf(page, 'capitals');
  await match.getByLabel('Kenya').selectOption('Nairobi');
  expect(await check('capitals')).toBe('Partly right.');
  await match.locator('.check').click();
  for (const [left, right] of [
    ['Kenya', 'Nairobi'],
    ['Egypt', 'Cairo'],
    ['Mali', 'Bamako'],
  ] as const)
    await match.getByLabel(left).selectOption(right);
  expect(await check('capitals')).toBe('Right!');

  const gaps = questionOf(page, 'ice');
  await gaps.getByLabel('Gap 1').fill('h₂o');
  await gaps.getByLabel('Gap 2').fill('Hot');
  expect(await check('ice')).toBe('Right!');

  const think = questionOf(page, 'think');
  await think.getByRole('textbox').fill('That so much is sea.');
  await check('think');
  await think.getByText('Your answer is kept.').waitFor();
  expect(await think.locator('.told').textContent()).toBe('There is no wrong answer.');

  expect(await told()).toEqual([
    { activity: 'deep', kind: 'number', success: true, score: 1, attempt: 1, response: '١٢٫٣ m' },
    { activity: 'river', kind: 'text', success: true, score: 1, attempt: 1, response: 'THE  nile.' },
    { activity: 'plant', kind: 'order', success: true, score: 1, attempt: 1, response: '0[,]1[,]2[,]3' },
    { activity: 'capitals', kind: 'match', success: false, score: 1 / 3, attempt: 1, response: '0[.]0' },
    {
      activity: 'capitals',
      kind: 'match',
      success: true,
      score: 1,
      attempt: 2,
      response: '0[.]0[,]1[.]1[,]2[.]2',
    },
    { activity: 'ice', kind: 'gap', success: true, score: 1, attempt: 1, response: 'h₂o[,]Hot' },
    { activity: 'think', kind: 'reflect', attempt: 1, response: 'That so much is sea.' },
  ]);
  expect(errors).toEqual([]);
  await close();
});

it('of an order, pairs and gaps says which rows and gaps are right, and not by colour alone', async () => {
  const { page, close } = await listening(folder, lesson, 320);
  const marks = (id: string): Promise<(string | null)[]> =>
    questionOf(page, id)
      .getByRole('img')
      .evaluateAll((all) => all.map((one) => `${one.textContent} ${one.getAttribute('aria-label') ?? ''}`));
  const [right, wrong] = ['✓ Right!', '✗ Not right yet.'];

  const match = questionOf(page, 'capitals');
  for (const [left, side] of [
    ['Kenya', 'Nairobi'],
    ['Egypt', 'Bamako'],
  ] as const)
    await match.getByLabel(left).selectOption(side);
  await match.locator('.check').click();
  expect(await marks('capitals')).toEqual([right, wrong, wrong]);
  expect(await match.locator('.left > li').first().innerText()).toContain('✓');

  const gaps = questionOf(page, 'ice');
  await gaps.getByLabel('Gap 2').fill('hot');
  await gaps.locator('.check').click();
  expect(await marks('ice')).toEqual([wrong, right]);
  // Each after its own field, with what ends the sentence on the same line.
  const ends = await gaps.locator('.held').evaluateAll((all) =>
    all.map((held) => {
      const range = document.createRange();
      const [field, dot] = [held.querySelector('input'), held.lastChild];
      if (!field || !dot) return undefined;
      range.selectNodeContents(dot);
      const [a, b] = [field.getBoundingClientRect(), range.getBoundingClientRect()];
      return [dot.textContent, b.top < a.bottom && b.bottom > a.top];
    }),
  );
  expect(ends).toEqual([
    [',', true],
    ['.', true],
  ]);

  const order = questionOf(page, 'plant');
  // Seed and its successor in their places, the last two the other way round.
  for (const [place, item] of ['Seed', 'Sprout', 'Flower', 'Plant'].entries())
    for (;;) {
      const now = await order
        .locator('.items > li')
        .evaluateAll((all) => all.map((one) => one.firstChild?.textContent));
      if (now.indexOf(item) <= place) break;
      await order.getByRole('button', { name: `Move up: ${item}` }).click();
    }
  await order.locator('.check').click();
  expect(await marks('plant')).toEqual([right, right, wrong, wrong]);
  expect(await overflowing(page)).toEqual([]);
  expect(await seriousViolations(page)).toEqual([]);

  await order.locator('.check').click();
  expect(await marks('plant')).toEqual([]);
  await close();
});

it('all is done with the keyboard alone, and the focus is never lost', async () => {
  const { page, told, close } = await listening();
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const focused = (): Promise<string> =>
    page.evaluate(() => `${document.activeElement?.localName} ${document.activeElement?.className}`);

  await questionOf(page, 'sea').locator('input').first().focus();
  await press('Space', 'Tab');
  expect(await focused()).toBe('button check');
  await press('Enter');
  // After a right answer all buttons are gone: the focus is where the result is.
  const [first] = await told();
  expect(await focused()).toBe(first?.success === true ? 'p result good' : 'button check');

  await questionOf(page, 'river').getByRole('textbox').focus();
  await page.keyboard.type('Nil');
  await press('Enter');
  expect(await focused()).toBe('button check');
  await press('Enter');
  expect(await focused()).toBe('input ');
  await page.keyboard.type('e');
  await press('Enter');
  expect(await focused()).toBe('p result good');

  const order = questionOf(page, 'plant');
  const top = await order
    .locator('.items > li')
    .first()
    .evaluate((item) => item.firstChild?.textContent ?? '');
  await order.getByRole('button', { name: `Move down: ${top}` }).focus();
  await press('Enter');
  expect(await order.getByRole('status').textContent()).toBe(`${top}: place 2 of 4`);
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
    `Move down: ${top}`,
  );
  await press('Enter', 'Enter');
  expect(await order.getByRole('status').textContent()).toBe(`${top}: place 4 of 4`);

  await questionOf(page, 'capitals').getByLabel('Mali').focus();
  await press('ArrowDown', 'Tab', 'Enter');
  expect((await told()).at(-1)).toMatchObject({ activity: 'capitals', attempt: 1 });
  await close();
});

describe('for learners', () => {
  const orderOf = (page: Page, id: string, part: string): Promise<string[]> =>
    questionOf(page, id).locator(part).allTextContents();

  it('things are mixed in an order of their own, which stays', async () => {
    const { page, close } = await listening();
    const orders = new Map<string, string>();
    for (const learner of ['Amina', 'Ben', 'Chi', 'Dia', 'Amina']) {
      await tell(page, 'satchel:learner', { learner });
      const order = JSON.stringify([
        await orderOf(page, 'sea', '.choices > li'),
        await orderOf(page, 'plant', '.items > li'),
      ]);
      expect(orders.get(learner) ?? order).toBe(order);
      orders.set(learner, order);
    }
    expect(new Set(orders.values()).size).toBeGreaterThan(2);
    await close();
  });

  it('earlier answers come back, each with what was said about it, and without being told again', async () => {
    const { page, told, close } = await listening();
    await tell(page, 'satchel:learner', { learner: 'Amina' });
    const activities = {
      sea: { attempt: 1, success: false, score: 0, response: '0' },
      rivers: { attempt: 3, success: true, score: 1, response: '0[,]1' },
      deep: { attempt: 1, success: false, score: 0, response: '3' },
      plant: { attempt: 1, success: true, score: 1, response: '0[,]1[,]2[,]3' },
      capitals: { attempt: 1, success: false, score: 1 / 3, response: '0[.]0[,]1[.]2' },
      ice: { attempt: 1, success: false, score: 0.5, response: '[,]hot' },
      think: { attempt: 1, response: 'Much' },
      gone: { attempt: 1, response: 'x' },
      river: { attempt: 'x', response: null },
    };
    await tell(page, 'satchel:restore', { activities });
    expect(await questionOf(page, 'sea').getByLabel('In rivers').isChecked()).toBe(true);
    expect(await questionOf(page, 'sea').getByText('Rivers hold little.').isVisible()).toBe(true);
    const said = (id: string): Promise<string | null> =>
      questionOf(page, id).getByRole('status').textContent();
    expect(await said('sea')).toBe('Not right yet. Attempts left: 1');
    expect(await said('rivers')).toBe('Right!');
    expect(await said('river')).toBe('');
    expect(await questionOf(page, 'deep').getByRole('textbox').inputValue()).toBe('3');
    expect(
      await questionOf(page, 'plant')
        .locator('.items > li')
        .evaluateAll((all) => all.map((one) => one.firstChild?.textContent)),
    ).toEqual(['Seed', 'Sprout', 'Plant', 'Flower']);
    expect(await questionOf(page, 'capitals').getByLabel('Egypt').inputValue()).toBe('2');
    expect(await questionOf(page, 'ice').getByLabel('Gap 2').inputValue()).toBe('hot');
    expect(await questionOf(page, 'think').getByRole('textbox').inputValue()).toBe('Much');
    expect(await told()).toEqual([]);

    // The next learner finds nothing of it.
    await tell(page, 'satchel:learner', { learner: 'Ben' });
    await tell(page, 'satchel:restore', { activities: {} });
    expect(await page.locator(':checked:not(option)').count()).toBe(0);
    expect((await page.locator('.told, .result').allTextContents()).join('')).toBe('');
    expect(await questionOf(page, 'think').getByRole('textbox').inputValue()).toBe('');
    await close();
  });

  it('what is stored is text, whatever it says', async () => {
    const { page, errors, close } = await listening();
    const response = '<img src=x onerror=alert(1)>';
    const ids = ['sea', 'rivers', 'deep', 'river', 'plant', 'capitals', 'ice', 'think'];
    await tell(page, 'satchel:restore', {
      activities: Object.fromEntries(ids.map((id) => [id, { attempt: 1, response }])),
    });
    expect(await page.locator('img').count()).toBe(0);
    expect(errors).toEqual([]);
    await close();
  });
});

it('without script all can be read, and the answers are folded away at the end', async () => {
  const { page, close } = await visit(browser, folder, lesson, { javaScript: false, width: 320 });
  expect(await page.locator('button, input, select, textarea').count()).toBe(0);
  expect(await page.getByText('Write the numbers of the right order.').isVisible()).toBe(true);
  expect(await page.getByText('In the sea').first().isVisible()).toBe(true);
  for (const text of ['97 %', '12.5 ± 0.5 m', 'Rivers hold little.', 'Nile / the Nile'])
    expect(await page.getByText(text).isVisible(), text).toBe(false);
  await page.getByText('Answers').click();
  for (const text of ['97 %', '12.5 ± 0.5 m', 'Rivers hold little.', 'Nile / the Nile'])
    expect(await page.getByText(text).isVisible(), text).toBe(true);
  await close();
});

it.each([true, false])(
  'are printed clean, with the answers on a sheet of their own (script: %s)',
  async (javaScript) => {
    const { page, close } = await visit(browser, folder, 'pages/unit/one.html', { javaScript });
    if (javaScript) {
      await page.getByLabel('Yes').check();
      await page.getByRole('button', { name: 'Check' }).click();
    }
    const sheets = async (): Promise<number> =>
      ((await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []).length;
    expect(await sheets()).toBe(2);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.question').innerText()).toMatch(
      /^Question 1\s+True\?\s+(?:Yes\s+No|No\s+Yes)$/,
    );
    if (javaScript)
      for (const selector of ['input', '.controls', '.result', '.told'])
        expect(await page.locator(`.question ${selector}`).first().isVisible(), selector).toBe(false);
    expect(await page.locator('.answers').evaluate((answers) => getComputedStyle(answers).breakBefore)).toBe(
      'page',
    );
    await close();
  },
);

describe.each([
  ['en', folder],
  ['ar', folderAr],
])('in %s', (language, where) => {
  it.each([
    { width: 320, colorScheme: 'light' },
    { width: 1000, colorScheme: 'dark' },
  ] as const)('hold no stumbling block on $width px in $colorScheme colours', async (options) => {
    expect(await stumblings(browser, where, [lesson], options)).toEqual([]);
  });

  it('hold none once they are answered, wrongly or rightly, and nothing is too small for a finger', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, close } = await visit(browser, where, lesson, { width: 320, colorScheme });
      await page.locator('[data-activity=sea] input').first().check();
      await page.locator('[data-activity=deep] input').fill('3');
      await page
        .locator('[data-activity=ice] input')
        .first()
        .fill(language === 'ar' ? 'ماءٌ' : 'x');
      await page.locator('[data-activity=capitals] select').first().selectOption({ index: 1 });
      for (const id of ['sea', 'deep', 'plant', 'capitals', 'ice'])
        await questionOf(page, id).locator('.check').click();
      if (language === 'ar')
        expect(await questionOf(page, 'ice').getByRole('status').textContent()).toBe('صحيح! أحسنت');
      const show = page.locator('.show').filter({ visible: true });
      while ((await show.count()) > 0) await show.first().click();
      expect([...(await seriousViolations(page)), ...(await overflowing(page))]).toEqual([]);
      const small = await page
        .locator('.question button, .question select, .question input[type=text], .question .choices label')
        .evaluateAll((all) =>
          all
            .filter((one) => one.getClientRects().length > 0)
            .filter(
              (one) => one.getBoundingClientRect().height < 43.5 || one.getBoundingClientRect().width < 43.5,
            )
            .map((one) => one.outerHTML),
        );
      expect(small).toEqual([]);
      await close();
    }
  });
});

it('in Arabic, what a learner reads first stands on the right', async () => {
  const { page, close } = await visit(browser, folderAr, lesson, { width: 600 });
  const [input, text] = await Promise.all(
    ['input', 'span'].map((name) =>
      page.locator(`[data-activity=sea] label > ${name}`).first().boundingBox(),
    ),
  );
  expect(input?.x ?? 0).toBeGreaterThan(text?.x ?? Infinity);
  await close();
});

it('a bundle holds its questions as data that fit their schema; pages without any have nothing of it', async () => {
  const data = JSON.parse(readFileSync(join(folder, 'activities.json'), 'utf8')) as {
    lessons: { id: string; path: string; activities: { id: string }[] }[];
  };
  expect(await checkSchema('activities-1', data)).toEqual([]);
  expect(data.lessons.map(({ id, path, activities }) => [id, path, activities.length])).toEqual([
    ['unit/one', 'pages/unit/one.html', 1],
    ['unit/water', 'pages/unit/water.html', 8],
  ]);
  const ar = JSON.parse(readFileSync(join(folderAr, 'activities.json'), 'utf8')) as typeof data & {
    language: string;
  };
  expect(await checkSchema('activities-1', ar)).toEqual([]);
  expect(ar.language).toBe('ar');
  expect(readFileSync(join(folder, 'pages/unit/plain.html'), 'utf8')).not.toContain('answers');
});
