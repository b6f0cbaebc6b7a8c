import { userInfo } from 'node:os';
import { wordsOf } from '../channel/contents.ts';
import { day } from '../channel/fresh.ts';
import type { Digest } from '../digest.ts';
import { formatCount, formatSize } from '../quantity.ts';
import type { PlannedPack } from '../update/plan.ts';
import type { Updated, UpdatedPack, UpdateEvent } from '../update/update.ts';
import { EXIT } from './failure.ts';
import { formatFinding, noteFindings } from './findings.ts';
import { startLine } from './line.ts';
import { printable } from './printable.ts';
import { printReport } from './report.ts';
import { noteRetry, retryText } from './retry-note.ts';
import { percent, startPace } from './share.ts';
import { painter, printResult } from './terminal.ts';

export interface UpdateFlags {
  readonly to: string;
  readonly trust?: Digest;
  readonly pack?: readonly string[];
  readonly language?: readonly string[];
  readonly profile?: readonly string[];
  readonly maxAge?: number;
  readonly acceptOlder?: string;
  readonly keep?: boolean;
  readonly dryRun?: boolean;
  readonly format: 'text' | 'json';
}

/** Updates a folder of packs. One pack that cannot be had is told, and the exit code is its own. */
export async function runUpdate(channel: string, flags: UpdateFlags, signal: AbortSignal): Promise<number> {
  const { update } = await import('../update/update.ts');
  const { to, trust, pack, language, profile, maxAge, acceptOlder, keep, dryRun, format } = flags;
  const show = showUpdate(channel);
  const updated = await update({
    ...{ channel, to, trust, maxAge, keep, dryRun, signal },
    now: Date.now(),
    acceptOlder: acceptOlder === undefined ? undefined : { by: userName(), reason: acceptOlder },
    choice: { packs: pack, languages: language, profiles: profile },
    onEvent: show.onEvent,
  }).finally(show.stop);
  const exitCode = Math.max(EXIT.done, ...updated.packs.map(({ failure }) => failure?.exit ?? EXIT.done));
  await printReport(format, {
    command: 'update',
    exitCode,
    findings: [
      ...updated.diagnostics,
      ...updated.packs.flatMap(({ failure }) => (failure ? [failure.diagnostic] : [])),
    ],
    json: updatedJson(channel, flags, updated),
    text: () => {
      printUpdated(flags, updated);
    },
  });
  return exitCode;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // In containers users may have no name.
    return `user ${process.getuid?.() ?? ''}`;
  }
}

/** Shows on a terminal how an update goes on; elsewhere it tells why it does not. */
export function showUpdate(channel: string): { onEvent: (event: UpdateEvent) => void; stop: () => void } {
  const line = startLine(200);
  let pace = startPace();
  const onEvent = (event: UpdateEvent): void => {
    switch (event.kind) {
      case 'planned':
        pace = startPace();
        break;
      case 'fetching': {
        const { done, total } = event;
        line.show(
          () =>
            `${printable(channel)}: fetching ${percent(done, total)} of ${formatSize(total)}${pace(done, total)}`,
        );
        break;
      }
      case 'proving':
        line.show(() => `${printable(event.name)}: making it and reading it back`);
        break;
      case 'retry':
        if (line.isLive) line.showNow(retryText(channel, event.reason, event.waitMs));
        else noteRetry(channel, event.reason, event.waitMs);
    }
  };
  return { onEvent, stop: line.stop };
}

function printUpdated({ dryRun, to }: UpdateFlags, updated: Updated): void {
  const { plan, packs, removed, fetchedSize, published, diagnostics } = updated;
  const results: UpdatedPack[] = dryRun ? plan.packs.map((pack) => ({ pack })) : [...packs];
  const paint = painter(process.stdout);
  for (const { pack, failure } of results) {
    const verdict = failure
      ? paint('red', 'not updated')
      : dryRun
        ? pack.isLaidOut
          ? 'would be made of what is laid out for learners'
          : `would fetch ${formatSize(pack.size)}${wayOf(pack)}`
        : paint('green', 'updated');
    printResult(`${printable(wordsOf(pack.bundle))}  ${changeOf(pack)}  ${verdict}`);
    if (failure) printResult(formatFinding(failure.diagnostic, paint));
  }
  for (const one of plan.current) printResult(`${printable(wordsOf(one))}  ${one.version}  is the newest`);
  noteFindings(diagnostics);
  const toFetch = plan.packs.reduce((sum, { size }) => sum + size, 0);
  const copied = results.filter(({ pack, failure }) => pack.isLaidOut && !failure).length;
  const told = [
    dryRun ? `${formatSize(toFetch)} to fetch` : `${formatSize(fetchedSize)} fetched`,
    ...(copied > 0 ? [`${formatCount(copied, 'bundle')} from what is laid out for learners`] : []),
    ...(removed.length > 0 ? [`${formatCount(removed.length, 'earlier version')} removed`] : []),
    `news of ${day(published)}`,
  ];
  printResult(`${printable(to)}: ${told.join(', ')}`);
}

function changeOf({ bundle, installed }: PlannedPack): string {
  return installed ? `${installed.version} → ${bundle.version}` : bundle.version;
}

function wayOf({ steps }: PlannedPack): string {
  const deltas = steps.filter(({ kind }) => kind === 'delta').length;
  return deltas === 0 ? '' : ` (${formatCount(deltas, 'delta')})`;
}

function updatedJson(channel: string, flags: UpdateFlags, updated: Updated): Record<string, unknown> {
  const { fingerprint, published, plan, packs, removed, fetchedSize } = updated;
  const failed = new Set(packs.filter(({ failure }) => failure).map(({ pack }) => pack));
  return {
    ...{ channel, to: flags.to, fingerprint, published: new Date(published).toISOString() },
    dryRun: flags.dryRun === true,
    packs: plan.packs.map((pack) => ({
      ...plannedJson(pack),
      ...(!flags.dryRun && { updated: !failed.has(pack) }),
    })),
    current: plan.current.map(({ name, id, version, language, profile }) => ({
      ...{ file: name, id, version, language, profile },
    })),
    removed,
    ...(!flags.dryRun && { fetchedSize }),
  };
}

/** What is fetched for one pack, as it stands in `--format json`. */
export function plannedJson({ bundle, name, installed, steps, size }: PlannedPack): object {
  const { id, version, language, profile, title, manifest } = bundle;
  return {
    ...{ file: name, id, version, language, profile, title, digest: manifest },
    ...(installed && { installed: installed.version }),
    size,
    way: steps.map((step) => ({ kind: step.kind, path: step.path, size: step.size })),
  };
}
