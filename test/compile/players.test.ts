import { describe, expect, test } from 'vitest';
import { fillFragment, type FilledMedia } from '../../src/compile/fill.ts';
import { compileMarkdown } from '../../src/compile/markdown.ts';
import { messagesFor } from '../../src/compile/messages.ts';
import { needsOf } from '../../src/compile/needs.ts';
import { resolveFragment, type ResolvedFragment } from '../../src/compile/resolve.ts';
import { neededOf } from '../../src/compile/still.ts';
import { placesOf } from '../../src/compile/target.ts';

const types: Readonly<Record<string, string>> = {
  'a.mp4': 'video/mp4',
  'b.mov': 'video/quicktime',
  'broken.mp4': 'application/octet-stream',
  'disguised.mp4': 'video/x-msvideo',
  'turning.gif': 'video/mp4',
};

async function resolved(markdown: string): Promise<ResolvedFragment> {
  const files = ['lesson.md', 'v.rm', 'w.rmvb', ...Object.keys(types)];
  const places = placesOf(files, new Map([['lesson.md', 'lesson']]), new Map());
  return resolveFragment('lesson.md', await compileMarkdown(markdown), places, () => []);
}

async function page(markdown: string): Promise<string> {
  const media = (file: string): FilledMedia[] => {
    if (types[file] === undefined) return [];
    const main: FilledMedia = { role: 'main', href: `../media/${file}`, mediaType: types[file] };
    return file.endsWith('.gif')
      ? [main, { role: 'poster', href: '../media/still.webp', mediaType: 'image/webp' }]
      : [main];
  };
  const pieces = fillFragment(await resolved(markdown), {
    page: () => undefined,
    renditions: media,
    download: (file) => ({ href: `../files/${file}`, name: file, size: 1 }),
    captions: () => undefined,
    transcript: () => undefined,
    language: 'en',
    messages: messagesFor('en'),
  });
  return Buffer.concat(pieces).toString();
}

describe('a film that no browser plays', () => {
  test.for([
    ['![The clip](v.rm)', 'v.rm', 'The clip'],
    ['<video src="w.rmvb"></video>', 'w.rmvb', 'w.rmvb'],
  ] as const)('is a download, and told: %s', async ([markdown, file, text]) => {
    expect(await page(markdown)).toContain(
      `<a href="../files/${file}" class="download" download="${file}">${text}</a>`,
    );
    const fragment = await resolved(markdown);
    expect(fragment.diagnostics).toMatchObject([{ code: 'asset-unplayable', line: 1, column: 1 }]);
    expect(needsOf([fragment])).toEqual({ assets: new Set(), downloads: new Set([file]) });
  });

  test.for(['broken.mp4', 'disguised.mp4'])('whatever its name says, is a download: %s', async (file) => {
    expect(await page(`![The clip](${file})`)).toContain(
      `<a href="../media/${file}" class="download" download="${file}">The clip</a>`,
    );
  });

  test('is not needed beside one that browsers play', async () => {
    expect(await page('<video title="T"><source src="v.rm"><source src="a.mp4"></video>')).toContain(
      '<video controls preload="metadata" aria-label="T"><source src="../media/a.mp4" type="video/mp4"></video>',
    );
  });
});

test('a QuickTime film does not say so: browsers play it, but refuse its type', async () => {
  expect(await page('![c](b.mov)')).toContain('<source src="../media/b.mov"></video>');
});

test('a moving picture in a link is its still: a film with its buttons cannot stand there', async () => {
  const link = await page('[![It turns](turning.gif)](https://example.org/film)');
  expect(link).not.toContain('<video');
  expect(link).toContain('<img src="../media/still.webp" alt="It turns" loading="lazy"></a>');
  expect(await page('![It turns](turning.gif)')).toContain('<video class="loop"');
});

test.for([
  ['[![a](turning.gif)](b.mov)', ['poster']],
  ['![a](turning.gif) [![a](turning.gif)](b.mov)', ['main', 'poster']],
] as const)('of a moving picture travels what pages show: %s', async ([markdown, roles]) => {
  const all = [
    { role: 'main', mediaType: 'video/mp4' },
    { role: 'poster', mediaType: 'image/webp' },
  ] as const;
  const needed = neededOf([await resolved(markdown)], () => all);
  expect(needed('turning.gif', all).map(({ role }) => role)).toEqual(roles);
});

test('in the place of a film that is not there stands that it is missing, and its description', async () => {
  expect(await page('![The clip](gone.avi)')).toContain(
    '<span class="missing media"><span class="label">Recording missing:</span> <bdi>The clip</bdi></span>',
  );
});

test.for([
  ['width=320', ' class="sized" width="320"'],
  ['width=50%', ' class="sized" width="50%"'],
  ['height=90', ''],
  ['width=2em', ''],
])('a film of unknown size has the width that its author asks for: %s', async ([size, attributes]) => {
  expect(await page(`![c](a.mp4){${size}}`)).toContain(
    `<video controls preload="metadata" aria-label="c"${attributes}><source`,
  );
});
