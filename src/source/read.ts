import { SatchelError, type Diagnostic } from '../diagnostic.ts';
import { sourceLanguages } from './languages.ts';
import { readConfig, type Config } from './config.ts';
import { curriculaOf } from './curricula.ts';
import type { Curriculum } from './curriculum.ts';
import { readLessonText, type LessonText } from './lesson-text.ts';
import { isMarkdown } from './names.ts';
import { checkNames } from './portable.ts';
import { readSite, textReader } from './site.ts';
import { readTree, type SourceTree, type TreeOptions } from './tree.ts';

/** A source read whole: what is compiled, packed and checked is found in here. */
export interface Source {
  /** Real absolute path of the source folder. */
  readonly root: string;
  readonly tree: SourceTree;
  readonly config: Config;
  /** One for each language, the original's first. */
  readonly curricula: readonly Curriculum[];
  /** Every Markdown file by its path relative to the source. */
  readonly texts: ReadonlyMap<string, LessonText>;
  /** The file that shows the page of `file` (any language's) in `language`; undefined when `file` is no page there. */
  readonly variantOf: (file: string, language: string) => string | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export interface SourceOptions extends TreeOptions {
  /** A tree that was listed before, so that it is not listed again. */
  readonly tree?: { readonly tree: SourceTree; readonly diagnostics: readonly Diagnostic[] };
}

/**
 * Reads and arranges a source. Throws `source-missing`, `source-not-folder` and `source-empty`; all else that is wrong with
 * it is among `diagnostics`.
 */
export async function readSource(root: string, options: SourceOptions = {}): Promise<Source> {
  const { tree, diagnostics: found } = options.tree ?? readTree(root, options);
  const diagnostics: Diagnostic[] = [...found, ...checkNames(tree)];
  const texts = new Map<string, LessonText>();
  for (const file of tree.files.values()) {
    if (!isMarkdown(file.path) || isRenderedTwin(file.path, tree)) continue;
    const text = await readLessonText(file, diagnostics);
    if (text) texts.set(file.path, text);
  }
  if (texts.size === 0) throw new SatchelError('source-empty', { source: root });

  const read = textReader(tree);
  const config = await readConfig(read, diagnostics);
  const site = await readSite(tree, diagnostics);
  const languages = await sourceLanguages(texts, config.language ?? site.language, diagnostics);
  const { curricula, shown } = curriculaOf({ tree, texts, config, site, languages, read }, diagnostics);
  if (curricula.length === 0) throw new SatchelError('source-empty', { source: root });
  const bases = new Map(languages.variants.map((variant) => [variant.file, variant.base]));
  return {
    root: tree.root,
    tree,
    config,
    curricula,
    texts,
    variantOf: (file, language) => shown.get(language)?.get(bases.get(file) ?? file),
    diagnostics,
  };
}

/** R Markdown beside the Markdown that was made from it. */
function isRenderedTwin(path: string, tree: SourceTree): boolean {
  return /\.(?:rmd|qmd)$/i.test(path) && tree.files.has(path.replace(/\.[^.]+$/, '.md'));
}
