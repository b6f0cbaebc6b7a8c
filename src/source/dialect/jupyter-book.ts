import type { Diagnostic } from '../../diagnostic.ts';
import { folderOf } from '../names.ts';
import { joinPath } from '../links.ts';
import type { Listed } from '../outline.ts';
import type { ReadText, Site } from '../site.ts';
import type { SourceTree } from '../tree.ts';
import {
  isYamlList,
  isYamlMap,
  parseYaml,
  type YamlDocument,
  type YamlPath,
  type YamlValue,
} from '../yaml.ts';

const PLACES = ['_toc.yml', 'book/_toc.yml', 'docs/_toc.yml', 'content/_toc.yml', '_data/toc.yml'];

/** A Jupyter Book: the order is in `_toc.yml`, in today's form (root, parts, chapters, sections) or the list of before 0.11. */
export async function jupyterBookSite(
  tree: SourceTree,
  read: ReadText,
  diagnostics: Diagnostic[],
): Promise<Site | undefined> {
  const file = PLACES.find((path) => tree.files.has(path));
  if (file === undefined) return undefined;
  const document = await parseYaml(read(file) ?? '', file);
  diagnostics.push(...document.diagnostics);
  const folder = file.startsWith('_data/') ? 'content' : folderOf(file);
  const listed = parseToc(document, folder);
  if (listed.length === 0) return undefined;
  const root = rootOf(document.value);
  const start = root === undefined ? undefined : joinPath(folder, root);
  const configFile = `${folder === '' ? '' : `${folder}/`}_config.yml`;
  const config = (await parseYaml(read(configFile) ?? '', configFile)).value;
  const title = isYamlMap(config) && typeof config['title'] === 'string' ? config['title'].trim() : '';
  return {
    ...(start === undefined ? {} : { start }),
    ...(title === '' ? {} : { title }),
    ...(folder === '' ? {} : { contentFolder: folder }),
    listed,
  };
}

/** The page a book opens with: `root`, or the first file of the old form. */
function rootOf(toc: YamlValue): string | undefined {
  const first = isYamlList(toc) ? toc[0] : toc;
  if (!isYamlMap(first)) return undefined;
  const root = first['root'] ?? first['file'];
  return typeof root === 'string' ? root : undefined;
}

/** The entries of a `_toc.yml` whose paths are relative to `folder`. */
export function parseToc(document: YamlDocument, folder: string): Listed[] {
  const entries = (value: YamlValue, path: YamlPath): Listed[] =>
    isYamlList(value) ? value.flatMap((item, i) => entry(item, [...path, i])) : [];
  const entry = (value: YamlValue, path: YamlPath): Listed[] => {
    if (!isYamlMap(value)) return [];
    const below = ['parts', 'chapters', 'sections', 'entries', 'subtrees'].flatMap((key) =>
      entries(value[key], [...path, key]),
    );
    const target = [value['file'], value['glob'], value['url'], value['root']].find(
      (candidate) => typeof candidate === 'string',
    );
    const title = [value['caption'], value['title'], value['part'], value['header']].find(
      (candidate) => typeof candidate === 'string',
    );
    // Before 0.11 a part was a line of its own before its chapters; those follow it as siblings.
    if (target === undefined && title === undefined) return below;
    if (typeof target === 'string' && /^(?:[a-z]+:)?\/\//i.test(target)) return below;
    const local = typeof target === 'string' ? joinPath(folder, target) : undefined;
    return [
      {
        title: typeof title === 'string' ? title.trim() : undefined,
        ...(typeof value['glob'] === 'string' && value['file'] === undefined
          ? { anything: local }
          : { path: local }),
        children: below,
        place: document.placeOf([...path, ...(value['file'] === undefined ? [] : ['file'])]),
      },
    ];
  };
  return headed(isYamlMap(document.value) ? entry(document.value, []) : entries(document.value, []));
}

/** The root page stands over all: its chapters come beside it. Headings of the old form take what follows them. */
function headed(listed: readonly Listed[]): Listed[] {
  const flat =
    listed.length === 1 ? listed.flatMap((root) => [{ ...root, children: [] }, ...root.children]) : listed;
  const result: { -readonly [K in keyof Listed]: Listed[K] }[] = [];
  for (const item of flat) {
    const last = result.at(-1);
    const isHeading = (one: Listed): boolean => one.path === undefined && one.anything === undefined;
    if (last && isHeading(last) && !isHeading(item)) last.children = [...last.children, item];
    else if (!(isHeading(item) && item.title === undefined && item.children.length === 0))
      result.push({ ...item });
  }
  return result;
}
