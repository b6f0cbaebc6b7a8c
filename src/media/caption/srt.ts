import { parseTiming } from './clock.ts';
import { MAX_CUE_SOURCE, type Captions, type Cue } from './cue.ts';
import { markupOf, parseTags } from './markup.ts';

// SubRip has no specification. What stands here is what its files have: numbers that are missing or wrong, blank lines within
// captions and none between them, HTML's tags, and overrides of Advanced SubStation.

const TAGS = /<\/?(?:b|i|u|s|strike|em|strong|font|span|ruby|rt|rp|v|c|br)(?=[\s./>])[^<>]*>/iy;
const NUMBER = /^\s*\d{1,9}\s*$/;

/** Captions in SubRip (`.srt`): a number, a line with times, lines of text; any of them loosely. */
export function parseSrt(text: string): Captions {
  const lines = text.split(/\r\n|\r|\n/);
  const timed = lines.flatMap((line, at) => {
    const timing = line.includes('>') ? parseTiming(line) : undefined;
    return timing ? [{ at, timing }] : [];
  });
  const isNumbered = NUMBER.test(lines[(timed[0]?.at ?? 0) - 1] ?? '');
  const cues = timed.map(({ at, timing }, n): Cue => {
    const next = timed[n + 1]?.at ?? lines.length;
    const hasNumber =
      isNumbered && next > at + 1 && next < lines.length && NUMBER.test(lines[next - 1] ?? '');
    return cueOf(timing, lines.slice(at + 1, hasNumber ? next - 1 : next).join('\n'));
  });
  const isTimed = new Set(timed.map(({ at }) => at));
  const wrong = lines.flatMap((line, at) =>
    ARROW.test(line.slice(0, 200)) && !isTimed.has(at) ? [at + 1] : [],
  );
  return { cues, ...(wrong[0] === undefined ? {} : { unread: { count: wrong.length, line: wrong[0] } }) };
}

/** Meant as a line with times. */
const ARROW = /^\s*\d[\d:.,\s]*-{1,2}>/;

function cueOf(
  { startSeconds, endSeconds }: { startSeconds: number; endSeconds: number },
  text: string,
): Cue {
  const source = text.slice(0, MAX_CUE_SOURCE).toWellFormed();
  const plain = source.replace(/\{\\[^{}]*\}/g, '');
  return {
    startSeconds,
    endSeconds,
    // Numbers as on a keypad: the upper row is the upper edge.
    settings: /\{\\an[789]/.test(source) ? 'line:0' : '',
    markup: markupOf(parseTags(plain, TAGS)),
  };
}
