import type { ReadText, Site } from '../site.ts';
import type { SourceTree } from '../tree.ts';
import { isYamlMap, parseYaml } from '../yaml.ts';

const HUGO = [
  'hugo.toml',
  'hugo.yaml',
  'hugo.yml',
  'config.toml',
  'config/_default/hugo.toml',
  'config/_default/config.toml',
];
const JEKYLL = ['_config.yml', '_config.yaml'];

/** Hugo and Jekyll order their pages by front matter; of their settings only the title and language are wanted. */
export async function plainConfigSite(tree: SourceTree, read: ReadText): Promise<Site | undefined> {
  const hugo = HUGO.find((path) => tree.files.has(path));
  const file = hugo ?? JEKYLL.find((path) => tree.files.has(path));
  if (file === undefined) return undefined;
  const text = read(file) ?? '';
  const value = file.endsWith('.toml') ? tomlTexts(text) : (await parseYaml(text, file)).value;
  if (!isYamlMap(value)) return undefined;
  const of = (...keys: string[]): string | undefined =>
    keys
      .map((key) => value[key])
      .find((found): found is string => typeof found === 'string' && found.trim() !== '');
  const facts = {
    title: of('title'),
    description: of('description'),
    language: of('defaultContentLanguage', 'languageCode', 'lang', 'locale'),
    license: of('license'),
  };
  const content = hugo !== undefined && [...tree.files.keys()].some((path) => path.startsWith('content/'));
  return {
    ...Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined)),
    ...(content ? { contentFolder: 'content' } : {}),
  };
}

/** The top-level texts of a TOML file. */
function tomlTexts(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of text.split('\n')) {
    if (/^\s*\[/.test(line)) break;
    const [, key, basic, literal] = /^\s*([\w-]+)\s*=\s*(?:"([^"\\]*)"|'([^']*)')/.exec(line) ?? [];
    if (key !== undefined) found[key] = basic ?? literal ?? '';
  }
  return found;
}
