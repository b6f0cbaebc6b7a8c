import { describe, expect, test } from 'vitest';
import { encodeDrawing } from '../../../src/media/drawing/encode.ts';
import { textOf } from './text-of.ts';

// Drawings on which reading, minifying or showing them has taken minutes or for ever. That one of these hangs is what the test
// runner's limit of 20 s is for.

const encode = (content: string, root = '') =>
  encodeDrawing(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${root}>${content}</svg>`));
const deep = (content: string) => '<g>'.repeat(150) + content + '</g>'.repeat(150);
const path = '<path d="M0 0L1 1"/>';

describe('hostile drawings are encoded', () => {
  const drawings: Record<string, string> = {
    'selectors of many ancestors': `<style>.nope ${'g '.repeat(14)}path{fill:red}</style>${deep(path)}`,
    'selectors of many siblings': `<style>.nope ~ ${'rect ~ '.repeat(4)}path{fill:red}</style>${'<rect/>'.repeat(300)}${path}`,
    'a thousand rules for a thousand elements': `<style>${'.z{fill:red}'.repeat(1000)}</style>${'<path class="z" d="M0 0l1 1"/>'.repeat(1000)}`,
    'one path of arcs': `<path d="M0 0${' a1 1 0 0 1 2 3'.repeat(20_000)}"/>`,
    'a hundred thousand elements': path.repeat(100_000),
    'a number of many digits': `<rect width="${'1'.repeat(200_000)}x"/>`,
    'styles by the thousand': '<path d="M0 0" style="fill:red;stroke:blue"/>'.repeat(30_000),
  };
  test.each(Object.entries(drawings))('%s', async (_, content) => {
    expect((await encode(content)).forms).toHaveLength(1);
  });
  test.each(['viewBox', 'width'])('a %s of many digits', async (name) => {
    const { forms } = await encode('', `${name}="${'1'.repeat(200_000)}x"`);
    expect(forms).toMatchObject([{ width: 300, height: 150 }]);
  });
});

describe('drawings that no browser could show are refused', () => {
  const numbers = Array.from({ length: 100_000 }, (_, n) => n);
  test.each([
    [`<g ${numbers.map((n) => `a${n}="1"`).join(' ')}/>`, 'attributes'],
    ['<g/>'.repeat(500_000), 'tags'],
  ])('%#', async (content, word) => {
    const { forms, findings } = await encode(content);
    expect(forms).toEqual([]);
    expect(findings).toMatchObject([{ code: 'asset-too-large' }]);
    expect(findings[0]?.params['reason']).toContain(word);
  });

  const levels = Array.from({ length: 8 }, (_, n) => n + 1);
  const ten = (element: string): string => element.repeat(10);
  test.each([
    ['use', (n: number) => `<g id="p${n}">${ten(`<use href="#p${n - 1}"/>`)}</g>`],
    ['pattern', (n: number) => `<pattern id="p${n}">${ten(`<rect fill="url(#p${n - 1})"/>`)}</pattern>`],
    ['mask', (n: number) => `<mask id="p${n}">${ten(`<rect style="mask:url('#p${n - 1}')"/>`)}</mask>`],
    [
      'class',
      (n: number) =>
        `<style>.c${n}{fill:url(#p${n - 1})}</style><pattern id="p${n}">${ten(`<rect class="c${n}"/>`)}</pattern>`,
    ],
  ])('elements that stand for a hundred million by %s', async (_, level) => {
    const { forms, findings } = await encode(
      `<g id="p0">${path}</g>${levels.map(level).join('')}<use href="#p8"/>`,
    );
    expect(forms).toEqual([]);
    expect(findings).toMatchObject([{ code: 'asset-too-large' }]);
  });
  test('a symbol used a thousand times, and one that uses itself, are shown', async () => {
    const symbol = `<symbol id="s">${path}<use href="#s"/></symbol>`;
    expect((await encode(symbol + '<use href="#s"/>'.repeat(1000))).forms).toHaveLength(1);
  });
});

test('a link in a drawing goes without a word, what it holds stays', async () => {
  const { forms, findings } = await encode(`<a href="https://example.org/">${path}</a>`);
  expect(findings).toEqual([]);
  expect(textOf(forms)).toMatch(/<g><path d="[^"]+"\/><\/g><\/svg>$/);
});
