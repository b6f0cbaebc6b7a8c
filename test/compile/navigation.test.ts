import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { renderNavigation } from '../../src/compile/navigation.ts';
import type { PagePack } from '../../src/compile/page.ts';

const pack: PagePack = { title: 'Water', language: 'ar', version: '1.0.0', authors: [] };

function run(script: string): unknown {
  const window: { satchelNavigation?: unknown } = {};
  runInNewContext(script, { window });
  return JSON.parse(JSON.stringify(window.satchelNavigation));
}

it('brings titles and paths of all units, lessons and parts into a page', () => {
  const script = renderNavigation(pack, [
    {
      id: 'sea',
      title: 'The sea',
      lessons: [{ title: 'Waves', path: 'waves.html', parts: [{ title: 'Home', path: 'waves/home.html' }] }],
    },
    { id: 'sky', title: 'The sky', path: 'sky.html', lessons: [] },
  ]);
  expect(run(script)).toEqual({
    language: 'ar',
    direction: 'rtl',
    title: 'Water',
    units: [
      ['The sea', 'index.html#satchel-unit-sea', [['Waves', 'waves.html', [['Home', 'waves/home.html']]]]],
      ['The sky', 'sky.html', []],
    ],
  });
});

it('is one statement in any browser and inside any element, whatever a title holds', () => {
  const title = fc
    .array(
      fc.constantFrom('</script>', '<!--', ']]>', '\u2028', '\u2029', '"', '\\', "'", '\n', '__proto__', 'é'),
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(title, (text) => {
      const script = renderNavigation({ ...pack, title: text }, [
        { id: 'u', title: text, path: 'u.html', lessons: [] },
      ]);
      expect(script).not.toMatch(/<|[\u2028\u2029]/);
      expect(run(script)).toMatchObject({ title: text, units: [[text, 'u.html', []]] });
    }),
  );
});
