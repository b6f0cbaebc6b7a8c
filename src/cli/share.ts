import { formatDuration, formatSize } from '../quantity.ts';
import { printable } from './printable.ts';
import { notes } from './terminal.ts';

export interface Share {
  /** Bytes done, and in all. */
  readonly onProgress: (done: number, total: number) => void;
  readonly stop: () => void;
}

const STEP_MS = 200;

/** One line on a terminal that tells how far reading has come, how fast it is, and what is left; nothing elsewhere. */
export function startShare(name: string, doing: string): Share {
  const stderr = notes();
  if (!stderr.isTTY || process.env['TERM'] === 'dumb')
    return { onProgress: () => undefined, stop: () => undefined };
  const pace = startPace();
  let next = performance.now() + STEP_MS;
  let shown = false;
  return {
    onProgress: (done, total) => {
      if (performance.now() < next) return;
      next = performance.now() + STEP_MS;
      shown = true;
      stderr.write(`\r\x1b[K${printable(name)}: ${doing} ${percent(done, total)}${pace(done, total)}`);
    },
    stop: () => {
      if (shown) stderr.write('\r\x1b[K');
    },
  };
}

export function percent(done: number, total: number): string {
  return `${total === 0 ? 100 : Math.floor((100 * done) / total)} %`;
}

// Sooner than this an estimate jumps about; shorter than this nobody needs one.
const [MEASURED_SECONDS, WORTH_SECONDS] = [2, 5];

/** Tells the speed of bytes since it was started, and what is left; silent while that would be a guess. */
export function startPace(): (done: number, total: number) => string {
  const start = performance.now();
  return (done, total) => {
    const elapsed = (performance.now() - start) / 1000;
    if (elapsed < MEASURED_SECONDS || done === 0) return '';
    const speed = done / elapsed;
    const left = (total - done) / speed;
    const soon = left < WORTH_SECONDS ? '' : `, about ${formatDuration(left)} left`;
    return `, ${formatSize(speed)}/s${soon}`;
  };
}
