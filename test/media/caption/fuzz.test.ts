import fc from 'fast-check';
import { expect, test } from 'vitest';
import { settleCues, type Cue } from '../../../src/media/caption/cue.ts';
import { encodeCaptions, readRendition } from '../../../src/media/caption/encode.ts';
import { markupOf, type Piece } from '../../../src/media/caption/markup.ts';
import { parseCaptions } from '../../../src/media/caption/parse.ts';
import { parseVtt, writeVtt } from '../../../src/media/caption/vtt.ts';

const tag = fc.constantFrom('b', 'i', 'u', 'ruby', 'rt', 'v' as const);
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom(' ', '\n', '-->', '<', '>', '&', '&amp;', '\0', 'a', 'ñ', '漢', '\u00a0', '<i>'))
    .map((all) => all.join('')),
);
const piece: fc.Arbitrary<Piece> = fc.oneof(
  text.map((value) => ({ kind: 'text' as const, text: value })),
  fc.record({ kind: fc.constant('start' as const), tag, voice: text }),
  fc.record({ kind: fc.constant('end' as const), tag }),
);
const settings = fc.constantFrom(
  '',
  'line:0',
  'vertical:rl line:85%,end position:50%,line-left size:9% align:start',
);
const cue: fc.Arbitrary<Cue> = fc
  .record({
    start: fc.nat(40_000_000),
    length: fc.integer({ min: -10, max: 10_000_000 }),
    settings,
    pieces: fc.array(piece, { maxLength: 12 }),
  })
  .map(({ start, length, pieces, ...rest }) => ({
    startSeconds: start / 1000,
    endSeconds: (start + length) / 1000,
    markup: markupOf(pieces),
    ...rest,
  }));

test('what is written as WebVTT is read as it was, and is a rendition', () => {
  fc.assert(
    fc.property(fc.array(cue), (all) => {
      const cues = settleCues(all);
      const vtt = writeVtt(cues);
      expect(parseVtt(vtt)).toEqual({ cues });
      expect(vtt).not.toMatch(/\r|\0|\n\n\n/);
      expect(readRendition(Buffer.from(vtt))).toEqual(cues.length === 0 ? undefined : cues);
    }),
    { numRuns: 500 },
  );
});

const samples = [
  '1\n00:00:01,000 --> 00:00:02,000\n{\\an8}<i>One</i> & two\n\n2\n00:00:03,000 --> 00:00:04,000\nThree\n',
  'WEBVTT\n\nNOTE x\n\n00:01.000 --> 00:02.000 line:0 align:start\n<v Ana>Hi <ruby>a<rt>b</rt></ruby></v>\n',
  '[Script Info]\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\nDialogue: 0,0:00:01.00,0:00:02.00,D,Ana,0,0,0,,{\\i1}a{\\i0}\\Nb\n',
  '<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml" ttp:frameRate="25"><head><style xml:id="a" tts:fontStyle="italic"/></head><body><div><p begin="1s" end="2s" style="a">a<br/><span tts:fontWeight="bold">b</span></p></div></body></tt>',
];

const damaged = fc
  .record({
    sample: fc.constantFrom(...samples),
    hits: fc.array(fc.record({ at: fc.nat(), cut: fc.nat(6), put: text }), { minLength: 1, maxLength: 8 }),
  })
  .map(({ sample, hits }) =>
    hits.reduce((whole, { at, cut, put }) => {
      const from = at % (whole.length + 1);
      return whole.slice(0, from) + put + whole.slice(from + cut);
    }, sample),
  );

/** All that a reader relies on. */
function expectSettled(cues: readonly Cue[]): void {
  let before = 0;
  for (const { startSeconds, endSeconds, markup } of cues) {
    expect(startSeconds).toBeGreaterThanOrEqual(before);
    expect(endSeconds).toBeGreaterThan(startSeconds);
    expect(markup.trim()).not.toBe('');
    expect(markup.replace(/<\/?(?:b|i|u|ruby|rt)>|<v [^<>]+>|<\/v>/g, '')).not.toMatch(/[<>]|\n[ \t]*\n/);
    before = startSeconds;
  }
}

test('whatever is damaged in a file, what is read is valid, or there is one reason why nothing is', () => {
  fc.assert(
    fc.property(fc.oneof(damaged, text), (source) => {
      const { cues } = parseCaptions(source);
      expectSettled(cues);
      expect(parseVtt(writeVtt(cues))).toEqual({ cues });
      const { forms, findings } = encodeCaptions(Buffer.from(source));
      expect(forms.length === 1 || findings.length === 1).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('any bytes are captions or a finding', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const { forms, findings } = encodeCaptions(bytes);
      expect(forms.length === 1 || findings.length === 1).toBe(true);
    }),
  );
});

// Each takes milliseconds where reading takes time in proportion to length, and hours where it does not.
const SIZE = 4 * 1024 * 1024;
const filled = (start: string, unit: string): string =>
  start + unit.repeat((SIZE - start.length) / unit.length);
test.for<[string, string]>([
  ['SubRip: one line', filled('', '0')],
  ['SubRip: arrows', filled('', '-->')],
  ['SubRip: times', filled('', '00:00:01,000 --> 00:00:02,000\n')],
  ['SubRip: tags that never end', filled('00:00:01,000 --> 00:00:02,000\n', '<b ')],
  ['SubRip: white space', filled('1', ' ')],
  ['SubRip: overrides that never end', filled('00:00:01,000 --> 00:00:02,000\n', '{\\an8')],
  ['WebVTT: tags that never end', filled('WEBVTT\n\n00:01.000 --> 00:02.000\n', '<v ')],
  ['WebVTT: blank lines', filled('WEBVTT\n', '\n')],
  ['WebVTT: comments', filled('WEBVTT\n\n', 'NOTE\n\n')],
  ['SubStation Alpha: commas', filled('[Events]\nDialogue: ', ',')],
  ['SubStation Alpha: braces', filled('[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,,,,,,,', '{\\p1')],
  ['SubStation Alpha: white space', filled('[Events]\n', ' ')],
  ['TTML: elements within each other', filled('<tt>', '<p begin="1s" end="2s">')],
  ['TTML: ends', filled('<tt>', '</p>')],
  ['TTML: tags that never end', filled('<tt>', '<p a="')],
  ['TTML: quotation marks', filled('<tt ', '"')],
  ['TTML: document types', filled('<tt>', '<!x>')],
  ['TTML: comments that never end', filled('<tt>', '<!--')],
  ['TTML: attributes', filled('<tt ', 'a ')],
  ['TTML: text', filled('<tt><p begin="1s" end="2s">', 'a&')],
])('hostile captions are read in time: %s', ([, source]) => {
  expectSettled(parseCaptions(source).cues.slice(0, 100));
});
