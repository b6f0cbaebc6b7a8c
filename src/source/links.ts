import { folderOf } from './names.ts';

const LINK =
  /\]\(\s*<?([^()\s<>]*(?:\([^()\s<>]*\)[^()\s<>]*)*)|^ {0,3}\[[^\]\n]{1,200}\]:[ \t]*<?([^\s<>]+)|<a\s[^>]{0,300}?href\s*=\s*["']([^"'\s]+)/gim;

/**
 * The local targets a Markdown text links to, in order and each once, as paths relative to the source (`docs/a.md`). It is
 * a quick look for the order of pages, not the pipeline that resolves links.
 */
export function localLinks(text: string, path: string): string[] {
  const found = new Set<string>();
  for (const [, inline, reference, html] of text.matchAll(LINK)) {
    const url = (inline ?? reference ?? html ?? '').replace(/[?#].*$/s, '');
    if (url === '' || /^[a-z][a-z0-9+.-]*:|^\/\//i.test(url)) continue;
    const target = joinPath(url.startsWith('/') ? '' : folderOf(path), decoded(url));
    if (target !== undefined) found.add(target);
  }
  return [...found];
}

/** `relative` seen from `folder`, without `.` and `..`; undefined when it leads out of the source. */
export function joinPath(folder: string, relative: string): string | undefined {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
