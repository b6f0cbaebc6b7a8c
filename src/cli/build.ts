import { join, relative } from 'node:path';
import type { BuildResult, BuiltBundle, TakenOver } from '../build/options.ts';
import type { Code, Diagnostic } from '../diagnostic.ts';
import type { Digest } from '../digest.ts';
import type { Profile } from '../media/preset.ts';
import { fittedLines, overBudgetLines } from './budget.ts';
import { EXIT } from './failure.ts';
import { countFindings, formatFinding, formatMessage } from './findings.ts';
import type { Format } from './format.ts';
import { printable } from './printable.ts';
import { showUntil, startProgress } from './progress.ts';
import { formatCount, formatDuration, formatSize } from '../quantity.ts';
import { printReport } from './report.ts';
import { tuneForShortRun } from './short-run.ts';
import { painter, printNote, printResult } from './terminal.ts';

export interface BuildFlags {
  readonly output: string;
  readonly profile?: readonly Profile[];
  readonly language?: readonly string[];
  readonly jobs?: number;
  readonly cache?: string;
  readonly base?: readonly string[];
  readonly trust?: Digest;
  readonly maxSize?: number;
  readonly fit?: number;
  readonly dryRun?: boolean;
  readonly strict?: boolean;
  readonly singleFile?: boolean;
  readonly provenance?: boolean;
  readonly format: Format;
}

export async function runBuild(source: string, flags: BuildFlags, signal: AbortSignal): Promise<number> {
  tuneForShortRun();
  const { build } = await import('../build/build.ts');
  const bases = flags.base && (await (await import('./find-bases.ts')).findBasesOf(source, flags, signal));
  const progress = startProgress(flags.format, source);
  const work = build({
    source,
    out: flags.output,
    ...(flags.profile && { profiles: flags.profile }),
    ...(flags.language && { languages: flags.language }),
    ...(flags.jobs !== undefined && { jobs: flags.jobs }),
    ...(flags.cache !== undefined && { cache: flags.cache }),
    ...(bases && { base: bases.files }),
    ...(flags.maxSize !== undefined && { maxSize: flags.maxSize }),
    ...(flags.fit !== undefined && { fit: flags.fit }),
    provenance: flags.provenance ?? false,
    strict: flags.strict ?? false,
    dryRun: flags.dryRun ?? false,
    onEvent: progress.onEvent,
    signal,
  });
  const { result: built, lessons } = await showUntil(
    work.then(async (result) => {
      if (!flags.singleFile) return { result, lessons: undefined };
      const { writeLessons } = await import('./single-files.ts');
      return { result, lessons: await writeLessons(result, progress.onEvent, signal) };
    }),
    progress,
  );
  const result = { ...built, diagnostics: [...(bases?.findings ?? []), ...built.diagnostics] };
  const told = lessons ? (await import('./single-files.ts')).lessonLines(lessons, fromHere) : [];

  const exitCode = isFailed(result, flags) ? EXIT.content : EXIT.done;
  if (flags.format === 'github') printNote(summary(result).join('\n'));
  await printReport(flags.format, {
    command: 'build',
    exitCode,
    findings: result.diagnostics,
    folder: source,
    json: {
      bundles: result.bundles,
      stopped: result.stopped,
      overBudget: result.overBudget,
      ...(result.takenOver && { takenOver: result.takenOver }),
      ...(lessons && { singleFiles: lessons }),
      durationSeconds: result.durationSeconds,
    },
    text: () => {
      printFindings(result);
      printResult([...told, ...summary(result)].join('\n'));
    },
  });
  return exitCode;
}

function isFailed({ diagnostics, overBudget }: BuildResult, { strict }: BuildFlags): boolean {
  return (
    overBudget.length > 0 || (strict === true && diagnostics.some(({ severity }) => severity === 'error'))
  );
}

/** Notes that are shown one by one: only a build can give them, since they depend on its base. */
const OF_THE_BASE: ReadonlySet<Code> = new Set<Code>([
  'id-kept',
  'id-guessed',
  'id-displaced',
  'translation-left-behind',
  'release-no-base',
]);

function isShown({ severity, code }: Diagnostic): boolean {
  return severity !== 'info' || OF_THE_BASE.has(code);
}

/** Errors and warnings one by one; other notes are counted in the summary, and `validate` shows them. */
export function printFindings({ diagnostics }: Pick<BuildResult, 'diagnostics'>): void {
  const paint = painter(process.stderr);
  const shown = diagnostics.filter(isShown);
  // What would make a bundle fit is told in its table.
  const format = (finding: Diagnostic): string =>
    (finding.code === 'budget-bundle' ? formatMessage : formatFinding)(finding, paint);
  printNote(shown.map(format).join('\n'));
}

function summary(result: BuildResult): string[] {
  const { bundles, diagnostics } = result;
  const lines = [
    ...bundles.flatMap((bundle) => [bundleLine(bundle), ...provenanceLines(bundle), ...fittedLines(bundle)]),
    ...overBudgetLines(result.overBudget),
  ];
  const largest = largestEntries(bundles);
  if (largest.length > 0 && bundles.some(({ state }) => state !== 'unchanged'))
    lines.push(
      '',
      'largest entries:',
      ...largest.map(({ path, size }) => `${formatSize(size).padStart(9)}  ${printable(path)}`),
      '',
    );
  if (result.takenOver) lines.push(baseLine(result.takenOver, bundles));
  const advice = diagnostics.every(isShown) ? '' : ' (“satchel validate” shows the notes)';
  const found = (countFindings(diagnostics) || 'no findings') + advice;
  lines.push(
    `${found}; ${formatCount(bundles.length, 'bundle')} in ${formatDuration(result.durationSeconds)}`,
  );
  return [...lines, ...nextStep(result)];
}

function provenanceLines({ provenance }: BuiltBundle): string[] {
  return provenance === undefined ? [] : [`${fromHere(provenance)}  tells what it was made of`];
}

function bundleLine(bundle: BuiltBundle): string {
  const { state, size, sourceSize } = bundle;
  const contents = [
    formatCount(bundle.lessons, 'lesson'),
    formatCount(bundle.pictures, 'picture'),
    ...(bundle.recordings > 0 ? [formatCount(bundle.recordings, 'recording')] : []),
  ].join(', ');
  const sizes =
    state === 'planned'
      ? `${formatSize(sourceSize)} in`
      : `${formatSize(sourceSize)} in, ${formatSize(size)} out`;
  return `${fromHere(bundle.file)}  ${contents}, ${sizes}  ${state}`;
}

function baseLine({ ids, renditions }: TakenOver, bundles: readonly BuiltBundle[]): string {
  const planned = bundles.some(({ state }) => state === 'planned');
  const done = planned ? 'would be' : renditions === 1 ? 'was' : 'were';
  const taken = `${formatCount(renditions, 'media file')} ${done} taken over`;
  if (ids === 0) return `from the base: ${taken}`;
  return `from the base: ${taken}, ${formatCount(ids, 'lesson')} with another path ${ids === 1 ? 'keeps its id' : 'keep their ids'}`;
}

/** The ten largest entries of all bundles; those that bundles share are told once. */
function largestEntries(bundles: readonly BuiltBundle[]): { path: string; size: number }[] {
  const sizes = new Map(
    bundles.flatMap(({ largest }) => largest.map(({ path, size }) => [path, size] as const)),
  );
  return [...sizes]
    .map(([path, size]) => ({ path, size }))
    .sort((a, b) => b.size - a.size || (a.path < b.path ? -1 : 1))
    .slice(0, 10);
}

function nextStep({ bundles, stopped, overBudget }: BuildResult): string[] {
  if (overBudget.length > 0) return ['nothing was written: see above what would make it fit'];
  if (stopped) return ['nothing was written: mend the errors, or build without --strict'];
  const first = bundles.find(({ state }) => state !== 'planned');
  if (!first) return bundles.length > 0 ? ['nothing was written (--dry-run)'] : [];
  return [
    `next: unzip ${fromHere(first.file)} and open its index.html, or run: satchel preview ${fromHere(first.file)}`,
  ];
}

function fromHere(file: string): string {
  const near = relative(process.cwd(), file);
  return printable(near.startsWith(join('..', '..')) ? file : near);
}
