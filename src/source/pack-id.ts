import { basename, dirname } from 'node:path';
import { portableId } from './ids.ts';
import { humanise } from './names.ts';

/** Folder names that say what a folder is, or when, but not what is taught in it. */
const GENERIC =
  /^(?:[\dv._-]+|main|master|trunk|docs?|documentation|content|contents|src|source|book|site|website|curriculum|course|lessons?|repo|latest|stable|current)$/i;

/** The folder's own telling name: its parent's where it is but a date, a version, or a word like `docs`. */
export function tellingName(root: string): string {
  for (let folder = root; dirname(folder) !== folder; folder = dirname(folder))
    if (!GENERIC.test(basename(folder))) return basename(folder);
  return basename(root) || 'curriculum';
}

/** The id of a pack that says nothing of its own: one portable segment. */
export function packId(root: string): string {
  return portableId(tellingName(root).replaceAll('/', '-')) ?? 'curriculum';
}

export function packTitle(root: string): string {
  return humanise(tellingName(root));
}
