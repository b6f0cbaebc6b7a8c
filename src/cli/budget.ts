import { basename } from 'node:path';
import type { BuiltBundle, Fitted, HeavyFile, LoweredFile, OverBudget } from '../build/options.ts';
import { profiles, type Profile } from '../media/preset.ts';
import { exactSize, formatCount, formatSize } from '../quantity.ts';
import { printable } from './printable.ts';

const MOST_SHOWN = 10;
const MOST_DETAILED = 3;

/** What was done so that a bundle fits. */
export function fittedLines({ fitted, profile }: BuiltBundle): string[] {
  if (!fitted) return [];
  const { limit, lowered, media } = fitted;
  if (lowered.length === 0) return [`  fits ${formatSize(limit)} with all media at ${profile}`];
  return [
    `  to fit ${formatSize(limit)}, ${lowered.length} of ${formatCount(media, 'media file')} ${lowered.length === 1 ? 'is' : 'are'} at a lower profile: ${savingOf(fitted)}`,
    ...lowered.slice(0, MOST_SHOWN).map(loweredLine),
    ...more(lowered.length),
  ];
}

/** `41 at low, 2 at standard, 3.2 MB less`. */
function savingOf({ lowered }: Fitted): string {
  const profiles = [...new Set(lowered.map(({ profile }) => profile))].map(
    (profile) => `${lowered.filter((one) => one.profile === profile).length} at ${profile}`,
  );
  const saved = lowered.reduce((sum, { size, sizeBefore }) => sum + sizeBefore - size, 0);
  return [...profiles, `${formatSize(saved)} less`].join(', ');
}

function loweredLine({ path, profile, size, sizeBefore }: LoweredFile): string {
  return `  ${formatSize(sizeBefore).padStart(9)} → ${formatSize(size).padEnd(7)}  ${profile.padEnd(8)}  ${printable(path)}`;
}

/** What is over its limit: of bundles what each profile would give and which files to look at, of lessons their sizes. */
export function overBudgetLines(over: readonly OverBudget[]): string[] {
  const bundles = over.filter(({ lesson }) => lesson === undefined);
  return [
    ...bundles.slice(0, MOST_DETAILED).flatMap((one) => [headline(one), ...details(one), '']),
    ...bundles.slice(MOST_DETAILED).map(headline),
    ...(bundles.length > MOST_DETAILED ? [''] : []),
    ...lessonLines(over.filter(({ lesson }) => lesson !== undefined)),
  ];
}

function headline({ bundle, size, limit, parts }: OverBudget): string {
  const kinds = [
    ['pages', parts.text],
    ['media', parts.media],
    ['downloads', parts.downloads],
    ['fonts', parts.fonts],
  ] as const;
  const made = kinds
    .filter(([, bytes]) => bytes > 0)
    .map(([kind, bytes]) => `${kind} ${formatSize(bytes)}`)
    .join(', ');
  return `${printable(basename(bundle))} has ${formatSize(size)}, and may have ${formatSize(limit)}: ${made}`;
}

function details({ limit, profiles: each, fit, nearest, largest, mustGo = 0 }: OverBudget): string[] {
  const rows = each.map(({ profile, size }) => ({
    what: `all media at ${profile}`,
    size,
    note: verdict(size, limit),
  }));
  if (fit)
    rows.push({
      what: `--fit ${exactSize(fit.limit)}`,
      size: nearest,
      note: `${fit.lowered} of ${formatCount(fit.media, 'media file')} at a lower profile`,
    });
  const width = Math.max(...rows.map(({ what }) => what.length));
  const lines = rows.map(
    ({ what, size, note }) => `  ${what.padEnd(width)}  ${formatSize(size).padStart(8)}  ${note}`,
  );
  if (mustGo > 0) {
    const first = mustGo === 1 ? 'first of these files' : `first ${mustGo} of these files`;
    lines.push(`  not enough: the ${first} would have to go or become much smaller`);
  } else if (nearest > limit) lines.push('  not enough: its pages and fonts alone are larger than that');
  if (largest.length > 0) lines.push('  the largest files, and what they have at the lowest profile:');
  return [...lines, ...largest.slice(0, MOST_SHOWN).map(largeLine), ...more(mustGo)];
}

/** A row for each lesson, with its size at each profile; where it is largest of several bundles. */
function lessonLines(over: readonly OverBudget[]): string[] {
  const [first] = over;
  if (!first) return [];
  const largest = new Map<string, OverBudget>();
  for (const one of over)
    if (one.size > (largest.get(one.lesson ?? '')?.size ?? 0)) largest.set(one.lesson ?? '', one);
  const rows = [...largest.values()].sort((a, b) => b.size - a.size || (a.bundle < b.bundle ? -1 : 1));
  const columns = profiles
    .toReversed()
    .filter((profile) => rows.some((row) => sizeAt(row, profile) !== undefined));
  const cell = (text: string): string => text.padStart(8);
  return [
    `${formatCount(rows.length, 'lesson')} ${rows.length === 1 ? 'has' : 'have'} more than the ${formatSize(first.limit)} that a lesson may have:`,
    `  ${columns.map(cell).join('  ')}`,
    ...rows.slice(0, MOST_SHOWN).map((row) => {
      const sizes = columns.map((profile) => sizeAt(row, profile));
      const cells = sizes.map((size) => cell(size === undefined ? '' : formatSize(size)));
      const note = row.nearest > row.limit ? '  (too much at any profile)' : '';
      return `  ${cells.join('  ')}  ${printable(row.lesson ?? '')}${note}`;
    }),
    ...more(rows.length),
    '',
  ];
}

function sizeAt({ profiles }: OverBudget, wanted: Profile): number | undefined {
  return profiles.find(({ profile }) => profile === wanted)?.size;
}

function verdict(size: number, limit: number): string {
  return size <= limit ? 'fits' : `${formatSize(size - limit)} too much`;
}

function largeLine({ path, kind, size, smallest, place, others }: HeavyFile): string {
  const lower = kind === 'download' ? 'download' : smallest < size ? `→ ${formatSize(smallest)}` : '';
  const also = others === 0 ? '' : ` and in ${formatCount(others, 'other place')}`;
  const where = place ? `  ${printable(place.file)}:${place.line}${also}` : '';
  return `  ${formatSize(size).padStart(9)} ${lower.padEnd(9)}  ${printable(path)}${where}`;
}

function more(count: number): string[] {
  return count > MOST_SHOWN ? [`  … and ${count - MOST_SHOWN} more`] : [];
}
