import { posix } from 'node:path';
import { compareCodeUnits } from '../order.ts';
import { languageTag } from '../source/language-tag.ts';
import type { Slot } from './fragment.ts';
import { findTarget, type Places } from './target.ts';
import { mediaOf } from './url.ts';

type Player = Extract<Slot, { kind: 'player' }>;

/** A file that lies beside a recording and belongs to it by its name: `talk.vtt`, `talk.es.srt`, `talk.txt` beside `talk.mp4`. */
interface Sidecar {
  readonly file: string;
  readonly kind: 'captions' | 'transcript';
  /** What stands in its name between the recording's and the extension: mostly a language tag; undefined where nothing does. */
  readonly suffix: string | undefined;
}

/** What is said to be a language and is none. */
export interface UnknownLanguage {
  readonly language: string;
  readonly path: string;
  readonly consequence: string;
}

/** Captions in one language, in the order of preference: what says most comes first. */
const CAPTIONS = ['vtt', 'srt', 'ttml', 'dfxp', 'ass', 'ssa'];
const SIDECAR = /\.(vtt|srt|ttml|dfxp|ass|ssa|txt)$/i;

/**
 * A player with the captions and transcripts that lie beside its recordings, and with languages for all of them that are BCP 47 tags, or
 * empty where it is the page's own. What the author names comes first, and no language twice; a transcript serves where
 * there are no captions in its language.
 */
export function withSidecars(
  slot: Player,
  from: string,
  places: Places,
): { slot: Player; unknown: UnknownLanguage[] } {
  const unknown: UnknownLanguage[] = [];
  const recordings = filesOf(slot.sources, from, places);
  const named = slot.tracks.map((track) => {
    const [path = track.url] = filesOf([track.url], from, places);
    const language = languageTag(track.language) ?? languageTag(suffixOf(path)) ?? '';
    if (track.language !== '' && languageTag(track.language) === undefined)
      unknown.push({ language: track.language, path, consequence: assumed(language) });
    return { ...track, language };
  });
  const taken = new Set(named.filter(isCaptions).map(({ language }) => language));
  const sidecars = recordings.flatMap((recording) =>
    sidecarsOf(recording, places).map((sidecar) => ({
      ...sidecar,
      language: languageOf(sidecar, recording, from, places),
    })),
  );
  const chosen = (kind: Sidecar['kind']): { url: string; file: string; language: string }[] =>
    sidecars.flatMap((sidecar) => {
      if (sidecar.kind !== kind || sidecar.language === undefined || taken.has(sidecar.language)) return [];
      taken.add(sidecar.language);
      return [{ url: urlOf(sidecar.file), file: sidecar.file, language: sidecar.language }];
    });
  const tracks = chosen('captions').map(({ url, language }) => ({
    url,
    kind: 'captions',
    language,
    label: '',
  }));
  const transcripts = chosen('transcript').map(({ file, language }) => ({ file, language }));
  for (const { file, kind, suffix = '', language } of sidecars)
    if (language === undefined && kind === 'captions')
      unknown.push({ language: suffix, path: file, consequence: 'they are left out' });
  return {
    slot: { ...slot, tracks: [...named, ...tracks], ...(transcripts.length > 0 && { transcripts }) },
    unknown,
  };
}

/** Whether a track says what is said; others name chapters or tell what is seen. */
export function isCaptions({ kind }: { readonly kind: string }): boolean {
  return kind === 'captions' || kind === 'subtitles';
}

function assumed(language: string): string {
  return language === '' ? 'the language of the page is assumed' : `“${language}” is assumed`;
}

function filesOf(urls: readonly string[], from: string, places: Places): string[] {
  return urls.flatMap((url) => {
    const target = findTarget(url, from, places);
    return target.kind === 'file' ? [target.file] : [];
  });
}

/** The address, for {@link findTarget}, of a file of the source. */
function urlOf(file: string): string {
  return `/${file.split('/').map(encodeURIComponent).join('/')}`;
}

/**
 * The language that a sidecar is in: its suffix, else the recording's own suffix, else the page's. A translation that shows the recording of
 * its original has captions of that original, as long as their names say nothing else. Undefined where the suffix is no language.
 */
function languageOf(
  { suffix }: Sidecar,
  recording: string,
  from: string,
  places: Places,
): string | undefined {
  if (suffix !== undefined) return languageTag(suffix);
  const own = languageTag(suffixOf(recording));
  if (own !== undefined) return own;
  const original = places.originals.get(from);
  if (original === undefined) return '';
  const depth = (page: string): number => {
    const folder = posix.dirname(page);
    return folder === '.' ? 0 : recording.startsWith(`${folder}/`) ? folder.length : -1;
  };
  return depth(from) > depth(original) ? '' : places.originalLanguage;
}

/** `es` of `talk.es.mp4`. */
function suffixOf(file: string): string {
  return /\.([^./]+)\.[^./]+$/.exec(file)?.[1] ?? '';
}

const indexes = new WeakMap<Places, ReadonlyMap<string, readonly Sidecar[]>>();

function sidecarsOf(recording: string, places: Places): readonly Sidecar[] {
  let index = indexes.get(places);
  if (!index) {
    index = indexSidecars(places);
    indexes.set(places, index);
  }
  return index.get(stemOf(recording)) ?? [];
}

/** Without the extension; names are the same in any case and normal form. */
function stemOf(file: string): string {
  return file
    .normalize('NFC')
    .toLowerCase()
    .replace(/\.[^./]*$/, '');
}

/** All sidecars of a source by the stem of what they lie beside: those without a suffix first, then by suffix and preference. */
function indexSidecars({ files, pages }: Places): Map<string, Sidecar[]> {
  const all = [...files.values()].filter((file) => !pages.has(file));
  const recordings = new Set(all.filter((file) => mediaOf(file) !== undefined).map(stemOf));
  const index = new Map<string, Sidecar[]>();
  for (const file of all) {
    const extension = SIDECAR.exec(file)?.[1]?.toLowerCase();
    if (extension === undefined) continue;
    const kind = extension === 'txt' ? 'transcript' : 'captions';
    const whole = stemOf(file);
    const short = stemOf(whole);
    const add = (stem: string, suffix: string | undefined): void => {
      if (recordings.has(stem)) index.set(stem, [...(index.get(stem) ?? []), { file, kind, suffix }]);
    };
    add(whole, undefined);
    const suffix = suffixOf(file);
    // What belongs to a recording of its own, `talk.part2.mp4`, is no language of another's.
    if (short !== whole && (languageTag(suffix) !== undefined || !recordings.has(whole))) add(short, suffix);
  }
  const rank = ({ file }: Sidecar): number => CAPTIONS.indexOf(SIDECAR.exec(file)?.[1]?.toLowerCase() ?? '');
  for (const sidecars of index.values())
    sidecars.sort(
      (a, b) =>
        compareCodeUnits(a.suffix ?? '', b.suffix ?? '') ||
        rank(a) - rank(b) ||
        compareCodeUnits(a.file, b.file),
    );
  return index;
}
