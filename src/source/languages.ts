import { beginningOf, diagnostic, type Diagnostic } from '../diagnostic.ts';
import { compareCodeUnits } from '../order.ts';
import { guessLanguage } from './language-guess.ts';
import { languageTag } from './language-tag.ts';
import type { LessonText } from './lesson-text.ts';
import { isFirstPage } from './names.ts';
import { findVariants, type Variant } from './variants.ts';

/** The languages of a source, and which file is which page in which of them. */
export interface SourceLanguages {
  readonly original: string;
  /** True when neither the author nor the text says which language that is: then it is English. */
  readonly assumed: boolean;
  /** The original first, then in code-unit order. */
  readonly all: readonly string[];
  /** Base → language → file. */
  readonly files: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly variants: readonly Variant[];
}

/** Each takes milliseconds, and the names of folders decide how many are asked for. */
const MAX_GUESSES = 500;

/** Finds the languages; `stated` is what the author says the original's is. */
export async function sourceLanguages(
  texts: ReadonlyMap<string, LessonText>,
  stated: string | undefined,
  diagnostics: Diagnostic[],
): Promise<SourceLanguages> {
  let guesses = 0;
  const guess = async (files: readonly string[]): Promise<string | undefined> =>
    ++guesses > MAX_GUESSES
      ? undefined
      : guessLanguage(files.slice(0, 20).map((file) => texts.get(file)?.text ?? ''));
  const variants = withoutReadmeOnly(await findVariants([...texts.keys()], guess), diagnostics);
  const plain = variants.filter((variant) => variant.language === undefined).map((variant) => variant.file);
  const counts = new Map<string, number>();
  for (const { language } of variants)
    if (language !== undefined) counts.set(language, (counts.get(language) ?? 0) + 1);

  const found =
    (stated === undefined ? undefined : languageTag(stated)) ??
    (plain.every(isAside) && Math.max(0, ...counts.values()) > plain.length
      ? await mainLanguage(counts, plain, guess)
      : (saidByAll(plain, texts) ?? (await guess(plain))));
  const original = found ?? 'en';

  const files = new Map<string, Map<string, string>>();
  const plainWins = plain.length >= (counts.get(original) ?? 0);
  const rank = (variant: Variant): number => Number((variant.language === undefined) !== plainWins);
  for (const variant of [...variants].sort((a, b) => rank(a) - rank(b) || compareCodeUnits(a.file, b.file))) {
    const language = variant.language ?? original;
    const known = files.get(variant.base) ?? new Map<string, string>();
    files.set(variant.base, known);
    const other = known.get(language);
    if (other === undefined) known.set(language, variant.file);
    else
      diagnostics.push(
        diagnostic(
          'page-left-out',
          { path: variant.file, reason: `${other} is the same page in the same language` },
          beginningOf(variant.file),
        ),
      );
  }
  const others = [...counts.keys()].filter((language) => language !== original).sort(compareCodeUnits);
  return { original, assumed: found === undefined, all: [original, ...others], files, variants };
}

/** The language that all of some pages say they are in. */
function saidByAll(files: readonly string[], texts: ReadonlyMap<string, LessonText>): string | undefined {
  const [tag, ...others] = new Set(files.map((file) => texts.get(file)?.frontMatter.language));
  return tag === undefined || others.length > 0 ? undefined : languageTag(tag);
}

/** Of a source whose folders are its languages: the one its loose pages are in, else English, else the one with most pages. */
async function mainLanguage(
  counts: ReadonlyMap<string, number>,
  plain: readonly string[],
  guess: (files: readonly string[]) => Promise<string | undefined>,
): Promise<string> {
  const loose = plain.length === 0 ? undefined : await guess(plain);
  if (loose !== undefined && counts.has(loose)) return loose;
  const [first] = [...counts].sort(([a, x], [b, y]) => y - x || compareCodeUnits(a, b));
  const english = counts.get('en');
  return english !== undefined && first !== undefined && english * 2 >= first[1]
    ? 'en'
    : (first?.[0] ?? 'en');
}

/** A README in many languages does not make a curriculum in many languages. */
function withoutReadmeOnly(variants: readonly Variant[], diagnostics: Diagnostic[]): readonly Variant[] {
  const lessons = new Set(variants.filter((variant) => !isTop(variant.base)).map((variant) => variant.base));
  if (lessons.size < 3) return variants;
  const real = new Set(
    variants.filter((variant) => lessons.has(variant.base)).map((variant) => variant.language),
  );
  return variants.filter(({ file, language }) => {
    if (language === undefined || real.has(language)) return true;
    const reason = `nothing but this page is in the language ${language}`;
    diagnostics.push(diagnostic('page-left-out', { path: file, reason }, beginningOf(file)));
    return false;
  });
}

/** A README, licence or the like at the top: all there is beside the folders of a source that has one for each language. */
function isAside(file: string): boolean {
  return !file.includes('/') && (isFirstPage(file) || /^[A-Z_]+\./.test(file));
}

function isTop(base: string): boolean {
  return !base.includes('/') && isFirstPage(base);
}
