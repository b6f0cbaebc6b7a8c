import type { ChangeClass } from '../delta/classes.ts';
import { EXIT } from './failure.ts';

export interface DiffFlags {
  readonly format: 'text' | 'json' | 'markdown';
  readonly failOn?: Exclude<ChangeClass, 'none' | 'cosmetic'>;
}

/** Tells what changed from one bundle to another. */
// eslint-disable-next-line @typescript-eslint/require-await
export async function runDiff(
  base: string,
  target: string,
  flags: DiffFlags,
  signal: AbortSignal,
): Promise<number> {
  void [base, target, flags, signal];
  return EXIT.done;
}
