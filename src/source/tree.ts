import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, realpathSync, statSync, type Stats } from 'node:fs';
import { join, sep } from 'node:path';
import { beginningOf, diagnostic, SatchelError, type Diagnostic } from '../diagnostic.ts';
import { compareCodeUnits } from '../order.ts';

/** One file of a source: `path` is relative to the source, with `/`, as the disk spells it; `file` is absolute. */
export interface SourceFile {
  readonly path: string;
  readonly file: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly ino: number;
}

/** What lies in a source folder; `files` are in code-unit order of their paths, `root` is a real absolute path. */
export interface SourceTree {
  readonly root: string;
  readonly files: ReadonlyMap<string, SourceFile>;
}

export interface TreeOptions {
  /** Absolute folders that are never read: where the bundles are written. */
  readonly exclude?: readonly string[];
}

const MAX_FILES = 100_000;
const MAX_DEPTH = 40;
/** What editors, file managers and office programs leave behind. */
const JUNK =
  /^(?:\.|~\$|#.*#$|(?:Thumbs\.db|desktop\.ini|node_modules)$)|(?:~|\.swp|\.swo|\.tmp|\.bak|\.orig)$/;

/**
 * Lists a source folder without reading any file. Links are followed as far as they stay inside the source.
 * Throws `source-missing` and `source-not-folder`.
 */
export function readTree(
  root: string,
  options: TreeOptions = {},
): { tree: SourceTree; diagnostics: Diagnostic[] } {
  const realRoot = realFolder(root);
  const excluded = new Set((options.exclude ?? []).flatMap((dir) => [dir, realpathIfThere(dir) ?? dir]));
  const diagnostics: Diagnostic[] = [];
  const found: SourceFile[] = [];
  const seen = new Set<string>([realRoot]);
  const folders = [{ path: '', dir: realRoot, depth: 0 }];

  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of listFolder(folder.dir, folder.path, diagnostics)) {
      if (JUNK.test(entry.name)) continue;
      const path = folder.path === '' ? entry.name : `${folder.path}/${entry.name}`;
      const file = join(folder.dir, entry.name);
      if (excluded.has(file)) continue;
      const kind = entry.isSymbolicLink()
        ? followLink(realRoot, file, path, excluded, seen, diagnostics)
        : entry;
      if (kind === undefined) continue;
      if (kind.isDirectory()) {
        if (folder.depth === MAX_DEPTH)
          diagnostics.push(diagnostic('source-too-deep', { limit: MAX_DEPTH }, beginningOf(path)));
        else folders.push({ path, dir: file, depth: folder.depth + 1 });
      } else if (kind.isFile()) {
        if (found.length === MAX_FILES) {
          diagnostics.push(diagnostic('source-too-many-files', { limit: MAX_FILES }, beginningOf(path)));
          return { tree: treeOf(realRoot, found), diagnostics };
        }
        const stats = statIfThere(file);
        if (stats === undefined) diagnostics.push(diagnostic('file-unreadable', { path }, beginningOf(path)));
        else found.push(sourceFile(path, file, stats));
      }
    }
  }
  return { tree: treeOf(realRoot, found), diagnostics };
}

/**
 * Changes whenever a file was added, removed, renamed or written (made of names, sizes and times alone), and whenever something
 * else is left out of the tree.
 */
export function fingerprintTree(tree: SourceTree, diagnostics: readonly Diagnostic[]): string {
  let text = tree.root;
  for (const { path, size, mtimeMs, ctimeMs, ino } of tree.files.values())
    text += `\0${path}\0${size} ${mtimeMs} ${ctimeMs} ${ino}`;
  for (const finding of diagnostics) text += `\0\0${JSON.stringify(finding)}`;
  return createHash('sha256').update(text).digest('hex');
}

function treeOf(root: string, found: SourceFile[]): SourceTree {
  found.sort((a, b) => compareCodeUnits(a.path, b.path));
  return { root, files: new Map(found.map((entry) => [entry.path, entry])) };
}

function sourceFile(path: string, file: string, stats: Stats): SourceFile {
  const { size, mtimeMs, ctimeMs, ino } = stats;
  return { path, file, size, mtimeMs, ctimeMs, ino };
}

function realFolder(root: string): string {
  const real = realpathIfThere(root);
  if (real === undefined) throw new SatchelError('source-missing', { source: root });
  if (!statSync(real).isDirectory()) throw new SatchelError('source-not-folder', { source: root });
  return real;
}

function listFolder(dir: string, path: string, diagnostics: Diagnostic[]) {
  try {
    // In code-unit order, so that of two links to one folder it is always the same that is followed.
    return readdirSync(dir, { withFileTypes: true }).sort((a, b) => compareCodeUnits(a.name, b.name));
  } catch {
    diagnostics.push(diagnostic('file-unreadable', { path: path || '.' }, beginningOf(path || '.')));
    return [];
  }
}

/** What a symbolic link leads to, or undefined (with a finding) when it leads nowhere, outside, or round in a circle. */
function followLink(
  root: string,
  file: string,
  path: string,
  excluded: ReadonlySet<string>,
  seen: Set<string>,
  diagnostics: Diagnostic[],
): Stats | undefined {
  const target = realpathIfThere(file);
  const stats = target === undefined ? undefined : statIfThere(target);
  if (target === undefined || stats === undefined) {
    diagnostics.push(diagnostic('symlink-broken', { path }, beginningOf(path)));
    return undefined;
  }
  if (excluded.has(target)) return undefined;
  if (target !== root && !target.startsWith(root + sep)) {
    diagnostics.push(diagnostic('symlink-outside', { path }, beginningOf(path)));
    return undefined;
  }
  if (stats.isDirectory()) {
    // A folder that is an ancestor of the link, or was reached by another link before, would be read twice or for ever.
    if (seen.has(target) || file.startsWith(target + sep)) {
      diagnostics.push(diagnostic('symlink-cycle', { path }, beginningOf(path)));
      return undefined;
    }
    seen.add(target);
  }
  return stats;
}

function realpathIfThere(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}

function statIfThere(file: string): Stats | undefined {
  try {
    const stats = lstatSync(file);
    return stats.isSymbolicLink() ? statSync(file) : stats;
  } catch {
    return undefined;
  }
}
