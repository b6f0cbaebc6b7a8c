import { basename } from 'node:path';
import { beginningOf, diagnostic, type Diagnostic } from '../diagnostic.ts';
import type { Profile } from '../media/preset.ts';
import { compareCodeUnits } from '../order.ts';
import { exactSize, formatCount, formatSize } from '../quantity.ts';
import type { Budget } from '../source/config.ts';
import type { BundleInput } from './bundle.ts';
import { fragmentsOf } from './content.ts';
import { byPlace, referencesTo } from './file-findings.ts';
import { sizeIn, type Bound, type FittedBundle, type MediaFile } from './fit-bundle.ts';
import type { HeavyFile, OverBudget } from './options.ts';
import type { LessonWeight, Weighed } from './weigh.ts';

const MOST_TOLD = 10;

/** What is known of a bundle that is over a limit. */
interface Evidence {
  readonly input: BundleInput;
  readonly own: Weighed;
  /** The nearest fit, or the smallest there is. */
  readonly attempt: FittedBundle;
  readonly files: readonly MediaFile[];
  /** The bundle at its own profile and those below. */
  readonly profiles: readonly (readonly [Profile, Weighed])[];
}

/** All that can be done about a bundle, or a lesson of it, that is larger than it may be. `most` is what “--fit” is to be given. */
export function reportOver(
  bound: Bound,
  most: number,
  { input, own, attempt, files, profiles }: Evidence,
): OverBudget {
  const { limit, lesson } = bound;
  const size = sizeIn(own, bound);
  const weight = own.lessons.find(({ file }) => file === lesson);
  const media = files.filter(({ twins }) => !weight || twins.some((twin) => weight.assets.has(twin)));
  const large = largeFiles(media, weight, input, own);
  const sum = (kind: HeavyFile['kind']): number =>
    large.filter((one) => one.kind === kind).reduce((bytes, one) => bytes + one.size, 0);
  const fonts = weight ? 0 : input.fonts.reduce((bytes, { path }) => bytes + (own.records.get(path) ?? 0), 0);
  const parts = { media: sum('media'), downloads: sum('download'), fonts };
  const members = new Set(media.map(({ path }) => path));
  const lowered = attempt.lowered.filter(({ path }) => members.has(path)).length;
  const nearest = sizeIn(attempt.weighed, bound);
  const fit = { limit: most, lowered, media: media.length };
  const weighs = attempt.fits ? (one: HeavyFile) => one.size : (one: HeavyFile) => one.smallest;
  const largest = large.sort((a, b) => weighs(b) - weighs(a) || compareCodeUnits(a.path, b.path));
  const mustGo = nearest > limit ? countToGo(largest, nearest - limit) : undefined;
  return {
    bundle: own.file,
    language: input.curriculum.language,
    profile: input.profile,
    ...(lesson !== undefined && { lesson }),
    size,
    limit,
    parts: { text: size - parts.media - parts.downloads - fonts, ...parts },
    profiles: profiles.map(([profile, weighed]) => ({ profile, size: sizeIn(weighed, bound) })),
    nearest,
    ...(attempt.fits && { fit }),
    ...(mustGo !== undefined && { mustGo }),
    largest: largest.slice(0, Math.max(MOST_TOLD, mustGo ?? 0)),
  };
}

/** How many of the largest free that many bytes; undefined where all of them do not. */
function countToGo(largest: readonly HeavyFile[], excess: number): number | undefined {
  let freed = 0;
  const last = largest.findIndex(({ smallest }) => (freed += smallest) >= excess);
  return last < 0 ? undefined : last + 1;
}

function largeFiles(
  media: readonly MediaFile[],
  lesson: LessonWeight | undefined,
  { curriculum, content }: BundleInput,
  { records, lessons }: Weighed,
): HeavyFile[] {
  const downloads = new Map<string, string[]>();
  for (const path of new Set((lesson ? [lesson] : lessons).flatMap((one) => [...one.downloads]))) {
    const entry = content.downloads.get(path)?.path;
    if (entry !== undefined) downloads.set(entry, [...(downloads.get(entry) ?? []), path]);
  }
  const files = [
    ...media.map(({ path, twins, options }) => {
      const sizes = options.map(({ size }) => size);
      return { path, twins, kind: 'media' as const, size: sizes[0] ?? 0, smallest: Math.min(...sizes) };
    }),
    ...[...downloads].map(([entry, twins]) => {
      const size = records.get(entry) ?? 0;
      return { path: twins[0] ?? '', twins, kind: 'download' as const, size, smallest: size };
    }),
  ];
  const references = referencesTo(
    new Set(files.flatMap(({ twins }) => twins)),
    lesson?.fragments ?? fragmentsOf(curriculum, content),
  );
  return files.map(({ twins, ...file }) => {
    const concern = file.kind === 'media' ? 'shown' : 'carried';
    const [first, ...others] = twins
      .flatMap((twin) => references.get(twin) ?? [])
      .filter((one) => one.concern === concern)
      .sort(byPlace);
    return { ...file, ...(first && { place: first.place }), others: others.length };
  });
}

/**
 * One finding for each bundle and each lesson that is over; of a lesson in several bundles, where it is largest. Without ffmpeg
 * (`unencoded`) recordings are as large in each profile as they were.
 */
export function budgetFindings(
  over: readonly OverBudget[],
  { bundle }: Budget,
  unencoded: boolean,
): Diagnostic[] {
  const lessons = new Map<string, OverBudget>();
  for (const one of over)
    if (one.lesson !== undefined && one.size > (lessons.get(one.lesson)?.size ?? 0))
      lessons.set(one.lesson, one);
  return [
    ...over
      .filter(({ lesson }) => lesson === undefined)
      .map((one) =>
        diagnostic(
          'budget-bundle',
          { bundle: basename(one.bundle), ...paramsOf(one, unencoded) },
          bundle?.place,
        ),
      ),
    ...[...lessons].map(([file, one]) =>
      diagnostic('budget-lesson', paramsOf(one, unencoded), beginningOf(file)),
    ),
  ];
}

function paramsOf(over: OverBudget, unencoded: boolean): Record<string, string> {
  const { size, limit, profiles, largest } = over;
  const others = profiles.slice(1).map((one) => `${formatSize(one.size)} in profile ${one.profile}`);
  const lower = others.length === 0 ? 'no profile is lower' : `it would have ${others.join(', ')}`;
  return {
    size: formatSize(size),
    limit: formatSize(limit),
    excess: formatSize(size - limit),
    nearest: nearestFit(over),
    profiles: unencoded ? `${lower}, and less once ffmpeg is there to make recordings smaller` : lower,
    largest: largest.slice(0, 3).map(toldFile).join(', ') || 'none',
  };
}

/** What would make it fit, in words. */
export function nearestFit({ fit, nearest, limit, mustGo, profiles, parts }: OverBudget): string {
  if (fit)
    return `“satchel build --fit ${exactSize(fit.limit)}” takes ${fit.lowered} of ${formatCount(fit.media, 'media file')} to a lower profile, which gives ${formatSize(nearest)}`;
  if (nearest <= limit)
    return `some media at lower profiles gives ${formatSize(nearest)}, which “--fit” does once all else can fit too`;
  if (mustGo === undefined)
    return `nothing fits: its pages and fonts alone have ${formatSize(parts.text + parts.fonts)}`;
  const lowest = profiles.length > 1 ? ', with all others at the lowest profile' : '';
  return `no choice of profiles fits: the ${mustGo === 1 ? 'largest file' : `${mustGo} largest files`} would have to go or become much smaller${lowest}`;
}

function toldFile({ path, size, place }: HeavyFile): string {
  return `${path} (${formatSize(size)}${place ? `, ${place.file}:${place.line}` : ''})`;
}
