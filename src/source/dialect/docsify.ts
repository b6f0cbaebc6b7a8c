import { folderOf } from '../names.ts';
import type { Listed } from '../outline.ts';
import type { ReadText, Site } from '../site.ts';
import type { SourceTree } from '../tree.ts';
import { parseSummary } from './summary.ts';

const PLACES = ['_sidebar.md', 'docs/_sidebar.md'];

/** A site of docsify: the order is in _sidebar.md, whose link to `/` is the README beside it. */
export function docsifySite(tree: SourceTree, read: ReadText): Promise<Site | undefined> {
  const file = PLACES.find((path) => tree.files.has(path));
  if (file === undefined) return Promise.resolve(undefined);
  const folder = folderOf(file);
  const start = folder === '' ? 'README.md' : `${folder}/README.md`;
  const withStart = (entry: Listed): Listed => ({
    ...entry,
    path: entry.path === folder ? start : entry.path,
    children: entry.children.map(withStart),
  });
  const listed = parseSummary(read(file) ?? '', file).map(withStart);
  if (listed.length === 0) return Promise.resolve(undefined);
  return Promise.resolve({
    ...(folder === '' ? {} : { contentFolder: folder }),
    ...(tree.files.has(start) ? { start } : {}),
    listed,
  });
}
