import { setImmediate as turn } from 'node:timers/promises';
import type { Cache } from '../cache.ts';
import { needsOf, transcriptsOf } from '../compile/needs.ts';
import { resolveFragment, type ResolvedFragment } from '../compile/resolve.ts';
import { placesOf } from '../compile/target.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { lessonsOf, type Curriculum, type Lesson } from '../source/curriculum.ts';
import type { LessonText } from '../source/lesson-text.ts';
import type { Source } from '../source/read.ts';
import { readDownloads, type Download } from './downloads.ts';
import { compileFragments } from './fragments.ts';
import { readTranscripts } from './transcripts.ts';
import type { BuildOptions } from './options.ts';

const FILES_A_TURN = 20;

/** A source whose text is compiled and whose references are resolved: all that bundles of it have in common. */
export interface Content {
  readonly fragments: ReadonlyMap<string, ResolvedFragment>;
  readonly downloads: ReadonlyMap<string, Download>;
  /** What is said in recordings, as text, by file. */
  readonly transcripts: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Compiles all pages of a source, in whatever language (out of the cache where nothing changed), and finds what they refer to.
 * A build of one language needs the others too: links lead to headings of the page that a translation was made from.
 */
export async function readContent(
  source: Source,
  cache: Cache,
  { onEvent, signal }: Pick<BuildOptions, 'onEvent' | 'signal'>,
): Promise<Content> {
  const files = [
    ...new Set(source.curricula.flatMap((curriculum) => pagesOf(curriculum).map(({ file }) => file))),
  ];
  const sources = new Map(files.map((file) => [file, fragmentSource(source, file)]));
  const total = files.length;
  let done = 0;
  onEvent?.({ kind: 'stage', stage: 'compile', total });
  const compiled = await compileFragments(
    source.curricula[0]?.id ?? '',
    sources,
    cache,
    async () => (await import('../compile/markdown.ts')).loadCompiler(),
    async (name) => {
      // A large source does not stay in memory beside its pages.
      source.texts.delete(name);
      onEvent?.({ kind: 'step', stage: 'compile', done: ++done, total, name });
      // Between turns of the event loop progress is drawn and an interruption is heard.
      if (done % FILES_A_TURN === 0) await turn();
      signal?.throwIfAborted();
    },
  );
  const pages = new Map(
    source.curricula.flatMap((curriculum) => pagesOf(curriculum).map(({ file, id }) => [file, id])),
  );
  const [original] = source.curricula;
  const places = placesOf(source.tree.files.keys(), pages, source.originals, original?.languages[0]);
  const anchorsOf = (file: string): readonly string[] | undefined => compiled.get(file)?.anchors;
  const fragments = new Map(
    [...compiled].map(([file, fragment]) => [file, resolveFragment(file, fragment, places, anchorsOf)]),
  );
  const { downloads, diagnostics } = await readDownloads(needsOf(fragments.values()).downloads, source.tree);
  const { transcripts, findings } = readTranscripts(transcriptsOf(fragments.values()), source.tree);
  return {
    fragments,
    downloads,
    transcripts,
    diagnostics: [
      ...[...fragments.values()].flatMap((fragment) => fragment.diagnostics),
      ...diagnostics,
      ...findings,
    ],
  };
}

/** The resolved fragments of a curriculum's pages. */
export function fragmentsOf(curriculum: Curriculum, content: Content): ResolvedFragment[] {
  return pagesOf(curriculum).flatMap(({ file }) => content.fragments.get(file) ?? []);
}

/** Every page of a curriculum, the start page first. */
export function pagesOf(curriculum: Curriculum): Lesson[] {
  const lessons = [...lessonsOf(curriculum)].map(({ lesson }) => lesson);
  return curriculum.start ? [curriculum.start, ...lessons] : lessons;
}

function fragmentSource(source: Source, file: string): { digest: string; text: () => string } {
  const textOf = (): LessonText => {
    const text = source.texts.get(file);
    if (!text) throw new Error(`no text was read for ${file}`);
    return text;
  };
  return { digest: textOf().digest, text: () => textOf().text };
}
