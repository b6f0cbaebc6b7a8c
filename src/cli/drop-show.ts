import type { TargetEvent } from '../drop/worker.ts';
import { printable } from './printable.ts';
import { percent, startPace } from './share.ts';
import { notes } from './terminal.ts';

/** Shows what becomes of targets while they are written to. */
export interface TargetsShow {
  readonly onEvent: (target: string, event: TargetEvent) => void;
  /** The last event of a target. */
  readonly last: (target: string) => TargetEvent | undefined;
  readonly stop: () => Promise<void>;
}

/** A line for each target on a terminal; nothing elsewhere, where only what becomes of them is told. */
export async function showTargets(targets: readonly string[]): Promise<TargetsShow> {
  const last = new Map<string, TargetEvent>();
  const lines = notes().isTTY && process.env['TERM'] !== 'dumb' ? await liveLines(targets) : undefined;
  return {
    onEvent: (target, event) => {
      last.set(target, event);
      lines?.show(target, event);
    },
    last: (target) => last.get(target),
    stop: async () => lines?.stop(),
  };
}

interface LiveLines {
  readonly show: (target: string, event: TargetEvent) => void;
  readonly stop: () => Promise<void>;
}

async function liveLines(targets: readonly string[]): Promise<LiveLines> {
  const { Listr, ListrLogger, ProcessOutput } = await import('listr2');
  const lines = new Map(targets.map((target) => [target, startLine(target)]));
  const list = new Listr<unknown>(
    [...lines.values()].map((line) => ({
      title: line.title(),
      task: async (_: unknown, wrapper: { title: string }) => {
        line.draw((title) => {
          wrapper.title = title;
        });
        if (!(await line.ended)) throw new Error('failed');
      },
    })),
    {
      concurrent: true,
      registerSignalListeners: false,
      exitOnError: false,
      rendererOptions: {
        showErrorMessage: false,
        logger: new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) }),
      },
    },
  );
  const drawn = list.run();
  return {
    show: (target, event) => lines.get(target)?.show(event),
    stop: async () => {
      for (const line of lines.values()) line.end();
      await drawn;
    },
  };
}

interface Line {
  readonly title: () => string;
  readonly draw: (set: (title: string) => void) => void;
  readonly show: (event: TargetEvent) => void;
  readonly end: () => void;
  /** Whether it went well. */
  readonly ended: Promise<boolean>;
}

function startLine(target: string): Line {
  const name = printable(target);
  let title = name;
  let set: (title: string) => void = () => undefined;
  let settle: (isGood: boolean) => void = () => undefined;
  const ended = new Promise<boolean>((resolve) => {
    settle = resolve;
  });
  let phase = '';
  let pace = startPace();
  return {
    title: () => title,
    ended,
    draw: (draw) => {
      set = draw;
      set(title);
    },
    end: () => {
      settle(false);
    },
    show: (event) => {
      if (event.kind === 'done' || event.kind === 'failed') {
        set(name);
        settle(event.kind === 'done');
        return;
      }
      if (event.kind !== 'progress') return;
      if (event.phase !== phase) pace = startPace();
      phase = event.phase;
      const share =
        event.total === 0 ? '' : ` ${percent(event.done, event.total)}${pace(event.done, event.total)}`;
      title = `${name}  ${phase}${share}`;
      set(title);
    },
  };
}
