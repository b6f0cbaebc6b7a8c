import { spawn } from 'node:child_process';
import type { PreviewEvent } from '../serve/preview.ts';
import { describeBug } from './bug.ts';
import { printFindings } from './build.ts';
import { EXIT, failureOf } from './failure.ts';
import { countFindings, formatFinding } from './findings.ts';
import { startProgress } from './progress.ts';
import { formatCount } from '../quantity.ts';
import type { Progress } from './stage.ts';
import { painter, printNote, printResult } from './terminal.ts';

export interface PreviewFlags {
  readonly port?: number;
  readonly language?: readonly string[];
  readonly open?: boolean;
}

/** Serves until it is interrupted, which is how a preview ends: exit code 0. */
export async function runPreview(target: string, flags: PreviewFlags, signal: AbortSignal): Promise<number> {
  const { preview } = await import('../serve/preview.ts');
  const events = eventPrinter(target);
  const shown = await preview({
    target,
    ...(flags.port !== undefined && { port: flags.port }),
    ...(flags.language && { languages: flags.language }),
    onEvent: events.onEvent,
    signal,
  }).finally(events.stop);
  printResult(shown.url);
  printNote('it follows every change; Ctrl-C ends it');
  if (flags.open) openInBrowser(shown.url);
  if (!signal.aborted)
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve, { once: true });
    });
  await shown.close();
  return EXIT.done;
}

/** Each build has its own progress display, which ends before its findings are printed. */
function eventPrinter(target: string): { onEvent: (event: PreviewEvent) => void; stop: () => Promise<void> } {
  let progress: Progress | undefined;
  let printed: Promise<void> = Promise.resolve();
  const stop = async (outcome: 'done' | 'ended early'): Promise<void> => {
    const ended = progress;
    progress = undefined;
    await ended?.stop(outcome);
  };
  return {
    onEvent: (event) => {
      if (event.kind !== 'shown' && event.kind !== 'failed') {
        progress ??= startProgress('text', target);
        progress.onEvent(event);
        return;
      }
      const stopping = stop(event.kind === 'shown' ? 'done' : 'ended early');
      printed = printed.then(async () => {
        await stopping;
        printOutcome(event);
      });
    },
    stop: async () => {
      await stop('ended early');
      await printed;
    },
  };
}

function printOutcome(event: Extract<PreviewEvent, { kind: 'shown' | 'failed' }>): void {
  if (event.kind === 'shown') {
    printFindings(event);
    const found = countFindings(event.diagnostics) || 'no findings';
    printNote(`shown: ${formatCount(event.bundles, 'bundle')}, ${found}`);
    return;
  }
  const failure = failureOf(event.error);
  printNote(
    'bug' in failure
      ? describeBug(failure.bug, process.argv.slice(2))
      : formatFinding(failure.finding, painter(process.stderr)),
  );
}

function openInBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'win32'
      ? ['cmd', '/c', 'start', '', url]
      : [process.platform === 'darwin' ? 'open' : 'xdg-open', url];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {
    printNote('no browser could be opened: open the address yourself');
  });
  child.unref();
}
