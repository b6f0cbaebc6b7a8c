import type { Slot } from './fragment.ts';
import type { ResolvedFragment } from './resolve.ts';
import { isUnplayable } from './url.ts';

/** What a set of fragments needs from the source besides text: media to encode, files to carry as they are. */
export function needsOf(resolved: Iterable<ResolvedFragment>): {
  assets: Set<string>;
  downloads: Set<string>;
} {
  const assets = new Set<string>();
  const downloads = new Set<string>();
  for (const { fragment, targets } of resolved) {
    fragment.slots.forEach((slot, n) => {
      for (const target of targets[n] ?? []) {
        if (target.kind !== 'file') continue;
        (shows(slot, target.file) ? assets : downloads).add(target.file);
      }
    });
  }
  return { assets, downloads };
}

/** The files that these fragments show as stills of films and as nothing else. */
export function postersOf(resolved: Iterable<ResolvedFragment>): Set<string> {
  const posters = new Set<string>();
  const others = new Set<string>();
  for (const { fragment, targets } of resolved)
    fragment.slots.forEach((slot, n) => {
      const before = slot.kind === 'player' ? slot.sources.length + slot.tracks.length : Infinity;
      (targets[n] ?? []).forEach((target, k) => {
        if (target.kind === 'file' && shows(slot, target.file))
          (k < before ? others : posters).add(target.file);
      });
    });
  return new Set([...posters].filter((file) => !others.has(file)));
}

/** The files that say what is said in the recordings of some fragments. */
export function transcriptsOf(resolved: Iterable<ResolvedFragment>): Set<string> {
  const files = new Set<string>();
  for (const { fragment } of resolved)
    for (const slot of fragment.slots)
      if (slot.kind === 'player') for (const { file } of slot.transcripts ?? []) files.add(file);
  return files;
}

/** Whether a slot shows the file that it refers to, as a picture, sound or film; else it hands it out as it is. */
export function shows(slot: Slot, file: string): boolean {
  if (slot.kind === 'player') return !isUnplayable(file);
  return slot.kind !== 'link' || (slot.imageOnly && isPictureName(file));
}

function isPictureName(file: string): boolean {
  return /\.(?:png|jpe?g|gif|webp|avif|svg|bmp|tiff?)$/i.test(file);
}
