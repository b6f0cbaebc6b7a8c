import { setFlagsFromString } from 'node:v8';

/**
 * Sets V8 up for a run of seconds. As it comes it compiles as for a server that runs for days, which was a fifth of the CPU of a
 * build, and lets a heap of 40 MB grow to 240 before it looks what of it is garbage. Only where V8 knows the flags: of others
 * it complains on stderr.
 */
export function tuneForShortRun(): void {
  const v8 = Number.parseInt(process.versions.v8);
  if (v8 <= 13) setFlagsFromString('--heap-growing-percent=200');
  if (v8 <= 12) setFlagsFromString('--interrupt-budget=600000');
}

/**
 * Sets V8 up to keep little garbage, for work that takes contents in hand one after the other: a phone-sized machine may apply
 * a delta. It was a quarter less memory for no more CPU.
 */
export function tuneForLittleMemory(): void {
  if (Number.parseInt(process.versions.v8) > 13) return;
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=50');
}
