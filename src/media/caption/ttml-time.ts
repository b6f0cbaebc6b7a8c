import { toMilliseconds } from './clock.ts';

/** What times of a TTML document are counted in. */
export interface Rates {
  readonly framesPerSecond: number;
  readonly ticksPerSecond: number;
}

/** The rates that the attributes of `tt` declare (TTML1 §6.2.4, §6.2.5, §6.2.11). */
export function ratesOf(attributes: ReadonlyMap<string, string>): Rates {
  const positive = (text: string | undefined): number | undefined => {
    const number = /^\d{1,9}$/.test(text ?? '') ? Number(text) : 0;
    return number > 0 ? number : undefined;
  };
  const frameRate = positive(attributes.get('frameRate'));
  const [numerator, denominator] = (attributes.get('frameRateMultiplier') ?? '')
    .split(/[\s:]+/)
    .map(positive);
  const framesPerSecond = ((frameRate ?? 30) * (numerator ?? 1)) / (denominator ?? 1);
  const subFrames = positive(attributes.get('subFrameRate')) ?? 1;
  const ticksPerSecond =
    positive(attributes.get('tickRate')) ?? (frameRate === undefined ? 1 : framesPerSecond * subFrames);
  return { framesPerSecond, ticksPerSecond };
}

const CLOCK = /^(\d{1,4}):(\d{2}):(\d{2})(?:[.,](\d{1,9})|:(\d{1,3})(?:\.\d{1,3})?)?$/;
const OFFSET = /^(\d{1,12}(?:\.\d{1,9})?)(h|m|s|ms|f|t)$/;

/** Seconds of a time expression, of a clock or with a unit (TTML1 §10.3.1); undefined where it is none. */
export function parseTtmlTime(text: string, rates: Rates): number | undefined {
  const [clock, hours, minutes, seconds, fraction = '0', frames = '0'] = CLOCK.exec(text.trim()) ?? [];
  if (clock !== undefined)
    return toMilliseconds(
      Number(hours) * 3600 +
        Number(minutes) * 60 +
        Number(seconds) +
        Number(`0.${fraction}`) +
        Number(frames) / rates.framesPerSecond,
    );
  const [, count, unit = ''] = OFFSET.exec(text.trim()) ?? [];
  if (count === undefined) return undefined;
  const perSecond: Readonly<Record<string, number>> = {
    h: 1 / 3600,
    m: 1 / 60,
    s: 1,
    ms: 1000,
    f: rates.framesPerSecond,
    t: rates.ticksPerSecond,
  };
  return toMilliseconds(Number(count) / (perSecond[unit] ?? 1));
}
