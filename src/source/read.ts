import { diagnostic, SatchelError, type Diagnostic } from '../diagnostic.ts';
import { sourceLanguages, type SourceLanguages } from './languages.ts';
import { readConfig, type Config } from './config.ts';
import { curriculaOf } from './curricula.ts';
import type { Curriculum } from './curriculum.ts';
import { readLessonText, type LessonText } from './lesson-text.ts';
import { isMarkdown } from './names.ts';
import { matchesPattern } from './pattern.ts';
import { checkNames } from './portable.ts';
import { readSite, textReader } from './site.ts';
import type { SourceTree } from './tree.ts';

/** A source read whole: what is compiled, packed and checked is found in here. */
export interface Source {
  /** Real absolute path of the source folder. */
  readonly root: string;
  readonly tree: SourceTree;
  readonly config: Config;
  /** One for each language, the original's first. */
  readonly curricula: readonly Curriculum[];
  /** Every Markdown file by its path relative to the source; whoever has used a text for good may delete it. */
  readonly texts: Map<string, LessonText>;
  /** For the file of a translation, the file it translates (which need not be there). */
  readonly originals: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads and arranges a source that was listed by {@link readTree}. Throws `source-empty`, `source-all-left-out` and
 * `config-unreadable`; all else that is wrong with it is among `diagnostics`.
 */
export async function readSource(tree: SourceTree): Promise<Source> {
  const diagnostics: Diagnostic[] = checkNames(tree);
  const texts = new Map<string, LessonText>();
  for (const file of tree.files.values()) {
    if (!isMarkdown(file.path) || isRenderedTwin(file.path, tree)) continue;
    const text = await readLessonText(file, diagnostics);
    if (text) texts.set(file.path, text);
  }
  if (texts.size === 0) throw new SatchelError('source-empty', { source: tree.root });

  const config = await readConfig(tree, diagnostics);
  diagnostics.push(...kindsWithoutFile(config, tree));
  const read = textReader(tree, diagnostics);
  const site = await readSite(tree, read, diagnostics);
  const languages = await sourceLanguages(texts, config.language ?? site.language, diagnostics);
  const curricula = curriculaOf({ tree, texts, config, site, languages, read }, diagnostics);
  if (curricula.length === 0) throw new SatchelError('source-all-left-out', { source: tree.root });
  return { root: tree.root, tree, config, curricula, texts, originals: originalsOf(languages), diagnostics };
}

function kindsWithoutFile({ media }: Config, tree: SourceTree): Diagnostic[] {
  const paths = [...tree.files.keys()];
  return media.kinds.flatMap(({ pattern, place }) =>
    paths.some((path) => matchesPattern(path, pattern))
      ? []
      : [diagnostic('kind-without-file', { pattern }, place)],
  );
}

function originalsOf({ original, files }: SourceLanguages): Map<string, string> {
  const originals = new Map<string, string>();
  for (const [base, variants] of files) {
    const source = variants.get(original) ?? base;
    for (const file of variants.values()) if (file !== source) originals.set(file, source);
  }
  return originals;
}

/** R Markdown beside the Markdown that was made from it. */
function isRenderedTwin(path: string, tree: SourceTree): boolean {
  return /\.(?:rmd|qmd)$/i.test(path) && tree.files.has(path.replace(/\.[^.]+$/, '.md'));
}
