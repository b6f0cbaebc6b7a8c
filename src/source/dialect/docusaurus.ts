import type { FolderLabel } from '../folders.ts';
import { folderOf, nameOf } from '../names.ts';
import type { ReadText, Site } from '../site.ts';
import type { SourceTree } from '../tree.ts';

const CONFIG = /^docusaurus\.config\.(?:js|ts|mjs|cjs)$/;

/** A Docusaurus site: folders are labelled and placed by `_category_.json` or `.yml`, pages by front matter. */
export function docusaurusSite(tree: SourceTree, read: ReadText): Promise<Site | undefined> {
  const labels = new Map<string, FolderLabel>();
  let config: string | undefined;
  let docs = false;
  for (const path of tree.files.keys()) {
    if (CONFIG.test(path)) config = path;
    if (path.startsWith('docs/')) docs = true;
    if (/^_category_\.(?:json|ya?ml)$/.test(nameOf(path)))
      labels.set(folderOf(path), labelOf(read(path) ?? ''));
  }
  if (config === undefined && labels.size === 0) return Promise.resolve(undefined);
  // The settings are a program, which is not run: a title is read where it is but a text.
  const title = /\btitle:\s*(?:"([^"\\\n]+)"|'([^'\\\n]+)')/.exec(read(config ?? '') ?? '');
  const text = title?.[1] ?? title?.[2];
  const language = /\bdefaultLocale:\s*["']([A-Za-z-]+)["']/.exec(read(config ?? '') ?? '')?.[1];
  return Promise.resolve({
    ...(text === undefined ? {} : { title: text }),
    ...(language === undefined ? {} : { language }),
    ...(config !== undefined && docs ? { contentFolder: 'docs' } : {}),
    labels,
    idsWithinFolder: true,
  });
}

/** `label` and `position` of a category, in JSON or in lines of YAML. */
function labelOf(text: string): FolderLabel {
  const found: Record<string, string> = {};
  for (const [, key = '', double, single, plain] of text.matchAll(
    /(?:^|[{,])[ \t]*["']?(label|position)["']?[ \t]*:[ \t]*(?:"([^"\\\n]*)"|'([^'\n]*)'|([^"'\s,{}][^\n,{}]*))/gm,
  ))
    found[key] ??= (double ?? single ?? plain ?? '').trim();
  const { label = '', position = '' } = found;
  return {
    ...(label === '' ? {} : { title: label }),
    ...(/^-?\d+(?:\.\d+)?$/.test(position) ? { order: Number(position) } : {}),
  };
}
