import { formatDuration, formatSize } from '../quantity.ts';
import { startLine } from './line.ts';
import { printable } from './printable.ts';

export interface Share {
  /** Bytes done, and in all. */
  readonly onProgress: (done: number, total: number) => void;
  readonly stop: () => void;
}

/** Tells how far reading has come, how fast it is, and what is left. */
export function startShare(name: string, doing: string): Share {
  const line = startLine(200);
  const pace = startPace();
  return {
    onProgress: (done, total) => {
      line.show(() => `${printable(name)}: ${doing} ${percent(done, total)}${pace(done, total)}`);
    },
    stop: line.stop,
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
