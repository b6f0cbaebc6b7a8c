import { basename } from 'node:path';
import { printable } from './printable.ts';
import { notes } from './terminal.ts';

export interface Counter {
  readonly onProgress: (done: number, total: number) => void;
  readonly stop: () => void;
}

const STEP_MS = 100;

/** One line on a terminal that counts entries and then goes away; nothing elsewhere: bytes are compared quickly. */
export function startCounter(file: string, doing: string): Counter {
  const stderr = notes();
  if (!stderr.isTTY || process.env['TERM'] === 'dumb')
    return { onProgress: () => undefined, stop: () => undefined };
  let next = performance.now() + STEP_MS;
  let shown = false;
  return {
    onProgress: (done, total) => {
      if (performance.now() < next) return;
      next = performance.now() + STEP_MS;
      shown = true;
      stderr.write(`\r\x1b[K${printable(basename(file))}: ${doing} ${done}/${total}`);
    },
    stop: () => {
      if (shown) stderr.write('\r\x1b[K');
    },
  };
}
