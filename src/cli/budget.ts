import { basename } from 'node:path';
import type { BuiltBundle, Fitted, LargeFile, LoweredFile, OverBudget } from '../build/options.ts';
import { exactSize, formatCount, formatSize } from '../quantity.ts';
import { printable } from './printable.ts';

const MOST_SHOWN = 10;

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

/** What is over its limit, what it is made of, what each profile would give, and which files to look at. */
export function overBudgetLines(over: readonly OverBudget[]): string[] {
  return over.flatMap((one) => [...describe(one), '']);
}

function describe(over: OverBudget): string[] {
  const { bundle, lesson, size, limit, parts, profiles, fit, nearest, largest, mustGo } = over;
  const name = printable(basename(bundle));
  const kinds = [
    ['pages', parts.text],
    ['media', parts.media],
    ['downloads', parts.downloads],
  ] as const;
  const made = kinds
    .filter(([, bytes]) => bytes > 0)
    .map(([kind, bytes]) => `${kind} ${formatSize(bytes)}`)
    .join(', ');
  const rows: [string, number, string][] = [
    ...profiles.map(({ profile, size: bytes }): [string, number, string] => [
      `all media at ${profile}`,
      bytes,
      verdict(bytes, limit),
    ]),
    ...(fit
      ? [
          [
            `--fit ${exactSize(fit.limit)}`,
            nearest,
            `${fit.lowered} of ${formatCount(fit.media, 'media file')} at a lower profile`,
          ] satisfies [string, number, string],
        ]
      : []),
  ];
  const width = Math.max(...rows.map(([what]) => what.length));
  const gone = mustGo ?? 0;
  return [
    lesson === undefined
      ? `${name} has ${formatSize(size)}, and may have ${formatSize(limit)}: ${made}`
      : `${printable(lesson)} brings ${formatSize(size)} into ${name}, and may bring ${formatSize(limit)}: ${made}`,
    ...rows.map(
      ([what, bytes, note]) => `  ${what.padEnd(width)}  ${formatSize(bytes).padStart(8)}  ${note}`,
    ),
    ...(gone > 0
      ? [
          `  not enough: the first ${gone === 1 ? 'of these files' : `${gone} of these files`} would have to go or become much smaller`,
        ]
      : []),
    ...(nearest > limit && gone === 0 ? ['  not enough: its pages alone are larger than that'] : []),
    ...(largest.length > 0 ? ['  the largest files, and what they have at the lowest profile:'] : []),
    ...largest.slice(0, MOST_SHOWN).map(largeLine),
    ...more(Math.max(gone, Math.min(largest.length, MOST_SHOWN))),
  ];
}

function verdict(size: number, limit: number): string {
  return size <= limit ? 'fits' : `${formatSize(size - limit)} too much`;
}

function largeLine({ path, kind, size, smallest, place, others }: LargeFile): string {
  const lower = kind === 'download' ? 'download' : smallest < size ? `→ ${formatSize(smallest)}` : '';
  const also = others === 0 ? '' : ` and in ${formatCount(others, 'other place')}`;
  const where = place ? `  ${printable(place.file)}:${place.line}${also}` : '';
  return `  ${formatSize(size).padStart(9)} ${lower.padEnd(9)}  ${printable(path)}${where}`;
}

function more(count: number): string[] {
  return count > MOST_SHOWN ? [`  … and ${count - MOST_SHOWN} more`] : [];
}
