import type { AssetRenditions, EntryKind, Inspection, KindSize } from '../bundle/inspect.ts';
import type { ManifestLesson, ManifestUnit } from '../bundle/manifest.ts';
import { isDelta } from '../delta/open.ts';
import { EXIT } from './failure.ts';
import type { Format } from './format.ts';
import { printable } from './printable.ts';
import { formatCount, formatSize } from '../quantity.ts';
import { printReport } from './report.ts';
import { printResult } from './terminal.ts';

export interface InspectFlags {
  readonly format: Format;
}

export async function runInspect(file: string, flags: InspectFlags): Promise<number> {
  if (isDelta(file)) return (await import('./inspect-delta.ts')).runInspectDelta(file, flags.format);
  const { inspectFile } = await import('../bundle/inspect-file.ts');
  const inspection = await inspectFile(file);
  await printReport(flags.format, {
    command: 'inspect',
    exitCode: EXIT.done,
    findings: [],
    json: { file, bundle: inspection },
    text: () => {
      printResult(describe(inspection).join('\n'));
    },
  });
  return EXIT.done;
}

function describe(bundle: Inspection): string[] {
  const { id, version, variant, title, description, license, generator, languages, assets } = bundle;
  return [
    printable(title),
    ...(description === undefined ? [] : [printable(description)]),
    '',
    `pack       ${id} ${version}, ${variant.language}, profile ${variant.profile}`,
    `digest     ${bundle.digest}`,
    `languages  ${languages.join(', ')}`,
    `licence    ${license === undefined ? 'none given' : printable(license)}`,
    `made by    ${printable(`${generator.name} ${generator.version}`)}`,
    `holds      ${formatCount(bundle.lessons, 'lesson')}, ${formatCount(bundle.entries, 'entry', 'entries')}, ${formatSize(bundle.size)} unpacked`,
    '',
    ...bundle.kinds.map(describeKind),
    ...(assets.length > 0 ? ['', ...describeRenditions(assets)] : []),
    ...(bundle.units.length > 0 ? ['', 'lessons'] : []),
    ...bundle.units.flatMap(describeUnit),
    '',
    'largest entries',
    ...bundle.largest.map(({ path, size }) => sizeLine(size, path)),
  ];
}

const kindWords = {
  page: ['page', 'pages'],
  picture: ['picture', 'pictures'],
  audio: ['sound', 'sounds'],
  video: ['film', 'films'],
  download: ['download', 'downloads'],
  shared: ['shared file (styles, scripts)', 'shared files (styles, scripts)'],
} as const satisfies Record<EntryKind, readonly [string, string]>;

function describeKind({ kind, entries, size }: KindSize): string {
  const [one, many] = kindWords[kind];
  return sizeLine(size, formatCount(entries, one, many));
}

function sizeLine(size: number, text: string): string {
  return `${formatSize(size).padStart(9)}  ${text}`;
}

/** How many renditions each preset made, and their bytes. */
function describeRenditions(assets: readonly AssetRenditions[]): string[] {
  const presets = new Map<string, { count: number; size: number }>();
  for (const { preset, size } of assets.flatMap(({ renditions }) => renditions)) {
    const name = preset ? `${preset.id} ${preset.version}` : 'as it was';
    const before = presets.get(name) ?? { count: 0, size: 0 };
    presets.set(name, { count: before.count + 1, size: before.size + size });
  }
  const known = assets.flatMap(({ sourceSize }) => sourceSize ?? []);
  const from =
    known.length === assets.length
      ? `, made from ${formatSize(known.reduce((sum, size) => sum + size, 0))}`
      : '';
  return [
    `renditions of ${formatCount(assets.length, 'asset')}${from}`,
    ...[...presets].map(([name, { count, size }]) => sizeLine(size, `${count} × ${printable(name)}`)),
  ];
}

function describeUnit(unit: ManifestUnit): string[] {
  return [`  ${printable(unit.title)}`, ...unit.lessons.flatMap((lesson) => describeLesson(lesson, 2))];
}

function describeLesson(lesson: ManifestLesson, depth: number): string[] {
  const language = lesson.language === undefined ? '' : ` (${lesson.language})`;
  return [
    `${'  '.repeat(depth)}${printable(lesson.title)}${language}  ${printable(lesson.path)}`,
    ...(lesson.parts ?? []).flatMap((part) => describeLesson(part, depth + 1)),
  ];
}
