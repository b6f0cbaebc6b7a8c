import { beginningOf, type Diagnostic } from '../../diagnostic.ts';
import { humanise, isFirstPage, isMarkdown } from '../names.ts';
import type { Listed } from '../outline.ts';
import type { ReadText, Site } from '../site.ts';
import type { SourceTree } from '../tree.ts';
import { isYamlList, isYamlMap, parseYaml, type YamlMap, type YamlValue } from '../yaml.ts';

const FOLDERS = ['episodes', 'learners', 'instructors', 'profiles'] as const;
const OLD_FOLDERS = ['_episodes', '_episodes_rmd', '_extras'] as const;

/** A lesson of the Carpentries: `config.yaml` (Workbench), or `_config.yml` with `_episodes` (their earlier Jekyll style). */
export async function carpentriesSite(
  tree: SourceTree,
  read: ReadText,
  diagnostics: Diagnostic[],
): Promise<Site | undefined> {
  const has = (folder: string): boolean => pagesIn(tree, folder).length > 0;
  const file = ['config.yaml', '_config.yml'].find((name) => tree.files.has(name));
  if (file === undefined || !(has('episodes') || has('_episodes') || has('_episodes_rmd'))) return undefined;
  const document = await parseYaml(read(file) ?? '', file);
  if (!isYamlMap(document.value)) {
    diagnostics.push(...document.diagnostics);
    return undefined;
  }
  const config = document.value;
  if (file === 'config.yaml' && !('carpentry' in config || 'episodes' in config)) return undefined;
  diagnostics.push(...document.diagnostics);
  const listed = FOLDERS.filter(has).map((folder): Listed => {
    const names = isYamlList(config[folder]) ? config[folder] : [];
    const paths = names.flatMap((name, i) =>
      typeof name === 'string'
        ? [{ path: `${folder}/${name}`, place: document.placeOf([folder, i]), children: [] }]
        : [],
    );
    const all = pagesIn(tree, folder).map((path) => ({ path, place: beginningOf(file), children: [] }));
    return {
      title: humanise(folder),
      place: document.placeOf([folder]),
      children: paths.length > 0 ? paths : all,
    };
  });
  for (const folder of OLD_FOLDERS)
    if (has(folder) && !(folder === '_episodes_rmd' && has('_episodes')))
      listed.push({
        title: folder === '_extras' ? 'Extras' : 'Episodes',
        place: beginningOf(file),
        children: pagesIn(tree, folder).map((path) => ({ path, place: beginningOf(file), children: [] })),
      });
  return { ...carpentriesFacts(config), listed };
}

function carpentriesFacts(config: YamlMap): Pick<Site, 'title' | 'description' | 'language' | 'license'> {
  const facts = {
    title: text(config['title']),
    description: text(config['description']),
    language: text(config['lang']) ?? text(config['language']),
    license: text(config['license']),
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

function text(value: YamlValue): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** The pages directly in a folder; what lies deeper there are figures and data. */
function pagesIn(tree: SourceTree, folder: string): string[] {
  return [...tree.files.keys()].filter(
    (path) =>
      path.startsWith(`${folder}/`) &&
      path.indexOf('/', folder.length + 1) < 0 &&
      isMarkdown(path) &&
      !isFirstPage(path),
  );
}
