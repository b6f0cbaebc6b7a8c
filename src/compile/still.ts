import type { FilledMedia } from './fill.ts';
import type { Slot } from './fragment.ts';
import { shows } from './needs.ts';
import type { ResolvedFragment } from './resolve.ts';
import type { Target } from './target.ts';
import { escapeHtml } from './template.ts';

type Media = Pick<FilledMedia, 'role' | 'mediaType'>;

/** The still that a slot shows of a film, and the file that it comes from: the picture that its author names, else one that was made of the first film that has one. */
export function stillOf<T extends Media>(
  slot: Slot,
  targets: readonly Target[],
  renditions: (file: string) => readonly T[],
): { readonly file: string; readonly still: T } | undefined {
  const shown = targets.flatMap((target) =>
    target.kind === 'file' && shows(slot, target.file) ? [target.file] : [],
  );
  if (slot.kind === 'player' && slot.media === 'video') {
    const poster = targets[slot.sources.length + slot.tracks.length];
    const own = poster?.kind === 'file' ? renditions(poster.file)[0] : undefined;
    if (poster?.kind === 'file' && own?.mediaType.startsWith('image/'))
      return { file: poster.file, still: own };
  } else if (slot.kind !== 'picture') return undefined;
  for (const file of shown) {
    const still = renditions(file).find(({ role }) => role === 'poster');
    if (still) return { file, still };
  }
  return undefined;
}

/** The still as paper shows it instead of the film, which is printed as nothing or black. The browser has it already: it is the film's poster. */
export function printedStill({ href }: Pick<FilledMedia, 'href'>, alt: string, size: string): string {
  return `<img class="still" src="${escapeHtml(href)}" alt="${escapeHtml(alt)}"${size}>`;
}

/** The renditions of a file that some fragments need: all, but of a film not a still that none of them shows, and of one that all show in links its still alone. */
export function neededOf<T extends Media>(
  resolved: Iterable<ResolvedFragment>,
  renditions: (file: string) => readonly T[],
): (file: string, all: readonly T[]) => readonly T[] {
  const seen = new Set<string>();
  const played = new Set<string>();
  for (const { fragment, targets } of resolved)
    fragment.slots.forEach((slot, n) => {
      const found = stillOf(slot, targets[n] ?? [], renditions);
      if (found) seen.add(found.file);
      if (slot.kind === 'picture' && slot.linked) return;
      for (const target of targets[n] ?? []) if (target.kind === 'file') played.add(target.file);
    });
  return (file, all) => {
    if (!seen.has(file)) return all.filter(({ role }) => role !== 'poster');
    return played.has(file) ? all : all.filter(({ role }) => role === 'poster');
  };
}
