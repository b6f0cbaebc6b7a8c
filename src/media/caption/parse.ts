import { parseAss } from './ass.ts';
import { settleCues, type Captions } from './cue.ts';
import { parseSrt } from './srt.ts';
import { parseTtml } from './ttml.ts';
import { parseVtt } from './vtt.ts';

/** The captions of a file in SubRip, WebVTT, (Advanced) SubStation Alpha or TTML, whatever it is called, in the order of their times. Never throws. */
export function parseCaptions(text: string): Captions {
  const captions = parserOf(text.slice(0, 4000))(text);
  return { ...captions, cues: settleCues(captions.cues) };
}

function parserOf(beginning: string): (text: string) => Captions {
  if (/^\s*WEBVTT(?:\s|$)/.test(beginning)) return parseVtt;
  if (/^\s*</.test(beginning)) return parseTtml;
  return /^\s*\[(?:script info|events|v4\+? styles)\]/im.test(beginning) ? parseAss : parseSrt;
}
