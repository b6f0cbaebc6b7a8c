import { describe, expect, test } from 'vitest';
import { findCaptionsMissing } from '../../src/compile/captions-missing.ts';
import { fillFragment, type FilledMedia } from '../../src/compile/fill.ts';
import { compileMarkdown } from '../../src/compile/markdown.ts';
import { messagesFor } from '../../src/compile/messages.ts';
import { needsOf, transcriptsOf } from '../../src/compile/needs.ts';
import { resolveFragment, type ResolvedFragment } from '../../src/compile/resolve.ts';
import { placesOf } from '../../src/compile/target.ts';
import { renderTranscripts, type TranscriptCue } from '../../src/compile/transcript.ts';

interface Source {
  readonly markdown: string;
  /** Beside the page. */
  readonly files: readonly string[];
  readonly page?: string;
  readonly original?: string;
}

async function resolved({
  markdown,
  files,
  page = 'lesson.md',
  original,
}: Source): Promise<ResolvedFragment> {
  const pages = new Map(
    [page, ...(original === undefined ? [] : [original])].map((file) => [file, 'lesson']),
  );
  const originals = new Map(original === undefined ? [] : [[page, original]]);
  const places = placesOf([...files, ...pages.keys()], pages, originals, 'sw');
  return resolveFragment(page, await compileMarkdown(markdown), places, () => []);
}

/** The captions and transcripts of the first player: `file language`. */
async function given(
  source: Source,
): Promise<{ tracks: string[]; transcripts: string[]; findings: unknown[] }> {
  const { fragment, targets, diagnostics } = await resolved(source);
  const n = fragment.slots.findIndex(({ kind }) => kind === 'player');
  const slot = fragment.slots[n];
  if (slot?.kind !== 'player') throw new Error('no player');
  return {
    tracks: slot.tracks.map(({ language, kind }, k) => {
      const target = targets[n]?.[slot.sources.length + k];
      return `${target?.kind === 'file' ? target.file : 'nothing'} ${language} ${kind}`;
    }),
    transcripts: (slot.transcripts ?? []).map(({ file, language }) => `${file} ${language}`),
    findings: diagnostics.map(({ code, params }) => [code, params]),
  };
}

const cue = (startSeconds: number, endSeconds: number, markup: string, settings = ''): TranscriptCue => ({
  startSeconds,
  endSeconds,
  markup,
  settings,
});

async function page(source: Source, cues: readonly TranscriptCue[] = [cue(1.25, 2, 'A')]): Promise<string> {
  const media = (file: string): FilledMedia => ({
    role: 'main',
    href: `../media/${file}`,
    mediaType: /\.(?:vtt|srt)$/.test(file) ? 'text/vtt' : 'video/mp4',
  });
  const pieces = fillFragment(await resolved(source), {
    page: () => undefined,
    renditions: (file) => [media(file)],
    download: (file) => ({ href: `../files/${file}`, name: file, size: 1 }),
    captions: () => cues,
    transcript: (file) => `Text of <${file}>.`,
    language: 'en',
    messages: messagesFor('en'),
  });
  return Buffer.concat(pieces).toString();
}

describe('what lies beside a recording', () => {
  const talk = '![A talk](media/talk.mp4)';

  test('is its captions, by name: one file a language, those that say most first', async () => {
    const files = [
      'talk.srt',
      'talk.vtt',
      'talk.es.ass',
      'talk.PT-br.ttml',
      'talk.es.dfxp',
      'other.vtt',
      'talkative.vtt',
    ];
    expect(
      await given({ markdown: talk, files: ['media/talk.mp4', ...files.map((name) => `media/${name}`)] }),
    ).toEqual({
      tracks: [
        'media/talk.vtt  captions',
        'media/talk.PT-br.ttml pt-BR captions',
        'media/talk.es.dfxp es captions',
      ],
      transcripts: [],
      findings: [],
    });
  });

  test('in another case, or in a name that holds what addresses may not', async () => {
    expect(
      await given({ markdown: '![A](<a b%23 é.mp4>)', files: ['a b# é.mp4', 'A b# e\u0301.VTT'] }),
    ).toMatchObject({ tracks: ['A b# e\u0301.VTT  captions'], findings: [] });
  });

  test('is its transcript, in languages that have no captions', async () => {
    const files = ['talk.mp4', 'talk.txt', 'talk.es.txt', 'talk.es.srt', 'talk.notes.txt'].map(
      (name) => `media/${name}`,
    );
    expect(await given({ markdown: talk, files })).toEqual({
      tracks: ['media/talk.es.srt es captions'],
      transcripts: ['media/talk.txt '],
      findings: [],
    });
  });

  test('comes behind what the author names', async () => {
    const markdown =
      '<video src="talk.mp4"><track src="x/a.es.vtt"><track src="b.vtt" srclang="FR" kind="chapters"></video>';
    const files = ['talk.mp4', 'x/a.es.vtt', 'b.vtt', 'talk.es.vtt', 'talk.fr.vtt'];
    expect(await given({ markdown, files })).toEqual({
      tracks: ['x/a.es.vtt es subtitles', 'b.vtt fr chapters', 'talk.fr.vtt fr captions'],
      transcripts: [],
      findings: [],
    });
  });

  test('of a language that no one knows is told, unless it belongs to a recording of its own', async () => {
    const files = ['media/talk.mp4', 'media/talk.klingon.vtt', 'media/talk.two.mp4', 'media/talk.two.vtt'];
    expect(await given({ markdown: talk, files })).toEqual({
      tracks: [],
      transcripts: [],
      findings: [
        [
          'captions-language',
          { language: 'klingon', path: 'media/talk.klingon.vtt', consequence: 'they are left out' },
        ],
      ],
    });
    const markdown = '<video src="talk.mp4"><track src="a.vtt" srclang="english"></video>';
    expect(await given({ markdown, files: ['talk.mp4', 'a.vtt'] })).toMatchObject({
      tracks: ['a.vtt  subtitles'],
      findings: [['captions-language', { language: 'english', path: 'a.vtt' }]],
    });
  });

  test.for<[string, string, string, string]>([
    ['beside the original', 'a.es.md', 'a.md', 'talk.mp4'],
    ['in a folder of the original', 'unit/translations/a.es.md', 'unit/a.md', 'unit/media/talk.mp4'],
    ['in a folder that all share', 'es/a.md', 'en/a.md', 'media/talk.mp4'],
  ])(
    'has the language of the original where a translation shows its recording: %s',
    async ([, from, original, file]) => {
      const markdown = `![A](/${file})`;
      const files = [file, file.replace('.mp4', '.vtt')];
      expect((await given({ markdown, files, page: from, original })).tracks).toEqual([
        `${files[1]} sw captions`,
      ]);
    },
  );

  test('has the language of a translation that has a recording of its own, and that of the recording if it says so', async () => {
    const own = {
      markdown: '![A](talk.mp4)',
      files: ['es/talk.mp4', 'es/talk.vtt'],
      page: 'es/a.md',
      original: 'a.md',
    };
    expect((await given(own)).tracks).toEqual(['es/talk.vtt  captions']);
    const named = { markdown: '![A](talk.fr.mp4)', files: ['talk.fr.mp4', 'talk.fr.vtt'] };
    expect((await given(named)).tracks).toEqual(['talk.fr.vtt fr captions']);
  });

  test('is needed by the page: captions as assets, transcripts as text', async () => {
    const fragment = await resolved({
      markdown: talk,
      files: ['media/talk.mp4', 'media/talk.vtt', 'media/talk.es.txt'],
    });
    expect(needsOf([fragment])).toEqual({
      assets: new Set(['media/talk.mp4', 'media/talk.vtt']),
      downloads: new Set(),
    });
    expect(transcriptsOf([fragment])).toEqual(new Set(['media/talk.es.txt']));
  });
});

describe('a page', () => {
  const files = ['talk.mp4', 'talk.vtt', 'talk.es.txt'];

  test('has the text of captions below the paragraph of their player, and refers to it', async () => {
    expect(await page({ markdown: 'See *![A talk](talk.mp4)* here.', files: files.slice(0, 2) })).toBe(
      '<p>See <em><video controls preload="metadata" aria-label="A talk" aria-details="satchel-transcript-1"><source src="../media/talk.mp4" type="video/mp4">' +
        '<track src="../media/talk.vtt" kind="captions" srclang="en" label="English"></video></em> here.</p>' +
        '<details class="transcript" id="satchel-transcript-1"><summary>Transcript</summary><div lang="en" dir="ltr" data-track="0">' +
        '<p><span data-start="1.25" data-end="2">A</span></p></div></details>',
    );
  });

  test('has a block for each language, its own first', async () => {
    const html = await page({
      markdown: '![A talk](talk.mp4)',
      files: ['talk.mp4', 'talk.ar.vtt', 'talk.en-GB.srt', 'talk.es.txt'],
    });
    expect(
      [
        ...html.matchAll(/<div lang="(.*?)" dir="(.*?)"(?: data-track="(.)")?><p class="label">(.*?)<.p>/g),
      ].map((found) => found.slice(1)),
    ).toEqual([
      ['en-GB', 'ltr', '1', 'English (GB)'],
      ['ar', 'rtl', '0', 'العربية'],
      ['es', 'ltr', undefined, 'Español'],
    ]);
    expect(html).toContain('<p>Text of &lt;talk.es.txt&gt;.</p>');
  });

  test.for<[string, string]>([
    ['# ![A](talk.mp4) title\n\nText\n\n## ![A](talk.mp4)', '</h2><details'],
    ['- ![A](talk.mp4)', '</video><details'],
    ['|a|\n|-|\n|![A](talk.mp4)|', '</video><details'],
    ['<figure><video src="talk.mp4"></video><figcaption>x</figcaption></figure>', '</video><details'],
    ['[![A](talk.mp4)](talk.es.txt)', '</p><details'],
    [
      '<details><summary><video src="talk.mp4"></video></summary>\n\nText\n\n</details>',
      '</summary><details',
    ],
  ])('has it where a block may stand: %s', async ([markdown, expected]) => {
    expect(await page({ markdown, files })).toContain(expected);
  });

  test('keeps players of one paragraph and their texts apart', async () => {
    const html = await page({ markdown: '![A](talk.mp4) ![B](talk.mp4)', files });
    expect([...html.matchAll(/(?:aria-details|id)="satchel-transcript-(\d)"/g)].map(([, n]) => n)).toEqual([
      '1',
      '2',
      '1',
      '2',
    ]);
  });

  test('says what is said where the recording cannot be played', async () => {
    const html = await page({ markdown: '![A](talk.rm)', files: ['talk.rm', 'talk.vtt'] });
    expect(html).toMatch(
      /<p><a href="..\/files\/talk.rm" .*<\/p><details class="transcript" id="satchel-transcript-1">/,
    );
  });

  test('shows nothing of captions that are none', async () => {
    const html = await page({ markdown: '![A](talk.mp4)', files: ['talk.mp4', 'talk.ass'] });
    expect(html).not.toMatch(/track|transcript/);
  });
});

describe('a transcript', () => {
  const text = (...cues: TranscriptCue[]): string =>
    renderTranscripts('t', 'T', [{ language: 'en', label: '', said: { cues, track: 0 } }])
      .replace(/^.*?<div[^>]*>|<\/div>.*$/gs, '')
      .replace(/<span data-start="([\d.]*)" data-end="([\d.]*)">(.*?)<\/span>/g, '$1-$2 $3');

  test('has paragraphs, new ones after a pause, when long, and where another speaks', () => {
    expect(
      text(
        cue(0, 1, 'a'),
        cue(1, 2, 'b'),
        cue(5, 6, '<v Ana>c</v>'),
        cue(6, 7, '<v Ana>d</v>'),
        cue(7, 8, '<v B &amp; C>e</v>'),
        cue(8, 9, 'x'.repeat(300)),
        cue(9, 10, 'f'),
      ),
    ).toBe(
      `<p>0-1 a 1-2 b</p><p><b>Ana:</b> 5-6 c 6-7 d</p><p><b>B &amp; C:</b> 7-8 e</p><p>8-9 ${'x'.repeat(300)}</p><p>9-10 f</p>`,
    );
  });

  test('has the markup of captions and no other', () => {
    expect(
      text(
        cue(0, 1, '<i>a</i> <script>b</script> <ruby>c<rt>d</rt></ruby> <b onclick="x">e</b> <v x"y>f</v>'),
      ),
    ).toBe(
      '<p><b>x"y:</b> 0-1 <i>a</i> &lt;script>b&lt;/script> <ruby>c<rt>d</rt></ruby> &lt;b onclick="x">e</b> f</p>',
    );
  });

  test('of a text file has a paragraph for each of its own, whether or not its lines are broken by hand', () => {
    const paragraphs = (said: string): string =>
      renderTranscripts('t', 'T', [{ language: 'en', label: '', said: { text: said } }]).replace(
        /^.*?<div[^>]*>|<\/div>.*$/gs,
        '',
      );
    expect(paragraphs('a\nb\n \nc\n')).toBe('<p>a\nb</p><p>c</p>');
    expect(paragraphs(`a\n${'b'.repeat(130)}\nc`)).toBe(`<p>a</p><p>${'b'.repeat(130)}</p><p>c</p>`);
  });
});

describe('speech without captions and without a transcript', () => {
  const isSpeech = (file: string): boolean => file === 'talk.mp4';
  const missing = async (...sources: Source[]): Promise<unknown[]> =>
    findCaptionsMissing(await Promise.all(sources.map(resolved)), isSpeech);

  test('is told once, at the first player that has none', async () => {
    const source = { markdown: 'x\n\nSee ![A](talk.mp4)', files: ['talk.mp4', 'music.mp4'] };
    expect(
      await missing(
        { ...source, page: 'b.md' },
        { ...source, page: 'a.md' },
        { markdown: '![A](music.mp4)', files: source.files },
      ),
    ).toEqual([
      {
        code: 'captions-missing',
        severity: 'warning',
        params: { path: 'talk.mp4', others: 1 },
        file: 'a.md',
        line: 3,
        column: 5,
      },
    ]);
  });

  test.for(['talk.vtt', 'talk.es.txt', 'talk.fr.ass'])('is nothing to tell beside %s', async (name) => {
    expect(await missing({ markdown: '![A](talk.mp4)', files: ['talk.mp4', name] })).toEqual([]);
  });

  test('is told where there are chapters alone, or captions that are not there', async () => {
    const markdown =
      '<video src="talk.mp4"><track kind="chapters" src="c.vtt"><track src="gone.vtt"></video>';
    expect(await missing({ markdown, files: ['talk.mp4', 'c.vtt'] })).toHaveLength(1);
  });
});
