import { SatchelError, type Diagnostic } from '../diagnostic.ts';
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

/** Writes to all targets at once; the exit code is the worst. */
export async function runDropWrite(
  sources: readonly string[],
  flags: DropWriteFlags,
  signal: AbortSignal,
): Promise<number> {
  const [{ writeTargets }, { addReceipt, defaultReceiptsDir }] = await Promise.all([
    import('../drop/write-targets.ts'),
    import('../drop/receipts.ts'),
  ]);
  const receipts = flags.receipts ?? defaultReceiptsDir();
  const isText = (flags.format ?? (process.stdout.isTTY ? 'text' : 'json')) === 'text';
  const show = isText ? await showTargets(flags.to) : jsonLines();
  const started = performance.now();
  let exitCode = 0;
  try {
    await writeTargets(
      orderOf(sources, flags),
      flags.to,
      (target, event) => {
        if (event.kind === 'failed') exitCode = Math.max(exitCode, event.exit);
        if (event.kind === 'done' && !event.isUnchanged) addReceipt(receipts, receiptOf(event, flags.label));
        show.onEvent(target, event);
      },
      signal,
    );
  } finally {
    await show.stop();
  }
  if (isText) for (const target of flags.to) printVerdict(target, show.last(target), started);
  return exitCode;
}

function receiptOf(
  { written, volume }: Extract<TargetEvent, { kind: 'done' }>,
  label: string | undefined,
): Parameters<typeof addReceipt>[1] {
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

function printVerdict(target: string, event: TargetEvent | undefined, started: number): void {
  const paint = painter(process.stdout);
  const name = printable(target);
  const tell = (findings: readonly Diagnostic[]): void => {
    printResult(findings.map((finding) => formatFinding(finding, paint)).join('\n'));
  };
  if (event?.kind === 'done') {
    const { release, writtenFiles, writtenSize, findings } = event.written;
    const seconds = (performance.now() - started) / 1000;
    const what = event.isUnchanged
      ? 'had all of it already; nothing was written or read'
      : `${formatCount(writtenFiles, 'file')}, ${formatSize(writtenSize)} in ${formatDuration(seconds)}; every byte was read back, safe to remove`;
    printResult(`${name}  ${paint('green', 'good')}  release ${release.release}  ${what}`);
    tell(findings);
  } else if (event?.kind === 'failed') {
    printResult(`${name}  ${paint('red', 'failed')}`);
    tell([event.finding]);
  } else throw new SatchelError('drop-stopped', { target });
}
