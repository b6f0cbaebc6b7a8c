import { posix } from 'node:path';
import { languageName } from '../compile/language-names.ts';
import { isWithin, type StyledFont } from '../compile/pack-style.ts';
import { renderSite } from '../compile/site.ts';
import { diagnostic, type Diagnostic } from '../diagnostic.ts';
import { digestOf, shortDigest, type Digest } from '../digest.ts';
import type { Finding } from '../media/outcome.ts';
import { readFont, reasonOf, type Font } from '../media/font/read.ts';
import { rangesOf, servedLetters, sorted, type Letters } from '../media/font/serve.ts';
import { fontPreset, subsetOf, weightsOf, type SubsetStore } from '../media/font/subset.ts';
import { renditionName } from '../media/names.ts';
import type { Rendition } from '../media/rendition.ts';
import type { Config, NamedFont } from '../source/config.ts';
import type { Curriculum } from '../source/curriculum.ts';
import type { SourceTree } from '../source/tree.ts';
import { suggest } from '../suggest.ts';
import type { Content } from './content.ts';
import { lettersByLanguage, type LettersByLanguage } from './letters.ts';
import { siteMedia } from './site-media.ts';

/** A font as an entry of a bundle, and as its style sheet names it. */
export interface CarriedFont extends StyledFont {
  readonly bytes: Buffer;
  readonly digest: Digest;
  readonly source: Digest;
  readonly preset: typeof fontPreset;
  /** Path of the file in the source. */
  readonly file: string;
}

export interface FontsInput extends SubsetStore {
  readonly config: Config;
  /** Every curriculum of the source, so that what is found does not depend on which are built. */
  readonly curricula: readonly Curriculum[];
  /** Those that get their fonts. */
  readonly wanted: readonly Curriculum[];
  readonly content: Content;
  readonly renditions: (file: string) => readonly Rendition[];
  readonly tree: SourceTree;
}

export interface Fonts {
  readonly of: (curriculum: Curriculum) => readonly CarriedFont[];
  readonly diagnostics: readonly Diagnostic[];
  /** How many were taken over from published bundles. */
  readonly takenOver: number;
}

/** Reads the fonts that satchel.yaml names and cuts them down to the letters of each curriculum's pages. */
export async function makeFonts(input: FontsInput): Promise<Fonts> {
  const { config, curricula, wanted, tree } = input;
  const named = config.theme?.fonts ?? [];
  const diagnostics: Diagnostic[] = [];
  const texts = new Map(curricula.map((curriculum) => [curriculum, lettersOf(curriculum, input)]));
  const carried = new Map<Curriculum, CarriedFont[]>(wanted.map((curriculum) => [curriculum, []]));
  let takenOver = 0;
  for (const one of named) {
    const tell = ({ code, params }: Finding): void => {
      diagnostics.push(diagnostic(code, { path: one.file, ...params }, one.place));
    };
    const file = tree.files.get(one.file);
    if (!file) {
      tell({ code: 'font-missing', params: { suggestion: suggest(one.file, fontFiles(tree)) } });
      continue;
    }
    const { font, findings } = await readFont(file, input);
    findings.forEach(tell);
    if (!font) continue;
    const served = new Map(
      [...texts].map(([curriculum, text]) => [curriculum, lettersFor(one, font, text)] as const),
    );
    if ([...served.values()].every(({ length }) => length === 0)) tell({ code: 'font-unused', params: {} });
    try {
      for (const [curriculum, fonts] of carried) {
        const letters = served.get(curriculum) ?? [];
        if (letters.length === 0) continue;
        const subset = await subsetOf(font, letters, input);
        if (subset.takenOver) takenOver++;
        fonts.push(carriedFont(one, font, letters, subset.bytes));
      }
    } catch (error) {
      tell({ code: 'font-undecodable', params: { reason: reasonOf(error) } });
    }
  }
  return { of: (curriculum) => carried.get(curriculum) ?? [], diagnostics, takenOver };
}

function lettersOf(
  curriculum: Curriculum,
  { content, renditions, curricula }: FontsInput,
): LettersByLanguage {
  const site = renderSite(curriculum, siteMedia(content, renditions), new Map(), []);
  // The switch of languages calls each by its own name.
  const others = curricula.length < 2 ? [] : curricula;
  const names = others.map(({ language }) => `<p lang="${language}">${languageName(language)}</p>`);
  const shown = [...site, { path: 'languages.html', pieces: [Buffer.from(names.join(''))] }];
  return lettersByLanguage(shown, curriculum.language);
}

/** The letters of a curriculum's text for which it carries a font: none where it can do without. */
function lettersFor({ languages }: NamedFont, font: Font, text: LettersByLanguage): Letters {
  const chosen = languages.length > 0;
  const read = [...text].filter(
    ([language]) => !chosen || languages.some((range) => isWithin(language, range)),
  );
  return servedLetters(sorted(read.flatMap(([, letters]) => letters)), font.letters, chosen);
}

function carriedFont(
  { file, languages }: NamedFont,
  { face, source }: Font,
  letters: Letters,
  bytes: Buffer,
): CarriedFont {
  const digest = digestOf(bytes);
  const name = renditionName(file);
  return {
    path: `media/${name}-${shortDigest(digest, 12)}.woff2`,
    bytes,
    digest,
    source,
    preset: fontPreset,
    file,
    family: face.family ?? name,
    weight: weightsOf(face),
    italic: face.italic,
    languages,
    ranges: rangesOf(letters),
  };
}

function fontFiles(tree: SourceTree): string[] {
  return [...tree.files.keys()].filter((path) => /\.(?:ttf|otf|woff2?)$/i.test(posix.basename(path)));
}
