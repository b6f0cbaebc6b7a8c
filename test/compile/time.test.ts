import { expect, it } from 'vitest';
import { countWords } from '../../src/compile/count-words.ts';
import { compileMarkdown } from '../../src/compile/markdown.ts';
import { messagesFor } from '../../src/compile/messages.ts';
import { minutesOf, timeText } from '../../src/compile/time.ts';
import { minutesIn } from '../../src/source/minutes.ts';

it.each([
  [20, 20],
  ['20 min', 20],
  ['20 minutos', 20],
  ['1 h 30 min', 90],
  ['1.5 hours', 90],
  ['2 horas', 120],
  ['1:30', 90],
  ['PT1H30M', 90],
  ['٢٠', 20],
  ['soon', undefined],
  ['', undefined],
  [-5, undefined],
  [Infinity, undefined],
  [100_000, undefined],
])('reads %j as %j minutes', (written, minutes) => {
  expect(minutesIn(written)).toBe(minutes);
});

it('counts words, and letters where words have no spaces between them', () => {
  expect(countWords('<p title="no word">Rain falls&nbsp;on <b>the</b> hills’ tops, 3.</p>')).toBe(7);
  expect(countWords('<p>ฝนตกบนภูเขา</p>')).toBeGreaterThan(1);
  expect(countWords('雨水落在山上')).toBeGreaterThanOrEqual(3);
});

it('estimates what nobody says: words to read, recordings to hear, in steps of five from ten on', async () => {
  const fragment = await compileMarkdown(`# A\n\n${'word '.repeat(240)}\n\n![](talk.mp3)\n`);
  const talk = { kind: 'file', file: 'talk.mp3', found: 'exact' } as const;
  const page = { fragment, targets: fragment.slots.map(({ kind }) => (kind === 'player' ? [talk] : [])) };
  expect(minutesOf({ frontMatter: {} }, page, () => 0)).toBe(2);
  expect(minutesOf({ frontMatter: {} }, page, () => 90)).toBe(4);
  expect(minutesOf({ frontMatter: {} }, page, () => 601)).toBe(15);
  expect(minutesOf({ frontMatter: { minutes: 45 } }, page, () => 601)).toBe(45);
});

it('says it in the words of the page', () => {
  expect(timeText(80, messagesFor('en'))).toBe('about 1 h 20 min');
  expect(timeText(120, messagesFor('es'))).toBe('unas 2 h');
  expect(timeText(undefined, messagesFor('ar'))).toBe('');
});
