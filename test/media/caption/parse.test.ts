import { describe, expect, it, test } from 'vitest';
import { parseCaptions } from '../../../src/media/caption/parse.ts';

/** Captions as short lines: `1-2.5 [settings] text`. */
function shown(text: string): string[] {
  return parseCaptions(text).cues.map(
    ({ startSeconds, endSeconds, settings, markup }) =>
      `${startSeconds}-${endSeconds} ${settings === '' ? '' : `[${settings}] `}${markup.replaceAll('\n', '|')}`,
  );
}

describe('SubRip', () => {
  test.for<[string, string, string[]]>([
    [
      'as it is meant',
      '1\n00:00:01,000 --> 00:00:02,500\nOne\ntwo\n\n2\n00:01:00,000 --> 01:00:00,001\nThree\n',
      ['1-2.5 One|two', '60-3600.001 Three'],
    ],
    [
      'with CRLF and a byte order mark that was left',
      '\ufeff1\r\n00:00:01,000 --> 00:00:02,000\r\nA\r\n',
      ['1-2 A'],
    ],
    ['with old Macintosh line ends', '1\r00:00:01,000 --> 00:00:02,000\rA\r\r', ['1-2 A']],
    ['without hours, with dots', '1\n00:01.5 --> 00:02.25\nA\n', ['1.5-2.25 A']],
    ['without fractions, with one digit', '1\n0:00:01 --> 0:0:2\nA\n', ['1-2 A']],
    [
      'with places of DVDs behind the times',
      '1\n00:00:01,000 --> 00:00:02,000 X1:1 X2:2 Y1:1 Y2:2\nA',
      ['1-2 A'],
    ],
    [
      'without numbers',
      '00:00:01,000 --> 00:00:02,000\n7\n\n00:00:03,000 --> 00:00:04,000\n8',
      ['1-2 7', '3-4 8'],
    ],
    [
      'with blank lines within captions and none between them',
      '1\n00:00:01,000 --> 00:00:02,000\nA\n\nB\n2\n00:00:03,000 --> 00:00:04,000\nC',
      ['1-2 A|B', '3-4 C'],
    ],
    [
      'with tags, of which those of WebVTT stay',
      '1\n00:00:01,000 --> 00:00:02,000\n<font color="#fff"><B>Bold</B> <i>it</font> <s>no</s></i> <b></b>x<u>',
      ['1-2 <b>Bold</b> <i>it no</i> x'],
    ],
    [
      'with signs that are no tags, and references to characters',
      '1\n00:00:01,000 --> 00:00:02,000\n1 < 2 > 0 <your-name> &amp; AT&T &#233;',
      ['1-2 1 &lt; 2 &gt; 0 &lt;your-name&gt; &amp; AT&amp;T é'],
    ],
    [
      'with overrides',
      '1\n00:00:01,000 --> 00:00:02,000\n{\\an8}{\\fad(1,2)}Up {really}',
      ['1-2 [line:0] Up {really}'],
    ],
    [
      'in disorder, with times that end before they begin and empty texts',
      '1\n00:00:05,000 --> 00:00:06,000\nB\n\n2\n00:00:01,000 --> 00:00:02,000\nA\n\n3\n00:00:04,000 --> 00:00:03,000\nC\n\n4\n00:00:07,000 --> 00:00:08,000\n\u00a0\u200b\n',
      ['1-2 A', '5-6 B'],
    ],
    [
      'the same twice',
      '1\n00:00:01,000 --> 00:00:02,000\nA\n\n1\n00:00:01,000 --> 00:00:02,000\nA\n',
      ['1-2 A'],
    ],
    ['cut off', '1\n00:00:01,000 --> 00:00:02,000\nA\n\n2\n00:00:03,0', ['1-2 A|2|00:00:03,0']],
  ])('%s', ([, text, expected]) => {
    expect(shown(text.replace('\ufeff', ''))).toEqual(expected);
  });

  it('tells how many times cannot be read, and where the first of them stands', () => {
    const text =
      '1\n00:00:01,000 -> 00:00:02,000\nA\n\n2\n00:00:3O,000 --> 00:00:40,000\nB\n\n3\n1 --> 2\nC\n';
    expect(parseCaptions(text)).toMatchObject({
      cues: [{ startSeconds: 1 }],
      unread: { count: 1, line: 10 },
    });
  });
});

describe('WebVTT', () => {
  test.for<[string, string, string[]]>([
    [
      'with a header, comments, styles, regions and names of captions',
      'WEBVTT Kind: captions; Language: en\nX: y\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:a\n\nNOTE\nno --> one\n\nname\n00:01.000 --> 00:02.000\nA\nB\n\nNOTE end\n',
      ['1-2 A|B'],
    ],
    [
      'with settings, of which those that are valid stay',
      'WEBVTT\n\n00:01.000 --> 00:02.000 region:a align:start line:85%,end position:50%,line-left size:120% line:3 vertical:rl colour:red\nA',
      ['1-2 [vertical:rl line:85%,end position:50%,line-left align:start] A'],
    ],
    [
      'with speakers, classes, languages, ruby and times of words',
      'WEBVTT\n\n1:02:03.004 --> 1:02:04.000\n<v.loud Ana &amp; Eva><c.x>Hi</c> <00:00:01.500><lang es>hola</lang>\n<v Bo>No</v> <ruby>漢<rt>kan</rt></ruby> <i/>',
      ['3723.004-3724 <v Ana &amp; Eva>Hi hola</v>|<v Bo>No</v> <ruby>漢<rt>kan</rt></ruby>'],
    ],
    [
      'with an arrow in the text',
      'WEBVTT\n\n00:01.000 --> 00:02.000\na --&gt; b &lrm;&nbsp;c',
      ['1-2 a --&gt; b \u200e c'],
    ],
    [
      'without a blank line between captions',
      'WEBVTT\n00:01.000 --> 00:02.000\nA\n00:03.000 --> 00:04.000\nB',
      ['1-2 A', '3-4 B'],
    ],
    ['with commas', 'WEBVTT\n\n00:00:01,000 --> 00:00:02,000\nA', ['1-2 A']],
    [
      'as machines make it: each caption says again what the one before ended with',
      'WEBVTT\n\n00:00.000 --> 00:02.000\n \nso<00:00:00.500><c> hello</c>\n\n00:02.000 --> 00:02.010\nso hello\n \n\n00:02.010 --> 00:04.000\nso hello\nand<00:00:03.000><c> goodbye</c>\n\n00:04.000 --> 00:04.010\nand goodbye\n',
      ['0-2 so hello', '2.01-4 and goodbye'],
    ],
    [
      'where two people say the same',
      'WEBVTT\n\n00:00.000 --> 00:01.000\nNo.\n\n00:01.000 --> 00:02.000\nNo.\nYes.\n\n00:02.000 --> 00:03.000\nWhy?\n\n00:03.000 --> 00:04.000\nOh.\n',
      ['0-1 No.', '1-2 No.|Yes.', '2-3 Why?', '3-4 Oh.'],
    ],
  ])('%s', ([, text, expected]) => {
    expect(shown(text)).toEqual(expected);
  });

  it('tells the first line whose times cannot be read', () => {
    const text = 'WEBVTT\n\n00:01.000 --> end\nA\n\n00:01.000 --> 00:02.000\nB\n';
    expect(parseCaptions(text)).toMatchObject({ cues: [{ markup: 'B' }], unread: { count: 1, line: 3 } });
  });
});

describe('SubStation Alpha', () => {
  const events = (...lines: string[]): string =>
    `[Script Info]\r\nScriptType: v4.00+\r\n\r\n[V4+ Styles]\r\nStyle: Default,Arial\r\n\r\n[Events]\r\n${lines.join('\r\n')}\r\n`;
  const format = 'Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text';

  test.for<[string, string, string[]]>([
    [
      'with overrides, line ends and commas in the text',
      events(
        format,
        'Dialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,{\\an8\\i1}One{\\i0}, two\\Nthree\\hfour {\\b700}five{\\r} six\\nseven',
      ),
      ['1-2.5 [line:0] <i>One</i>, two|three\u00a0four <b>five</b> six seven'],
    ],
    [
      'with speakers, comments and drawings',
      events(
        format,
        'Comment: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,no',
        'Dialogue: 0,0:00:03.00,0:00:04.00,Default,Ana,0,0,0,,Hi',
        'Dialogue: 0,0:00:05.00,0:00:06.00,Default,,0,0,0,,{\\p1}m 0 0 l 1 1{\\p0}',
      ),
      ['3-4 <v Ana>Hi</v>'],
    ],
    [
      'with fields in an order of its own, and those of the older format',
      events('Format: Marked, Start, End, Text', 'Dialogue: Marked=0,0:00:01.00,0:00:02.00,a,b'),
      ['1-2 a,b'],
    ],
    ['without a format', '[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,a,b', ['1-2 a,b']],
    [
      'in disorder',
      events(
        format,
        'Dialogue: 0,0:00:03.00,0:00:04.00,D,,0,0,0,,B',
        'Dialogue: 0,0:00:01.00,0:00:02.00,D,,0,0,0,,A',
      ),
      ['1-2 A', '3-4 B'],
    ],
  ])('%s', ([, text, expected]) => {
    expect(shown(text)).toEqual(expected);
  });
});

describe('TTML', () => {
  const tt = (attributes: string, head: string, body: string): string =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling" ${attributes}><head>${head}</head><body>${body}</body></tt>`;

  test.for<[string, string, string[]]>([
    [
      'with line ends, white space and nested spans',
      tt(
        '',
        '',
        '<div>\n <p begin="00:00:01.000" end="00:00:02.5">One\n   <span tts:fontStyle="italic">two <span tts:fontWeight="bold">three</span></span><br/>four</p></div>',
      ),
      ['1-2.5 One <i>two <b>three</b></i>|four'],
    ],
    [
      'with an empty span, whose style ends where it begins',
      tt('', '', '<p begin="1s" end="2s">One <span tts:fontWeight="bold"/>two</p>'),
      ['1-2 One two'],
    ],
    [
      'with captions within others that say nothing themselves',
      tt(
        '',
        '',
        '<p begin="1s" end="9s"> <span begin="1s" end="2s">A</span> <span begin="3s" end="4s">B</span> </p>',
      ),
      ['2-3 A', '4-5 B'],
    ],
    [
      'with ticks',
      tt('ttp:tickRate="10000000"', '', '<div><p begin="10000000t" end="25000000t">A</p></div>'),
      ['1-2.5 A'],
    ],
    [
      'with frames, also those of television',
      tt(
        'ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001"',
        '',
        '<div><p begin="00:00:01:15" end="60f">A</p></div>',
      ),
      ['1.501-2.002 A'],
    ],
    [
      'with hours, minutes, milliseconds and durations',
      tt('', '', '<div><p begin="0.5m" dur="1500ms">A</p><p begin="0.01h" end="37s">B</p></div>'),
      ['30-31.5 A', '36-37 B'],
    ],
    [
      'with times that count from those of the element around',
      tt(
        '',
        '',
        '<div begin="10s" end="20s"><p begin="1s" end="2s">A</p><p begin="5s"><span begin="1s" dur="1s">B</span> <span begin="2s" dur="60s">C</span></p></div>',
      ),
      ['11-12 A', '16-17 B', '17-20 C'],
    ],
    [
      'with styles and regions by their names, and prefixes for all elements',
      '<tt:tt xmlns:tt="http://www.w3.org/ns/ttml"><tt:head><tt:styling><tt:style xml:id="s1" tts:fontStyle="italic"/><tt:style xml:id="s2" style="s1" tts:textDecoration="underline"/></tt:styling><tt:layout><tt:region xml:id="top"><tt:style tts:displayAlign="before"/></tt:region></tt:layout></tt:head><tt:body region="top"><tt:div><tt:p begin="1s" end="2s" style="s2">A <tt:span tts:fontStyle="normal">B</tt:span></tt:p></tt:div></tt:body></tt:tt>',
      ['1-2 [line:0] <i><u>A B</u></i>'],
    ],
    [
      'with ruby',
      tt(
        '',
        '',
        '<div><p begin="1s" end="2s"><span tts:ruby="container"><span tts:ruby="base">漢</span><span tts:ruby="text">kan</span></span></p></div>',
      ),
      ['1-2 <ruby>漢<rt>kan</rt></ruby>'],
    ],
    [
      'with character data, comments, entities, and a document type that declares more',
      `<!DOCTYPE tt [<!ENTITY a "x"><!ENTITY b "&a;&a;">]>${tt('', '', '<div><p begin="1s" end="2s"><![CDATA[1 < 2]]> <!-- no -->&lt;b&gt; &b; &#65;</p></div>').replace(/<\?.*\?>/, '')}`,
      ['1-2 1 &lt; 2 &lt;b&gt; &amp;b; A'],
    ],
    ['that ends too early', tt('', '', '<div><p begin="1s" end="2s">A').split('</body>')[0] ?? '', ['1-2 A']],
  ])('%s', ([, text, expected]) => {
    expect(shown(text)).toEqual(expected);
  });

  it('tells the line of a time that cannot be read', () => {
    const { cues, unread } = parseCaptions(
      tt('', '', '\n<div>\n<p begin="soon" end="2s">A</p><p begin="1s" end="2s">B</p></div>'),
    );
    expect(cues.map(({ markup }) => markup)).toEqual(['B']);
    expect(unread).toEqual({ count: 1, line: 4 });
  });
});
