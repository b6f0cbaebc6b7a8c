import type { BuildEvent } from '../build/options.ts';
import type { Format } from './format.ts';
import { stageText, subjectOf, type Progress } from './stage.ts';
import { notes, printNote } from './terminal.ts';

/** Live on a terminal, a line a stage elsewhere, nothing beside a format that programs read. */
export function startProgress(format: Format, subject: string): Progress {
  if (format === 'json' || format === 'gitlab' || format === 'sarif')
    return { onEvent: () => undefined, stop: () => Promise.resolve() };
  return notes().isTTY && process.env['TERM'] !== 'dumb' ? liveProgress(subject) : lineProgress(subject);
}

function lineProgress(subject: string): Progress {
  return {
    onEvent: (event) => {
      if (event.kind !== 'stage' || event.total === 0) return;
      printNote(`${subjectOf(event, subject)}: ${stageText(event)}`);
    },
    stop: () => Promise.resolve(),
  };
}

// A build that has nothing to do ends before this: it neither loads the display nor flickers.
const PATIENCE_MS = 250;

function liveProgress(subject: string): Progress {
  let stopped = false;
  let last: BuildEvent | undefined;
  let live: Promise<Progress> | undefined;
  let onEvent = (event: BuildEvent): void => {
    last = event;
  };
  const timer = setTimeout(() => {
    live = import('./progress-live.ts').then(({ showLive }) => {
      const shown = showLive(subject);
      onEvent = shown.onEvent;
      if (last) onEvent(last);
      return shown;
    });
  }, PATIENCE_MS);
  return {
    onEvent: (event) => {
      if (!stopped) onEvent(event);
    },
    stop: async (outcome) => {
      stopped = true;
      clearTimeout(timer);
      await (await live)?.stop(outcome);
    },
  };
}

/** Waits for what `progress` shows, and ends the show as that ended. */
export async function showUntil<T>(work: Promise<T>, progress: Progress): Promise<T> {
  let outcome: Parameters<Progress['stop']>[0] = 'ended early';
  try {
    const result = await work;
    outcome = 'done';
    return result;
  } finally {
    await progress.stop(outcome);
  }
}
