import { formatDuration } from '../quantity.ts';
import { printable } from './printable.ts';
import { notes, printNote } from './terminal.ts';

/** What is told of an attempt that has failed and is made again. */
export function retryText(place: string, reason: string, waitMs: number): string {
  return `${printable(place)}: ${printable(reason)}; trying again in ${formatDuration(waitMs / 1000)}`;
}

/** Tells it in a line of its own, in the place of the one that changes on a terminal. */
export function noteRetry(place: string, reason: string, waitMs: number): void {
  const isLive = notes().isTTY && process.env['TERM'] !== 'dumb';
  printNote(`${isLive ? '\r\x1b[K' : ''}${retryText(place, reason, waitMs)}`);
}
