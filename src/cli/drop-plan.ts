import type { Prepared } from '../drop/prepare.ts';
import { codes, SatchelError, type Diagnostic, type Wording } from '../diagnostic.ts';
import { slotOf } from '../drop/release.ts';
import { secondsAt, type Speed } from '../drop/speed.ts';
import { formatCount, formatDuration, formatSize } from '../quantity.ts';
import { orderOf, type OrderFlags } from './drop-order.ts';
import { formatFinding } from './findings.ts';
import { printable } from './printable.ts';
import { diagnosticJson, printReport } from './report.ts';
import { painter, printResult } from './terminal.ts';

export interface DropPlanFlags extends OrderFlags {
  readonly measure?: boolean;
  readonly format: 'text' | 'json';
}

interface Planned {
  readonly target: string;
  readonly prepared: Prepared | undefined;
  readonly findings: readonly Diagnostic[];
  /** Bytes a second; undefined where it was not asked for, or nothing would be written. */
  readonly speed?: Speed | undefined;
}

/** Plans for every target; the exit code is the worst that a write would end with. */
export async function runDropPlan(
  sources: readonly string[],
  flags: DropPlanFlags,
  signal: AbortSignal,
): Promise<number> {
  const [{ prepareWrite }, { measureSpeed }] = await Promise.all([
    import('../drop/prepare.ts'),
    import('../drop/speed.ts'),
  ]);
  const order = await orderOf(sources, flags, signal);
  const all: Planned[] = [];
  for (const target of flags.to) {
    try {
      const prepared = await prepareWrite(order, target);
      await prepared.close();
      const stops = prepared.findings.some(({ severity }) => severity === 'error');
      const measured = flags.measure === true && !stops && !prepared.plan.isUnchanged;
      const speed = measured ? measureSpeed(prepared.target.root, () => performance.now()) : undefined;
      all.push({ target, prepared, findings: prepared.findings, speed });
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

function printPlan({ target, prepared, findings, speed }: Planned): void {
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
      if (speed) {
        const time = formatDuration(secondsAt(speed, cost));
        lines.push(
          `  about ${time} with reading back, at ${formatSize(speed.write)}/s written and ${formatSize(speed.read)}/s read`,
        );
      }
      if (cost.removedSize > 0)
        lines.push(`  ${formatSize(cost.removedSize)} of older releases to be removed`);
    }
  }
  printResult([...lines, ...findings.map((finding) => formatFinding(finding, paint))].join('\n'));
}

function planJson({ target, prepared, findings, speed }: Planned): object {
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
    ...(speed && { speed, seconds: secondsAt(speed, cost) }),
    added: plan.added,
    removed: plan.removed,
    diagnostics,
  };
}
