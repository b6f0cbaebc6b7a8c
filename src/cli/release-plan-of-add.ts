import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { defaultCacheDir } from '../cache.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { formatCount, formatSize } from '../quantity.ts';
import type { AddPlan, JudgedDelta, PlannedBundle } from '../release/add-plan.ts';
import type { AddEvent } from '../release/plan-add.ts';
import type { ChannelState } from '../release/state.ts';
import type { Store } from '../release/store.ts';
import type { ReleaseAddFlags } from './release-add.ts';
import { openChannel } from './release-channel.ts';
import { startAddShow } from './release-show.ts';
import { EXIT } from './failure.ts';
import { noteFindings } from './findings.ts';
import { printable } from './printable.ts';
import { printReport } from './report.ts';
import { printResult } from './terminal.ts';

export interface Planned {
  readonly store: Store;
  readonly state: ChannelState;
  readonly plan: AddPlan;
  readonly onEvent: (event: AddEvent) => void;
}

/** Plans to add `bundles` (perhaps none) to a channel, and does `then` while the deltas of the plan are there. */
export async function withPlan<T>(
  channel: string,
  bundles: readonly string[],
  { deltas, trust }: Pick<ReleaseAddFlags, 'deltas' | 'trust'>,
  signal: AbortSignal,
  then: (planned: Planned) => Promise<T>,
): Promise<T> {
  const { planAdd } = await import('../release/plan-add.ts');
  const { store, state } = await openChannel(channel, trust, signal);
  const work = mkdtempSync(join(tmpdir(), 'satchel-release-'));
  const show = startAddShow();
  try {
    const cache = join(defaultCacheDir(), 'channel');
    const { onEvent } = show;
    const plan = await planAdd(store, state, bundles, { deltas, work, cache, onEvent, signal });
    return await then({
      ...{ store, state, plan, onEvent },
    });
  } finally {
    show.stop();
    rmSync(work, { recursive: true, force: true });
    await store.close?.();
  }
}

/** Tells what was added, as text, Markdown or data; `json` is what there is besides the plan. */
export async function reportAdded(
  { format }: Pick<ReleaseAddFlags, 'format'>,
  plan: AddPlan,
  report: {
    readonly command: 'release add' | 'release publish';
    readonly findings: readonly Diagnostic[];
    readonly json: object;
    readonly text: () => void;
  },
): Promise<void> {
  if (format === 'markdown') {
    const { addedMarkdown } = await import('./release-markdown.ts');
    printResult(addedMarkdown(plan));
  } else
    await printReport(format, {
      ...{ ...report, exitCode: EXIT.done },
      json: { ...report.json, ...addedJson(plan) },
    });
  if (format !== 'json') noteFindings(report.findings);
}

export function addedText({ bundles, files }: AddPlan, isDryRun: boolean): string {
  const size = files.reduce((sum, { listed }) => sum + listed.size, 0);
  const what = `${formatCount(files.length, 'file')}, ${formatSize(size)}`;
  return [
    ...bundles.flatMap(describeBundle),
    ...(files.length === 0 ? [] : [`${isDryRun ? 'would be added' : 'added'}: ${what}`]),
  ].join('\n');
}

function describeBundle({ bundle, path, isThere, deltas, changes }: PlannedBundle): string[] {
  if (isThere) return [`${printable(basename(path))}  is there already`];
  const { size } = bundle;
  return [
    `${printable(basename(path))}  ${formatSize(size)}${changes ? `, since ${changes.base.version}: ${changes.class}` : ', the first version'}`,
    ...deltas.map((delta) => `  ${deltaText(delta, size)}`),
  ];
}

function deltaText(delta: JudgedDelta, wholeSize: number): string {
  const from = delta.baseVersion === undefined ? 'from nothing' : `from ${delta.baseVersion}`;
  const share = `${formatSize(delta.size)}, ${String(Number(((delta.size / wholeSize) * 100).toPrecision(2)))} %`;
  return `${from}: ${share}${verdictText(delta)}`;
}

/** Why a delta is left out, in words. */
function verdictText({ verdict }: JudgedDelta): string {
  if (verdict.isKept) return '';
  return verdict.why === 'whole'
    ? '; left out: it saves less than 30 % of the whole'
    : `; left out: ${formatCount(verdict.steps, 'delta')} that are there lead to the same with ${formatSize(verdict.chainSize)}`;
}

function addedJson({ bundles, files }: AddPlan): object {
  return {
    bundles: bundles.map(({ bundle, path, isThere, deltas, changes }) => ({
      file: bundle.file,
      path,
      id: bundle.manifest.id,
      version: bundle.manifest.version,
      ...bundle.manifest.variant,
      manifest: bundle.identity,
      size: bundle.size,
      isThere,
      ...(changes && { since: changes.base.version, class: changes.class }),
      deltas: deltas.map(({ base, baseVersion, size, verdict }) => ({
        ...(base !== undefined && { base, baseVersion }),
        size,
        ...verdict,
      })),
    })),
    files: files.map(({ listed }) => ({ kind: listed.kind, path: listed.path, size: listed.size })),
  };
}
