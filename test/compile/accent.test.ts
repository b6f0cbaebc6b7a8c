import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readableAccent } from '../../src/compile/accent.ts';
import { packageFile } from '../../src/package.ts';

/** WCAG 2.2, contrast ratio. */
function contrast(a: string, b: string): number {
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light, dark] = [Math.max(luminance(a), luminance(b)), Math.min(luminance(a), luminance(b))];
  return (light + 0.05) / (dark + 0.05);
}

/** Everything that links stand on: paper, washes and the tints of boxes, by what the style sheet is in. */
function grounds(scheme: 'light' | 'dark'): string[] {
  const sheet = readFileSync(packageFile('templates/style.css'), 'utf8');
  const dark = [...sheet.matchAll(/@media screen and \(prefers-color-scheme: dark\) \{([^]*?)\n\}/g)].map(
    ([, rules = '']) => rules,
  );
  const rules =
    scheme === 'dark' ? dark.join('') : dark.reduce((rest, part) => rest.replace(part, ''), sheet);
  const found = [...rules.matchAll(/--(?:paper|wash|tint): (#[0-9a-f]{3,6})/g)].map(([, colour = '']) =>
    colour.length === 4 ? colour.replace(/[0-9a-f]/g, '$&$&') : colour,
  );
  expect(found.length).toBeGreaterThan(5);
  return found;
}

test.each(['light', 'dark'] as const)('any accent colour can be read on every %s ground', (scheme) => {
  const behind = grounds(scheme);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffff }), (value) => {
      const accent = `#${value.toString(16).padStart(6, '0')}`;
      const shown = readableAccent(accent)[scheme];
      expect(shown).toMatch(/^#[0-9a-f]{6}$/);
      for (const ground of behind) expect(contrast(shown, ground)).toBeGreaterThanOrEqual(4.5);
    }),
    { numRuns: 500, examples: [[0], [0xffffff], [0xffff00], [0x0000ff], [0x808080]] },
  );
});

test('a colour that can be read stays as it is', () => {
  expect(readableAccent('#0f6b62').light).toBe('#0f6b62');
  expect(readableAccent('#6FCBBF').dark).toBe('#6fcbbf');
});
