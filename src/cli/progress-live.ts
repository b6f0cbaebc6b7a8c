import { Listr, ListrLogger, ProcessOutput, type ListrTaskWrapper } from 'listr2';
import type { DefaultRenderer, SimpleRenderer } from 'listr2';
import type { BuildEvent } from '../build/options.ts';
import { formatDuration } from '../quantity.ts';
import { stageText, subjectOf, type Progress } from './stage.ts';

type Task = ListrTaskWrapper<unknown, typeof DefaultRenderer, typeof SimpleRenderer>;

/**
 * A line for each subject (the source, then each bundle) that counts while it is worked on and is ticked off when the next
 * one begins. Listr draws one list at a time, so that each subject is its own list and they wait for each other.
 */
export function showLive(whole: string): Progress {
  let drawn: Promise<unknown> = Promise.resolve();
  let current: Line | undefined;
  return {
    onEvent: (event) => {
      const subject = subjectOf(event, whole);
      if (current?.subject !== subject) {
        current?.finish();
        const line = startLine(subject);
        drawn = drawn.then(line.draw);
        current = line;
      }
      current.show(event);
    },
    stop: async (outcome) => {
      if (outcome === 'ended early') current?.end();
      else current?.finish();
      await drawn;
    },
  };
}

const FRAME_MS = 80;

interface Line {
  readonly subject: string;
  readonly show: (event: BuildEvent) => void;
  readonly finish: () => void;
  /** Instead of `finish`: the line is crossed out, and says how far it was. */
  readonly end: () => void;
  readonly draw: () => Promise<unknown>;
}

function startLine(subject: string): Line {
  let task: Task | undefined;
  let title = subject;
  let settle: (isFinished: boolean) => void = () => undefined;
  const settled = new Promise<boolean>((resolve) => {
    settle = resolve;
  });
  const clock = stageClock();
  let next = 0;
  return {
    subject,
    finish: () => {
      settle(true);
    },
    end: () => {
      settle(false);
    },
    show: (event) => {
      // Each new title is drawn: of thousands of steps only as many as can be seen.
      if (event.kind === 'step' && performance.now() < next) return;
      next = performance.now() + FRAME_MS;
      title = `${subject}  ${stageText(event)}${clock(event)}`;
      if (task) task.title = title;
    },
    draw: () =>
      new Listr<unknown>(
        [
          {
            title,
            task: async (_, wrapper) => {
              task = wrapper;
              task.title = title;
              if (!(await settled)) throw new Error('ended early');
              task.title = subject;
            },
          },
        ],
        // Ctrl-C is main.ts's; the result may already be on its way through stdout, so all of this goes to stderr.
        {
          registerSignalListeners: false,
          exitOnError: false,
          rendererOptions: {
            showErrorMessage: false,
            logger: new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) }),
          },
        },
      ).run(),
  };
}

// Sooner than this an estimate jumps about; shorter than this nobody needs one.
const [MEASURED_SECONDS, WORTH_SECONDS] = [2, 5];

/** Estimates what is left of a stage from its own pace; silent while that would be a guess. */
function stageClock(): (event: BuildEvent) => string {
  let stage: BuildEvent['stage'] | undefined;
  let start = 0;
  let before = 0;
  return (event) => {
    const done = event.kind === 'step' ? (event.work ?? event.done / event.total) : 0;
    if (event.stage !== stage || event.kind === 'stage') {
      stage = event.stage;
      start = performance.now();
      before = done;
      return '';
    }
    const elapsed = (performance.now() - start) / 1000;
    const left = ((1 - done) * elapsed) / (done - before);
    return elapsed < MEASURED_SECONDS || !(left >= WORTH_SECONDS && left < Infinity)
      ? ''
      : `, about ${formatDuration(left)} left`;
  };
}
