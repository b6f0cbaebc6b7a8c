import { bundleFileName } from '../bundle/manifest.ts';
import { directionOf } from '../compile/direction.ts';
import { languageName } from '../compile/language-names.ts';
import type { Profile } from '../media/preset.ts';
import type { PackLanguage } from '../pack-script.ts';
import type { Curriculum } from '../source/curriculum.ts';
import { pagesOf } from './content.ts';

/** The bundles of a pack in its languages, as each of them knows the others; none where it has one language. */
export function languagesOf(
  curriculum: Curriculum,
  all: readonly Curriculum[],
  profile: Profile,
): readonly PackLanguage[] {
  if (all.length < 2) return [];
  const pages = pagesOf(curriculum).map(({ id }) => id);
  return all.map((other) => {
    const { id, version, language, original } = other;
    const there = new Set(pagesOf(other).map((page) => page.id));
    const without = pages.filter((page) => !there.has(page));
    const file = bundleFileName({ id, version, variant: { language, profile } }, original);
    return {
      ...{ language, name: languageName(language), direction: directionOf(language) },
      folder: file.replace(/\.zip$/, ''),
      ...(without.length > 0 && { without }),
    };
  });
}
