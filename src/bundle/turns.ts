import { setImmediate as turn } from 'node:timers/promises';

// A tenth of a second of hashing; of a slow stick, a second.
const BYTES_A_TURN = 8 * 1024 * 1024;
// What a small entry costs besides its bytes.
const BYTES_A_CALL = 128 * 1024;

/** What {@link startTurns} gives. */
export type Turns = (size: number) => Promise<void>;

/**
 * To be called with every piece of work done, in bytes: once in a while it lets the event loop run, where alone a signal is
 * heard and other work goes on, and throws if there was an abort.
 */
export function startTurns(signal: AbortSignal | undefined): Turns {
  let since = 0;
  return async (size) => {
    since += Math.max(size, BYTES_A_CALL);
    if (since < BYTES_A_TURN) return;
    since = 0;
    await turn();
    signal?.throwIfAborted();
  };
}
