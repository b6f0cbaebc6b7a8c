import { basename, dirname } from 'node:path';
import type { Config } from './config.ts';
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

/** What is versioned. */
export interface Pack {
  readonly id: string;
  /** Semantic version 2.0.0. */
  readonly version: string;
}

/** The pack that the source in the folder `root` makes. One that says no id of its own gets one portable segment. */
export function packOf({ id, version }: Pick<Config, 'id' | 'version'>, root: string): Pack {
  return {
    id: id ?? portableId(tellingName(root).replaceAll('/', '-')) ?? 'curriculum',
    version: version ?? '0.0.0',
  };
}

export function packTitle(root: string): string {
  return humanise(tellingName(root));
}
