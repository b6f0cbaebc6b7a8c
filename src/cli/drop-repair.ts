import { diagnostic, type Diagnostic } from '../diagnostic.ts';
import type { Digest } from '../digest.ts';
import type { RepairPlan } from '../drop/repair.ts';
import { formatCount, formatSize } from '../quantity.ts';
import { EXIT } from './failure.ts';
import { fetchSources } from './fetch-sources.ts';
import { formatFinding } from './findings.ts';
import { printable } from './printable.ts';
import { printReport } from './report.ts';
import { startShare } from './share.ts';
import { painter, printResult } from './terminal.ts';

export interface DropRepairFlags {
  readonly from?: readonly string[];
  readonly plan?: boolean;
  readonly output?: string;
  readonly trust?: readonly Digest[];
  readonly format: 'text' | 'json';
}

/** Mends a drop as far as can be; exit code 3 where something stays bad. */
export async function runDropRepair(
  target: string,
  { from: sources = [], plan: isPlan = false, output, trust, format }: DropRepairFlags,
  signal: AbortSignal,
): Promise<number> {
  const from = await fetchSources(sources, trust ? { trust } : {}, signal);
  const [{ holdTarget }, { planRepair, repairDrop }, { closeOffers, openEvery }, { startTurns }] =
    await Promise.all([
      import('../drop/hold.ts'),
      import('../drop/repair.ts'),
      import('../drop/sources.ts'),
      import('../bundle/turns.ts'),
    ]);
  const turns = startTurns(signal);
  const share = startShare(target, 'reading');
  // What is carried may be a delta, which no pack is taken from.
  const offers = await openEvery(from.filter((file) => !isDeltaName(file)));
  let plan: RepairPlan;
  let release = (): void => undefined;
  try {
    if (!isPlan) release = await holdTarget(target);
    plan = await planRepair(target, { offers, files: from }, { onProgress: share.onProgress, turns });
    if (!isPlan) await repairDrop(target, plan, { turns });
  } finally {
    release();
    share.stop();
    await closeOffers(offers);
  }
  if (output !== undefined) await writeNeed(output, plan);
  const findings = plan.need.map(({ path }) => diagnostic('drop-not-mended', { path }));
  const exitCode = isPlan || findings.length === 0 ? EXIT.done : EXIT.integrity;
  await printReport(format, {
    command: 'drop repair',
    exitCode,
    findings,
    json: {
      target,
      release: plan.release.release,
      mended: isPlan ? [] : plan.mend.map(({ path }) => path),
      toMend: isPlan ? plan.mend.map(({ path }) => path) : [],
      need: plan.need,
    },
    text: () => {
      printRepair(target, plan, isPlan, output, findings);
    },
  });
  return exitCode;
}

function isDeltaName(file: string): boolean {
  return /\.delta$/i.test(file);
}

async function writeNeed(file: string, plan: RepairPlan): Promise<void> {
  const [{ needOf }, { replaceFile }, { default: canonicalize }] = await Promise.all([
    import('../drop/need.ts'),
    import('../write-file.ts'),
    import('canonicalize'),
  ]);
  replaceFile(file, new TextEncoder().encode(canonicalize(needOf(plan))), 'bundle-write-failed');
}

function printRepair(
  target: string,
  { release, mend, need }: RepairPlan,
  isPlan: boolean,
  output: string | undefined,
  findings: readonly Diagnostic[],
): void {
  const paint = painter(process.stdout);
  const sizeOf = (files: readonly { size: number }[]): string =>
    formatSize(files.reduce((sum, { size }) => sum + size, 0));
  const name = `${printable(target)}  release ${release.release}`;
  const mended = `${formatCount(mend.length, 'file')}, ${sizeOf(mend)}, ${isPlan ? 'can be mended' : 'mended and read back'}`;
  if (mend.length === 0 && need.length === 0)
    printResult(`${name}  ${paint('green', 'good')}  nothing to mend`);
  else if (need.length === 0)
    printResult(`${name}  ${paint('green', isPlan ? 'damaged' : 'good')}  ${mended}`);
  else {
    printResult(
      `${name}  ${paint('red', 'damaged')}  ${mended}; ${formatCount(need.length, 'file')}, ${sizeOf(need)}, needed`,
    );
    printResult(findings.map((finding) => formatFinding(finding, paint)).join('\n'));
    if (output !== undefined)
      printResult(
        `next: send ${printable(output)} to who has the bundles: satchel drop pack ${printable(output)} <bundle...> -o repair.zip`,
      );
  }
}
