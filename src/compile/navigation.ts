import { directionOf } from './direction.ts';
import type { PagePack, PageUnit } from './page.ts';
import { unitPath } from './page.ts';

/**
 * `pages/navigation.js`: titles and paths of all units and lessons as one statement, which the reader script runs when the
 * contents are opened. Shape: `{ language, direction, title, units: [[title, path, [[title, path, [[title, path]…]]…]]…] }`,
 * lists instead of named fields since there may be thousands; paths are relative to `pages/`.
 */
export function renderNavigation(pack: PagePack, units: readonly PageUnit[]): string {
  const navigation = {
    language: pack.language,
    direction: directionOf(pack.language),
    title: pack.title,
    units: units.map((unit) => [
      unit.title,
      unitPath(unit),
      unit.lessons.map((lesson) =>
        lesson.parts.length === 0
          ? [lesson.title, lesson.path]
          : [lesson.title, lesson.path, lesson.parts.map((part) => [part.title, part.path])],
      ),
    ]),
  };
  return `window.satchelNavigation = ${scriptLiteral(navigation)};\n`;
}

/** JSON that is also safe inside `<script>` and for engines before ES2019, where U+2028 and U+2029 end a line. */
export function scriptLiteral(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
