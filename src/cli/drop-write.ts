import { SatchelError, type Diagnostic } from '../diagnostic.ts';
import type { Order } from '../drop/prepare.ts';
import type { addReceipt } from '../drop/receipts.ts';
import { releaseDigest } from '../drop/release.ts';
import type { TargetEvent } from '../drop/worker.ts';
import { formatCount, formatDuration, formatSize } from '../quantity.ts';
import { orderOf, type OrderFlags } from './drop-order.ts';
import { showTargets, type TargetsShow } from './drop-show.ts';
import { formatFinding } from './findings.ts';
import { printable, printableJson } from './printable.ts';
import { diagnosticJson } from './report.ts';
import { painter, printResult } from './terminal.ts';

export interface DropWriteFlags extends OrderFlags {
  readonly label?: string;
  readonly receipts?: string;
  readonly format?: 'text' | 'json';
}

type Done = Extract<TargetEvent, { kind: 'done' }>;

/** Writes to all targets at once; the exit code is the worst. */
export async function runDropWrite(
  sources: readonly string[],
  flags: DropWriteFlags,
  signal: AbortSignal,
): Promise<number> {
  const [{ writeTargets }, { addReceipt, defaultReceiptsDir, isReceipted }] = await Promise.all([
    import('../drop/write-targets.ts'),
    import('../drop/receipts.ts'),
  ]);
  const receipts = flags.receipts ?? defaultReceiptsDir();
  const isText = (flags.format ?? (process.stdout.isTTY ? 'text' : 'json')) === 'text';
  let order: Order;
  try {
    order = await orderOf(sources, flags, signal);
  } catch (error) {
    // Whoever reads lines of JSON gets one for each stick, also where nothing was begun.
    if (isText || !(error instanceof SatchelError)) throw error;
    const { onEvent } = jsonLines();
    for (const target of flags.to)
      onEvent(target, { kind: 'failed', finding: error.diagnostic, exit: error.exit });
    return error.exit;
  }
  const show = isText ? await showTargets(flags.to) : jsonLines();
  const started = performance.now();
  const seconds = new Map<string, number>();
  let exitCode = 0;
  // A stick is good without its receipt too, and the others still want theirs.
  const receipted = (event: Done): Done => {
    const receipt = receiptOf(event, flags.label);
    try {
      // A run that was stopped at its end has left none.
      if (!event.isUnchanged || !isReceipted(receipts, receipt)) addReceipt(receipts, receipt);
      return event;
    } catch (error) {
      if (!(error instanceof SatchelError)) throw error;
      exitCode = Math.max(exitCode, error.exit);
      const { written } = event;
      return { ...event, written: { ...written, findings: [...written.findings, error.diagnostic] } };
    }
  };
  try {
    await writeTargets(
      order,
      flags.to,
      (target, event) => {
        seconds.set(target, (performance.now() - started) / 1000);
        if (event.kind === 'failed') exitCode = Math.max(exitCode, event.exit);
        show.onEvent(target, event.kind === 'done' ? receipted(event) : event);
      },
      signal,
    );
  } finally {
    await show.stop();
    // Also when some were stopped: which sticks are good has to be known.
    if (isText)
      for (const target of flags.to) printVerdict(target, show.last(target), seconds.get(target) ?? 0);
  }
  return exitCode;
}

function receiptOf({ written, volume }: Done, label: string | undefined): Parameters<typeof addReceipt>[1] {
  const { release, writtenSize } = written;
  return {
    time: new Date().toISOString(),
    ...(label !== undefined && { label }),
    ...(volume !== undefined && { volume }),
    release: release.release,
    releaseDigest: releaseDigest(release),
    packs: release.versions.map(({ id, version, language, profile, digest }) => ({
      ...{ id, version, language, profile, digest },
    })),
    writtenSize,
  };
}

function jsonLines(): TargetsShow {
  const last = new Map<string, TargetEvent>();
  return {
    onEvent: (target, event) => {
      last.set(target, event);
      printResult(printableJson(eventJson(target, event), 0));
    },
    last: (target) => last.get(target),
    stop: () => Promise.resolve(),
  };
}

function eventJson(target: string, event: TargetEvent): object {
  const { kind, ...rest } = event;
  const head = { formatVersion: 1, command: 'drop write', event: kind, target };
  if (event.kind === 'failed')
    return { ...head, exitCode: event.exit, diagnostics: [diagnosticJson(event.finding)] };
  if (event.kind === 'done') {
    const { findings, release, writtenFiles, writtenSize } = event.written;
    const { volume, isUnchanged } = event;
    return {
      ...{ ...head, exitCode: 0, isUnchanged, release: release.release, writtenFiles, writtenSize },
      ...(volume !== undefined && { volume }),
      diagnostics: findings.map((finding) => diagnosticJson(finding)),
    };
  }
  return { ...head, ...rest };
}

function printVerdict(target: string, event: TargetEvent | undefined, seconds: number): void {
  const paint = painter(process.stdout);
  const name = printable(target);
  const tell = (findings: readonly Diagnostic[]): void => {
    printResult(findings.map((finding) => formatFinding(finding, paint)).join('\n'));
  };
  if (event?.kind === 'done') {
    const { release, writtenFiles, writtenSize, findings } = event.written;
    const what = event.isUnchanged
      ? 'had all of it already; every byte was read, safe to remove'
      : `${formatCount(writtenFiles, 'file')}, ${formatSize(writtenSize)} in ${formatDuration(seconds)}; every byte was read back, safe to remove`;
    printResult(`${name}  ${paint('green', 'good')}  release ${release.release}  ${what}`);
    tell(findings);
  } else if (event?.kind === 'failed') {
    printResult(`${name}  ${paint('red', 'failed')}`);
    tell([event.finding]);
    // A bug, which is told after the others’ verdicts.
  } else printResult(`${name}  ${paint('red', 'failed')}`);
}
