import { basename } from 'node:path';
import type { Format } from './format.ts';
import { printable } from './printable.ts';

export interface Counter {
  readonly onProgress: (done: number, total: number) => void;
  readonly stop: () => void;
}

const STEP_MS = 100;

/** One line on a terminal that counts what has been verified and goes away; nothing elsewhere: a verification is quick. */
export function startCounter(file: string, format: Format): Counter {
  const { stderr } = process;
  if (!stderr.isTTY || format !== 'text' || process.env['TERM'] === 'dumb')
    return { onProgress: () => undefined, stop: () => undefined };
  let next = performance.now() + STEP_MS;
  let shown = false;
  return {
    onProgress: (done, total) => {
      if (performance.now() < next) return;
      next = performance.now() + STEP_MS;
      shown = true;
      stderr.write(`\r\x1b[K${printable(basename(file))}: verifying ${done}/${total}`);
    },
    stop: () => {
      if (shown) stderr.write('\r\x1b[K');
    },
  };
}
