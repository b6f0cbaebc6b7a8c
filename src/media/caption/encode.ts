import { decodeText } from '../../text-encoding.ts';
import { refuse, type Finding, type Outcome } from '../outcome.ts';
import type { Cue } from './cue.ts';
import { parseCaptions } from './parse.ts';
import { parseVtt, writeVtt } from './vtt.ts';

/** How captions become WebVTT: the same for every profile. */
export const captionsPreset = { id: 'captions', version: 1 } as const;

/** Bytes: those of a whole day's talk. */
export const MAX_CAPTIONS_SIZE = 4 * 1024 * 1024;
const MAX_CUES = 20_000;

/** Captions of any format as WebVTT, or none and the reason. Never throws for what the bytes hold. */
export function encodeCaptions(bytes: Uint8Array): Outcome {
  const undecodable = (reason: string, line = 1): Outcome => refuse('captions-undecodable', { reason, line });
  const { text, encoding } = decodeText(bytes);
  if (text.trim() === '') return undecodable('the file is empty');
  const { cues, unread } = parseCaptions(text);
  if (cues.length > MAX_CUES) return undecodable(`it has ${cues.length} captions, more than ${MAX_CUES}`);
  if (cues.length === 0)
    return unread
      ? undecodable('the times in this line are not written as they should be', unread.line)
      : undecodable('nothing in it is a caption: a line with its times and below it what is said');
  const findings: Finding[] = [];
  if (unread) findings.push({ code: 'captions-incomplete', params: { ...unread } });
  if (encoding.includes('Windows'))
    findings.push({ code: 'captions-encoding', params: { encoding, line: 1 } });
  const content = Buffer.from(writeVtt(cues));
  return {
    forms: [{ role: 'main', mediaType: 'text/vtt', extension: 'vtt', preset: captionsPreset, content }],
    findings,
  };
}

/** The captions in a rendition; undefined where it is none that could have come out of encoding (a bundle can be made by anyone). */
export function readRendition(bytes: Uint8Array): readonly Cue[] | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const { cues } = parseVtt(text);
  const isWhole = cues.every(
    ({ startSeconds, endSeconds, markup }) => startSeconds < endSeconds && markup !== '',
  );
  return isWhole && cues.length > 0 && cues.length <= MAX_CUES && writeVtt(cues) === text ? cues : undefined;
}
