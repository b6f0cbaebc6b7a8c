import type { Diagnostic } from '../../diagnostic.ts';
import { isMarkdown } from '../names.ts';
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

/** A book of Quarto (`_quarto.yml`) or bookdown (`_bookdown.yml`). */
export async function quartoSite(
  tree: SourceTree,
  read: ReadText,
  diagnostics: Diagnostic[],
): Promise<Site | undefined> {
  const file = ['_quarto.yml', '_quarto.yaml', '_bookdown.yml'].find((name) => tree.files.has(name));
  if (file === undefined) return undefined;
  const document = await parseYaml(read(file) ?? '', file);
  diagnostics.push(...document.diagnostics);
  const config = document.value;
  if (!isYamlMap(config)) return undefined;
  if (file === '_bookdown.yml') {
    const files = config['rmd_files'];
    return { listed: entriesOf(isYamlMap(files) ? files['html'] : files, ['rmd_files'], document) };
  }
  const book = isYamlMap(config['book']) ? config['book'] : undefined;
  const website = isYamlMap(config['website']) ? config['website'] : undefined;
  const title = [book?.['title'], website?.['title']].find((value) => typeof value === 'string');
  const language = config['lang'];
  const sidebar = website?.['sidebar'];
  const contents = isYamlMap(sidebar) ? sidebar['contents'] : undefined;
  const listed = book
    ? [
        ...entriesOf(book['chapters'], ['book', 'chapters'], document),
        ...entriesOf(book['appendices'], ['book', 'appendices'], document),
      ]
    : entriesOf(contents, ['website', 'sidebar', 'contents'], document);
  return {
    ...(typeof title === 'string' ? { title: title.trim() } : {}),
    ...(typeof language === 'string' ? { language } : {}),
    ...(listed.length === 0 ? {} : { listed }),
  };
}

function entriesOf(value: YamlValue, path: YamlPath, document: YamlDocument): Listed[] {
  if (!isYamlList(value)) return [];
  return value.flatMap((item, i): Listed[] => {
    const here = [...path, i];
    if (typeof item === 'string') return [{ ...target(item), children: [], place: document.placeOf(here) }];
    if (!isYamlMap(item)) return [];
    const heading = item['part'] ?? item['section'] ?? item['text'];
    const file =
      item['file'] ??
      item['href'] ??
      (typeof heading === 'string' && isMarkdown(heading) ? heading : undefined);
    const key = item['chapters'] === undefined ? 'contents' : 'chapters';
    return [
      {
        title: typeof heading === 'string' && heading !== file ? heading : undefined,
        ...(typeof file === 'string' ? target(file) : {}),
        children: entriesOf(item[key], [...here, key], document),
        place: document.placeOf(here),
      },
    ];
  });
}

function target(path: string): Pick<Listed, 'path' | 'anything'> {
  return path.includes('*') || path.endsWith('/') ? { anything: path } : { path };
}
