import type { Compile } from '../compile/markdown.ts';
import { beginningOf, diagnostic, type Diagnostic, type Place } from '../diagnostic.ts';
import { lessonsOf, type Lesson } from '../source/curriculum.ts';
import { adoptTranslations } from '../source/adopted.ts';
import { portableId } from '../source/ids.ts';
import { findMoves, type KnownPage, type Move, type PageNow, type PageText } from '../source/moved.ts';
import { frontMatterPlace } from '../source/page-ids.ts';
import type { Source } from '../source/read.ts';
import { renamePages } from '../source/renamed.ts';
import { textOfFragment } from './visible-text.ts';

interface SourcePage extends PageNow {
  /** The original's file. */
  readonly file: string;
}

/**
 * Gives the pages of a source the ids that the same pages have among `published`, wherever they have moved, in all languages
 * alike. What was kept and what was guessed is among the source's findings; `kept` is how many keep an id that they would have lost.
 */
export async function keepIds(
  source: Source,
  published: readonly KnownPage[],
): Promise<{ source: Source; kept: number }> {
  const moves = await findMoves(pagesOf(source), published);
  const ids = new Map<string, string>();
  const translations = new Map<string, string>();
  const translated = new Set<string>();
  for (const move of moves) {
    if (move.kind !== 'claimed' && move.kind !== 'renamed') ids.set(move.page.id, move.id);
    if (move.kind !== 'left-behind') continue;
    translations.set(move.by.id, move.page.id);
    for (const { language } of move.page.texts) translated.add(`${language} ${move.by.file}`);
  }
  const holds = ({ code, params, file }: Diagnostic): boolean =>
    code !== 'translation-missing' || !translated.has(`${params['language']} ${file}`);
  return {
    source: {
      ...source,
      curricula: source.curricula.map((curriculum) =>
        renamePages(adoptTranslations(curriculum, translations), ids),
      ),
      diagnostics: [...source.diagnostics.filter(holds), ...moves.map((move) => finding(move, source))],
    },
    kept: moves.filter(({ kind }) => kind === 'same' || kind === 'alike' || kind === 'was').length,
  };
}

/** The pages of all curricula by their ids, which translations share. */
function pagesOf(source: Source): SourcePage[] {
  const read = pageReader(source);
  const pages = new Map<string, SourcePage & { texts: PageText[]; was: string[] }>();
  const seen = new Set<string>();
  for (const curriculum of source.curricula)
    for (const { lesson } of lessonsOf(curriculum)) {
      const { id, file, language, title, frontMatter } = lesson;
      const orphan = !curriculum.original;
      const page = pages.get(id) ?? { id, file, orphan, fixed: isFixed(lesson), texts: [], was: [] };
      pages.set(id, page);
      // The original stands in where there is no translation.
      if (seen.has(file)) continue;
      seen.add(file);
      page.texts.push({ language, title, read: () => read(file, language) });
      for (const was of frontMatter.was ?? []) page.was.push(portableId(was) ?? was);
    }
  return [...pages.values()];
}

/** Whether an id is the author's own. Those that count within a folder alone (Docusaurus) change with the folder. */
function isFixed({ id, frontMatter }: Lesson): boolean {
  return frontMatter.id !== undefined && portableId(frontMatter.id) === id;
}

/** Compiles what is asked for: the few pages that are not where they were. */
function pageReader({ texts }: Source): (file: string, language: string) => Promise<string | undefined> {
  let compile: Compile | undefined;
  return async (file, language) => {
    const source = texts.get(file);
    if (!source) return undefined;
    compile ??= await (await import('../compile/markdown.ts')).loadCompiler();
    return textOfFragment(await compile(source.text), language);
  };
}

function finding(move: Move<SourcePage>, { texts }: Source): Diagnostic {
  const { page, id } = move;
  const text = texts.get(page.file);
  const place = (key: 'id' | 'was'): Place => (text ? frontMatterPlace(text, key) : beginningOf(page.file));
  switch (move.kind) {
    case 'was':
      return diagnostic(
        'id-kept',
        { id, reason: 'its front matter says that it was that page' },
        place('was'),
      );
    case 'same':
      return diagnostic('id-kept', { id, reason: 'its text is the same' }, place('id'));
    case 'alike':
      return diagnostic('id-guessed', { id, percent: Math.floor(move.likeness * 100) }, place('id'));
    case 'displaced':
      return diagnostic('id-displaced', { id, was: page.id, other: move.by.file }, place('id'));
    case 'left-behind':
      return diagnostic('translation-left-behind', { other: move.by.file }, place('id'));
    case 'claimed':
      return diagnostic('id-claimed', { id, other: move.by.file }, place('was'));
    case 'renamed':
      return diagnostic('id-changed', { id: page.id, was: id }, place('id'));
  }
}
