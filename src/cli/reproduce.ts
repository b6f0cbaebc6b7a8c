import type { ChannelBundle, ChannelFile } from '../channel/contents.ts';
import type { Digest } from '../digest.ts';
import type { Piece } from '../delta/hunks.ts';
import type { FirstDifference } from '../reproduce/first-difference.ts';
import type { Difference, Reason } from '../reproduce/differences.ts';
import type { Reproduction, Verdict } from '../reproduce/reproduce.ts';
import { formatCount } from '../quantity.ts';
import { EXIT } from './failure.ts';
import type { Bases } from './find-bases.ts';
import { noteFindings } from './findings.ts';
import type { Format } from './format.ts';
import { printable } from './printable.ts';
import { showUntil, startProgress } from './progress.ts';
import { printReport } from './report.ts';
import { printResult } from './terminal.ts';

export interface ReproduceFlags {
  readonly base?: readonly string[];
  readonly trust?: Digest;
  readonly fit?: number;
  readonly cache?: string;
  readonly format: Format;
}

/** Differences that are shown to people; `--format json` has all. */
const MAX_SHOWN = 20;

/** Builds a bundle again from its source and tells whether it is the same. */
export async function runReproduce(
  bundle: string,
  source: string,
  flags: ReproduceFlags,
  signal: AbortSignal,
): Promise<number> {
  const { reproduce } = await import('../reproduce/reproduce.ts');
  const bases = flags.base && (await findBasesOf(bundle, flags, signal));
  const progress = startProgress(flags.format, source);
  const { fit, cache } = flags;
  const base = bases?.files;
  const work = reproduce({ bundle, source, base, fit, cache, onEvent: progress.onEvent, signal });
  const { diagnostics: found, ...result } = await showUntil(work, progress);
  const diagnostics = [...(bases?.findings ?? []), ...found];
  const exitCode = result.verdict === 'different' ? EXIT.content : EXIT.done;
  await printReport(flags.format, {
    command: 'reproduce',
    exitCode,
    findings: diagnostics,
    json: { file: bundle, source, ...result },
    text: () => {
      noteFindings(diagnostics);
      printResult(reproductionText(bundle, result).join('\n'));
    },
  });
  return exitCode;
}

/** Of channels those that the bundle was built on, as its provenance says; where none tells, those that a build would take. */
async function findBasesOf(bundle: string, flags: ReproduceFlags, signal: AbortSignal): Promise<Bases> {
  const [{ findBases }, { readBuilt }, { basesOf, bundlesIn }] = await Promise.all([
    import('./find-bases.ts'),
    import('../reproduce/named-bases.ts'),
    import('../release/bases.ts'),
  ]);
  const choose = async (files: readonly ChannelFile[]): Promise<readonly ChannelBundle[]> => {
    const { id, version, profile, bases } = await readBuilt(bundle);
    return bases ? bundlesIn(files, bases) : basesOf(files, { id, version, profiles: [profile] });
  };
  return findBases(flags, choose, signal);
}

const VERDICTS = {
  identical: 'reproduced, byte for byte',
  'identical-content': 'reproduced: every entry and the manifest are the same',
  different: 'NOT reproduced',
} as const satisfies Record<Verdict, string>;

function reproductionText(bundle: string, result: Omit<Reproduction, 'diagnostics'>): string[] {
  const { verdict, differences, entries, provenance } = result;
  const others = provenance?.otherBuilds ?? [];
  return [
    `${printable(bundle)}: ${VERDICTS[verdict]}${unprovenText(result)}`,
    ...(verdict === 'identical-content'
      ? ['  (the ZIP file itself was packed by another zlib, or is unpacked)']
      : []),
    `  ${formatCount(entries, 'entry', 'entries')}; ${mediaText(result)}`,
    ...others.map(
      ({ component, bundle: then, here }) =>
        `  ${printable(component)}: ${printable(then ?? 'none')} then, ${printable(here ?? 'none')} here`,
    ),
    ...(differences.length > 0
      ? ['', `${formatCount(differences.length, 'difference')} ([-bundle-]{+source+}):`]
      : []),
    ...differences.slice(0, MAX_SHOWN).flatMap(differenceLines),
    ...(differences.length > MAX_SHOWN
      ? [`… and ${differences.length - MAX_SHOWN} more (--format json tells all)`]
      : []),
  ];
}

/** What a verdict does not speak of. */
function unprovenText({ verdict, media: { taken } }: Pick<Reproduction, 'verdict' | 'media'>): string {
  if (verdict === 'different' || taken === 0) return '';
  return `, with ${formatCount(taken, 'media file')} taken from it`;
}

function mediaText({ media: { encoded, taken, fromBase } }: Pick<Reproduction, 'media'>): string {
  if (encoded + taken + fromBase === 0) return 'no encoded media';
  const parts = [
    `${formatCount(encoded, 'media file')} encoded here with the same bytes`,
    ...(fromBase > 0 ? [`${fromBase} taken from the base`] : []),
    ...(taken > 0 ? [`${taken} taken from the bundle itself`] : []),
  ];
  return parts.join(', ');
}

const REASONS = {
  text: 'it says something else',
  markup: 'it says the same, marked up in another way or referring to something else',
  frame: 'it is not what this Satchel writes',
  derived: 'it is written out of the pages, which differ',
  'lesson-missing': 'the source has no such page; if it had been moved, --base tells which id it keeps',
  'lesson-new': 'the bundle has no such page',
  'source-missing': 'no file of the source has the bytes that it was made of',
  'source-other': 'the file of that name is another one in the source',
  'not-shown': 'the source has that file, and no page shows it',
  preset: 'it was encoded by another preset than this Satchel’s',
  encoder: 'it cannot have been encoded from that file as it says',
  unknown: 'nothing in the source gives it',
} as const satisfies Record<Reason, string>;

const WHERE = { both: '~', bundle: '-', source: '+' } as const;

function differenceLines(difference: Difference): string[] {
  switch (difference.kind) {
    case 'generator':
      return [
        `~ built by ${printable(difference.bundle)}, and this is ${printable(difference.here)}: pages, scripts and styles may differ for that alone`,
      ];
    case 'member':
      return [`~ manifest, “${printable(difference.member)}”`, ...placeLines(difference)];
    case 'entry': {
      const { path, title, reason, source, excerpt, place } = difference;
      const name = title === undefined ? printable(path) : `${printable(path)} “${printable(title)}”`;
      const which = source === undefined ? '' : ` (${printable(source)})`;
      return [
        `${WHERE[difference.in]} ${name}: ${REASONS[reason]}${which}`,
        ...(excerpt ? [`    ${excerpt.map(excerptText).join('')}`] : place ? placeLines(place) : []),
      ];
    }
  }
}

function placeLines({ line, bundle, here }: FirstDifference): string[] {
  const at = line === 1 ? '' : `, line ${line}`;
  return [`    bundle${at}: ${printable(bundle)}`, `    source${at}: ${printable(here)}`];
}

/** As `satchel diff` shows it without colours. */
function excerptText({ kind, text }: Piece): string {
  const shown = printable(text);
  if (kind === 'same') return shown;
  return kind === 'removed' ? `[-${shown}-]` : `{+${shown}+}`;
}
