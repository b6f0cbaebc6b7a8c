import type { Diagnostic } from '../../diagnostic.ts';
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

/** A MkDocs site: `mkdocs.yml` with `nav`, pages in `docs_dir`. */
export async function mkdocsSite(
  tree: SourceTree,
  read: ReadText,
  diagnostics: Diagnostic[],
): Promise<Site | undefined> {
  const file = ['mkdocs.yml', 'mkdocs.yaml'].find((name) => tree.files.has(name));
  if (file === undefined) return undefined;
  const document = await parseYaml(read(file) ?? '', file);
  diagnostics.push(...document.diagnostics);
  const config = document.value;
  if (!isYamlMap(config)) return undefined;
  const docs = config['docs_dir'];
  const folder = joinPath('', typeof docs === 'string' ? docs : 'docs') ?? 'docs';
  const theme = config['theme'];
  const language = isYamlMap(theme) ? theme['language'] : undefined;
  const listed = entriesOf(config['nav'], ['nav'], folder, document);
  return {
    ...textAs('title', config['site_name']),
    ...textAs('description', config['site_description']),
    ...textAs('language', language),
    contentFolder: folder,
    ...(listed.length === 0 ? {} : { listed }),
  };
}

/** `- page.md`, `- Title: page.md`, `- Title: [more]`, at any depth; addresses are left out. */
function entriesOf(value: YamlValue, path: YamlPath, folder: string, document: YamlDocument): Listed[] {
  if (!isYamlList(value)) return [];
  return value.flatMap((item, i) => {
    const here = [...path, i];
    if (typeof item === 'string') return entryOf(undefined, item, here, folder, document);
    if (!isYamlMap(item)) return [];
    return Object.entries(item).flatMap(([title, target]): Listed[] => {
      if (typeof target === 'string') return entryOf(title, target, [...here, title], folder, document);
      const children = entriesOf(target, [...here, title], folder, document);
      return [{ title, children, place: document.placeOf([...here, title], 'key') }];
    });
  });
}

function entryOf(
  title: string | undefined,
  target: string,
  path: YamlPath,
  folder: string,
  document: YamlDocument,
): Listed[] {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return [];
  const local = joinPath(folder, target);
  if (local === undefined) return [];
  const where = target.endsWith('/') || target.includes('*') ? { anything: local } : { path: local };
  return [{ title, ...where, children: [], place: document.placeOf(path) }];
}

function textAs<K extends string>(key: K, value: YamlValue): Partial<Record<K, string>> {
  return typeof value === 'string' && value.trim() !== ''
    ? ({ [key]: value.trim() } as Record<K, string>)
    : {};
}
