import { basename } from 'node:path';
import { startLine } from './line.ts';
import { printable } from './printable.ts';

export interface Counter {
  readonly onProgress: (done: number, total: number) => void;
  readonly stop: () => void;
}

/** Counts entries: bytes are compared quickly. */
export function startCounter(file: string, doing: string): Counter {
  const line = startLine(100);
  return {
    onProgress: (done, total) => {
      line.show(() => `${printable(basename(file))}: ${doing} ${done}/${total}`);
    },
    stop: line.stop,
  };
}
