import { formatClock, parseTiming } from './clock.ts';
import { MAX_CUE_SOURCE, type Captions, type Cue } from './cue.ts';
import { markupOf, parseTags } from './markup.ts';

// WebVTT: The Web Video Text Tracks Format (W3C), §4 (syntax) and §6 (parsing).

/** Whatever begins like a tag is one, also where it never ends (§6.4). */
const TAGS = /<[^>]*(?:>|$)/y;

/** Captions in WebVTT. Its styles, regions, comments and names of captions are left out; so are times of single words. */
export function parseVtt(text: string): Captions {
  const lines = text.split(/\r\n|\r|\n/);
  const cues: Cue[] = [];
  let unread: { count: number; line: number } | undefined;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (!line.includes('-->')) {
      if (isBlank(lines[at - 1]) && /^(?:NOTE|STYLE|REGION)(?:\s|$)/.test(line))
        while (at + 1 < lines.length && !isBlank(lines[at + 1])) at++;
      continue;
    }
    const start = at + 1;
    // A line of white space is none that ends a caption (§6.1), but meant to be where there is text already.
    if (isBlank(lines[start]) && lines[start] !== '') at++;
    while (at + 1 < lines.length && !isBlank(lines[at + 1]) && !lines[at + 1]?.includes('-->')) at++;
    const timing = parseTiming(line);
    if (!timing) {
      unread = { count: (unread?.count ?? 0) + 1, line: unread?.line ?? start };
      continue;
    }
    const { startSeconds, endSeconds, rest } = timing;
    const source = lines
      .slice(start, at + 1)
      .join('\n')
      .slice(0, MAX_CUE_SOURCE)
      .toWellFormed();
    const markup = markupOf(parseTags(source, TAGS));
    cues.push({ startSeconds, endSeconds, settings: settingsOf(rest), markup });
  }
  return { cues, ...(unread && { unread }) };
}

function isBlank(line: string | undefined): boolean {
  return line === undefined || /^[ \t\f]*$/.test(line);
}

/** §4.4: each setting at most once. Regions are left out, and with them what names one. */
const SETTINGS: readonly RegExp[] = [
  /^vertical:(?:rl|lr)$/,
  /^line:(?:-?\d{1,4}|(?:100|\d{1,2}(?:\.\d{1,3})?)%)(?:,(?:start|center|end))?$/,
  /^position:(?:100|\d{1,2}(?:\.\d{1,3})?)%(?:,(?:line-left|center|line-right))?$/,
  /^size:(?:100|\d{1,2}(?:\.\d{1,3})?)%$/,
  /^align:(?:start|center|end|left|right)$/,
];

/** The settings of `text` that are valid. */
function settingsOf(text: string): string {
  const given = text.split(/\s+/);
  return SETTINGS.flatMap((setting) => given.find((one) => setting.test(one)) ?? []).join(' ');
}

/** Valid WebVTT of captions in the order of their times. */
export function writeVtt(cues: readonly Cue[]): string {
  const blocks = cues.map(({ startSeconds, endSeconds, settings, markup }) => {
    const times = `${formatClock(startSeconds)} --> ${formatClock(endSeconds)}`;
    return `\n${times}${settings === '' ? '' : ` ${settings}`}\n${markup}\n`;
  });
  return `WEBVTT\n${blocks.join('')}`;
}
