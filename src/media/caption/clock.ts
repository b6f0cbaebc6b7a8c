/** No line with times is longer. */
const MAX_LENGTH = 500;

const CLOCK = /^(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,:](\d{1,9}))?$/;
const TIMING = /^\s*([\d:.,]{3,24})\s*-{1,2}>\s*([\d:.,]{3,24})(?:\s+(.*))?$/;

/** Seconds, to the millisecond, of `01:02:03.004`, `02:03,4` or `1:02:03`; undefined for any other text. */
export function parseClock(text: string): number | undefined {
  const [all, hours = '0', minutes, seconds, fraction = '0'] = CLOCK.exec(text) ?? [];
  if (all === undefined) return undefined;
  return toMilliseconds(
    Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(`0.${fraction}`),
  );
}

/** Seconds rounded to the millisecond, the finest that WebVTT can say. */
export function toMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

/** `hh:mm:ss.ttt` (WebVTT §3.3). */
export function formatClock(seconds: number): string {
  const all = Math.round(seconds * 1000);
  const two = (number: number): string => String(Math.floor(number)).padStart(2, '0');
  const milliseconds = String(all % 1000).padStart(3, '0');
  return `${two(all / 3_600_000)}:${two((all / 60_000) % 60)}:${two((all / 1000) % 60)}.${milliseconds}`;
}

/** A line that says when a caption is shown, in SubRip or WebVTT, however loosely it is written; undefined for any other line. */
export function parseTiming(
  line: string,
): { startSeconds: number; endSeconds: number; rest: string } | undefined {
  if (line.length > MAX_LENGTH) return undefined;
  const [, start = '', end = '', rest = ''] = TIMING.exec(line) ?? [];
  const startSeconds = parseClock(start);
  const endSeconds = parseClock(end);
  return startSeconds === undefined || endSeconds === undefined
    ? undefined
    : { startSeconds, endSeconds, rest };
}
