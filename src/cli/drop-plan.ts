import type { Prepared } from '../drop/prepare.ts';
import { codes, SatchelError, type Diagnostic, type Wording } from '../diagnostic.ts';
import { slotOf } from '../drop/sources.ts';
import { formatCount, formatSize } from '../quantity.ts';
import { orderOf, type OrderFlags } from './drop-order.ts';
import { formatFinding } from './findings.ts';
import { printable } from './printable.ts';
import { diagnosticJson, printReport } from './report.ts';
import { painter, printResult } from './terminal.ts';

export interface DropPlanFlags extends OrderFlags {
  readonly format: 'text' | 'json';
}

interface Planned {
  readonly target: string;
  readonly prepared: Prepared | undefined;
  readonly findings: readonly Diagnostic[];
}

/** Plans for every target; the exit code is the worst that a write would end with. */
export async function runDropPlan(sources: readonly string[], flags: DropPlanFlags): Promise<number> {
  const { prepareWrite } = await import('../drop/prepare.ts');
  const order = orderOf(sources, flags);
  const all: Planned[] = [];
  for (const target of flags.to) {
    try {
      const prepared = await prepareWrite(order, target);
      await prepared.close();
      all.push({ target, prepared, findings: prepared.findings });
    } catch (error) {
      if (!(error instanceof SatchelError)) throw error;
      all.push({ target, prepared: undefined, findings: [error.diagnostic] });
    }
  }
  if (flags.format === 'text') for (const planned of all) printPlan(planned);
  const exitCode = Math.max(...all.flatMap(({ findings }) => findings.map(exitOf)), 0);
  await printReport(flags.format, {
    command: 'drop plan',
    exitCode,
    findings: [],
    json: { targets: all.map(planJson) },
    text: () => undefined,
  });
  return exitCode;
}

function exitOf({ code, severity }: Diagnostic): number {
  const wording: Wording = codes[code];
  return severity === 'error' ? (wording.exit ?? 0) : 0;
}

function printPlan({ target, prepared, findings }: Planned): void {
  const paint = painter(process.stdout);
  const lines = [printable(target)];
  if (prepared) {
    const { plan, cost, target: there } = prepared;
    if (plan.isUnchanged) lines.push(`  nothing to write: release ${plan.release.release - 1} has all of it`);
    else {
      const files = plan.write.length + plan.last.length + 1;
      lines.push(
        `  release ${plan.release.release}: ${formatCount(files, 'file')} to write, ${formatSize(cost.writtenSize)}` +
          ` (${formatSize(cost.takenSize)} of ${formatSize(there.freeSize)} free)`,
        ...plan.added.map((version) => `  + ${printable(`${slotOf(version)} ${version.version}`)}`),
        ...plan.removed.map((version) => `  - ${printable(`${slotOf(version)} ${version.version}`)}`),
      );
      if (plan.keep.length > 0) lines.push(`  ${formatCount(plan.keep.length, 'file')} there already`);
      if (plan.prove.length > 0)
        lines.push(`  ${formatCount(plan.prove.length, 'file')} to be checked before they are kept`);
      if (cost.removedSize > 0)
        lines.push(`  ${formatSize(cost.removedSize)} of older releases to be removed`);
    }
  }
  printResult([...lines, ...findings.map((finding) => formatFinding(finding, paint))].join('\n'));
}

function planJson({ target, prepared, findings }: Planned): object {
  const diagnostics = findings.map((finding) => diagnosticJson(finding));
  if (!prepared) return { target, diagnostics };
  const { plan, cost, target: there } = prepared;
  return {
    target,
    release: plan.release.release,
    isUnchanged: plan.isUnchanged,
    files: plan.isUnchanged ? 0 : plan.write.length + plan.last.length + 1,
    ...cost,
    freeSize: there.freeSize,
    added: plan.added,
    removed: plan.removed,
    diagnostics,
  };
}
