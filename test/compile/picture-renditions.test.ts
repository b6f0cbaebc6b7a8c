import { expect, test } from 'vitest';
import { fillFragment, type FilledMedia } from '../../src/compile/fill.ts';
import { compileMarkdown } from '../../src/compile/markdown.ts';
import { messagesFor } from '../../src/compile/messages.ts';
import { resolveFragment } from '../../src/compile/resolve.ts';
import { placesOf } from '../../src/compile/target.ts';

const main: FilledMedia = {
  role: 'main',
  href: '../media/m.webp',
  mediaType: 'image/webp',
  width: 1600,
  height: 900,
};
const narrow: FilledMedia = { ...main, role: 'narrow', href: '../media/n.webp', width: 720, height: 405 };
const extra: FilledMedia = { ...main, role: 'extra', href: '../media/e.avif', mediaType: 'image/avif' };

async function shown(...renditions: FilledMedia[]): Promise<string> {
  const places = placesOf(['lesson.md', 'p.png'], new Map([['lesson.md', 'lesson']]), new Map());
  const fragment = resolveFragment('lesson.md', await compileMarkdown('![P](p.png)'), places, () => []);
  const pieces = fillFragment(fragment, {
    page: () => undefined,
    renditions: () => renditions,
    download: () => undefined,
    captions: () => undefined,
    transcript: () => undefined,
    language: 'en',
    messages: messagesFor('en'),
  });
  return Buffer.concat(pieces).toString();
}

test('a picture in a newer format is offered first, but not to screens for which there is a narrow one', async () => {
  const img = /<img src="\.\.\/media\/m\.webp"[^>]*>/;
  const widths =
    'srcset="../media/n.webp 720w, ../media/m.webp 1600w" sizes="(max-width: 720px) 100vw, 1600px"';
  const alone = await shown(main);
  expect(alone).toMatch(img);
  expect(alone).not.toContain('srcset');
  expect(await shown(main, narrow)).toContain(widths);
  expect(await shown(main, extra)).toContain(
    '<picture><source srcset="../media/e.avif" type="image/avif"><img',
  );
  const both = await shown(main, narrow, extra);
  expect(both).toContain(widths);
  expect(both).toContain('type="image/avif" media="not all and (max-width: 720px)"><img');
});
