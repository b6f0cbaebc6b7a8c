/** How long a line that is slow, or breaks, is borne with. */
export interface Patience {
  /** In each span of so many milliseconds … */
  readonly spanMs: number;
  /** … at least so many bytes must come, or the connection is given up. */
  readonly spanSize: number;
  /** Attempts one after the other that bring nothing. */
  readonly attempts: number;
  /** What is waited after the first of them; it doubles with each. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
}

/** 100 bytes a second are a tenth of what a line of 8 kbit/s brings. */
export const PATIENCE: Patience = {
  spanMs: 30_000,
  spanSize: 3000,
  attempts: 8,
  firstWaitMs: 500,
  longestWaitMs: 30_000,
};

/** Servers may ask for more than our own longest wait, not for any. */
const LONGEST_ASKED_MS = 120_000;

/** Thrown into a connection that is slower than patience bears. */
export class TooSlow extends Error {
  constructor({ spanSize, spanMs }: Patience) {
    super(`less than ${spanSize} bytes came in ${spanMs / 1000} s`);
    this.name = 'TooSlow';
  }
}

/** What is waited before attempt `failed` + 1, in milliseconds. What a server asks for (`askedMs`) goes before our own, within bounds. */
export function waitBefore(
  failed: number,
  { firstWaitMs, longestWaitMs }: Patience,
  askedMs: number | undefined,
): number {
  const own = Math.min(longestWaitMs, firstWaitMs * 2 ** (failed - 1));
  // Thousands of sites whose server was away must not all come back in the same moment.
  const spread = own * (0.5 + Math.random() / 2);
  return Math.max(spread, Math.min(askedMs ?? 0, LONGEST_ASKED_MS));
}

/** What a Retry-After header asks for, in milliseconds (RFC 9110 §10.2.3): seconds, or a date. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Aborts `controller` when too little comes. `came` is told of every piece. */
export function watchPace(
  controller: AbortController,
  patience: Patience,
): { came(size: number): void; stop(): void } {
  let size = 0;
  const timer = setInterval(() => {
    if (size < patience.spanSize) controller.abort(new TooSlow(patience));
    size = 0;
  }, patience.spanMs);
  return {
    came: (more) => {
      size += more;
    },
    stop: () => {
      clearInterval(timer);
    },
  };
}
