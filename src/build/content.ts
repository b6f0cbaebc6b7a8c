import type { Cache } from '../cache.ts';
import { needsOf } from '../compile/fill.ts';
import { resolveFragment, type ResolvedFragment } from '../compile/resolve.ts';
import { placesOf } from '../compile/target.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { lessonsOf, type Curriculum, type Lesson } from '../source/curriculum.ts';
import type { Source } from '../source/read.ts';
import { readDownloads, type Download } from './downloads.ts';
import { compileFragments } from './fragments.ts';

/** A source whose text is compiled and whose references are resolved: all that bundles of it have in common. */
export interface Content {
  readonly fragments: ReadonlyMap<string, ResolvedFragment>;
  readonly downloads: ReadonlyMap<string, Download>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles the pages of these curricula (out of the cache where nothing changed) and finds what they refer to. */
export async function readContent(
  source: Source,
  curricula: readonly Curriculum[],
  cache: Cache,
  onPage: (done: number, total: number, file: string) => void,
): Promise<Content> {
  const files = [
    ...new Set(curricula.flatMap((curriculum) => pagesOf(curriculum).map((lesson) => lesson.file))),
  ];
  const sources = new Map(files.map((file) => [file, fragmentSource(source, file)]));
  let done = 0;
  const compiled = await compileFragments(
    curricula[0]?.id ?? '',
    sources,
    cache,
    async () => (await import('../compile/markdown.ts')).loadCompiler(),
    (file) => {
      onPage(++done, files.length, file);
    },
  );
  const pages = new Map(
    source.curricula.flatMap((curriculum) => pagesOf(curriculum).map(({ file, id }) => [file, id])),
  );
  const places = placesOf(source.tree.files.keys(), pages, source.originals);
  const anchorsOf = (file: string): readonly string[] | undefined => compiled.get(file)?.anchors;
  const fragments = new Map(
    [...compiled].map(([file, fragment]) => [file, resolveFragment(file, fragment, places, anchorsOf)]),
  );
  const { downloads, diagnostics } = await readDownloads(needsOf(fragments.values()).downloads, source.tree);
  return {
    fragments,
    downloads,
    diagnostics: [...[...fragments.values()].flatMap((fragment) => fragment.diagnostics), ...diagnostics],
  };
}

/** Every page of a curriculum, the start page first. */
export function pagesOf(curriculum: Curriculum): Lesson[] {
  const lessons = [...lessonsOf(curriculum)].map(({ lesson }) => lesson);
  return curriculum.start ? [curriculum.start, ...lessons] : lessons;
}

function fragmentSource(source: Source, file: string): { digest: string; text: () => string } {
  const text = source.texts.get(file);
  if (!text) throw new Error(`no text was read for ${file}`);
  return { digest: text.digest, text: () => text.text };
}
