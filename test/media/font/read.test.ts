import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { readFont } from '../../../src/media/font/read.ts';
import { servedLetters, rangesOf } from '../../../src/media/font/serve.ts';
import { subsetOf } from '../../../src/media/font/subset.ts';
import { runInThread } from '../../../src/media/font/thread.ts';
import { asWoff, longs, makeFont, words } from './make-font.ts';

const dir = mkdtempSync(join(tmpdir(), 'satchel-test-'));
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

const cache = { dir: join(dir, 'cache') };
const codePoints = (text: string): number[] => Array.from(text, (letter) => letter.codePointAt(0) ?? 0);

function read(bytes: Uint8Array): ReturnType<typeof readFont> {
  const file = join(dir, 'font');
  writeFileSync(file, bytes);
  return readFont({ file, size: statSync(file).size }, { cache });
}

async function refusal(bytes: Uint8Array): Promise<string> {
  const { font, findings } = await read(bytes);
  expect(font).toBeUndefined();
  return findings.map(({ code, params }) => `${code}: ${String(params['reason'] ?? '')}`).join('\n');
}

const khmer = makeFont({ letters: 'AB កខគ𝒜', family: 'Test “Khmer”', weight: 700, italic: true });

describe('a font is read', () => {
  const expected = {
    face: { family: 'Test Khmer', weight: [700, 700], italic: true, axes: [], forbids: undefined },
    letters: new Set(codePoints(' ABកខគ𝒜')),
  };

  test('as TrueType', async () => {
    expect((await read(khmer)).font).toMatchObject(expected);
  });

  test('as WOFF', async () => {
    expect((await read(asWoff(khmer))).font).toMatchObject(expected);
  });

  test('as WOFF2', async () => {
    const options = { targetFormat: 'woff2', keepAllGlyphs: true } as const;
    const woff2 = await runInThread({ font: khmer, text: '', options });
    expect(woff2.toString('latin1', 0, 4)).toBe('wOF2');
    expect((await read(woff2)).font).toMatchObject(expected);
  });

  test('with what its maker forbids, as a warning', async () => {
    const forbidden = async (fsType: number): Promise<string[]> =>
      (await read(makeFont({ letters: 'a', fsType }))).findings.map(({ code }) => code);
    expect(await forbidden(0)).toEqual([]);
    expect(await forbidden(2)).toEqual(['font-not-embeddable']);
    // Where several are set the least strict counts.
    expect(await forbidden(2 | 8)).toEqual([]);
    expect(await forbidden(8 | 0x100)).toEqual(['font-not-embeddable']);
  });
});

describe('a subset', () => {
  test('has the letters asked for and no other, as the same bytes each time', async () => {
    const { font } = await read(khmer);
    if (!font) throw new Error('no font');
    const { bytes } = await subsetOf(font, codePoints('កគ'), { cache });
    expect((await read(bytes)).font?.letters).toEqual(new Set(codePoints('កគ')));
    const again = await subsetOf(font, codePoints('កគ'), { cache: { dir: join(dir, 'other') } });
    expect(again.bytes).toEqual(bytes);
  });

  test('of a variable font has the weights of pages', async () => {
    const { font } = await read(makeFont({ letters: 'កខ', weights: [100, 300, 900] }));
    if (!font) throw new Error('no font');
    const { bytes } = await subsetOf(font, codePoints('ក'), { cache });
    expect((await read(bytes)).font?.face).toMatchObject({
      weight: [400, 700],
      axes: [{ min: 400, max: 700 }],
    });
  });
});

describe('which letters a font is carried for', () => {
  const latin = new Set(codePoints('abcéŋ ,.1'));
  const khmerAndLatin = new Set([...latin, ...Array.from({ length: 30 }, (_, n) => 0x1780 + n)]);
  const text = (letters: string): number[] => codePoints(letters).sort((a, b) => a - b);

  test.each([
    ['none of text that every device shows', 'abc, 1.', latin, false, ''],
    ['all of a language with more letters than a to z', 'abŋ', latin, false, ' ,.1abŋ'],
    ['all of a language that the author names', 'ab', latin, true, ' ,.1ab'],
    ['none that the font has not', 'xyz', latin, true, ''],
    ['its own script alone', 'abéក“', khmerAndLatin, false, 'ក'],
    ['none of French, though the font has é', 'abé', khmerAndLatin, false, ''],
    ['Latin among its own script where the author names the language', 'abក', khmerAndLatin, true, ' ,.1abក'],
  ])('%s', (_, letters, own, chosen, expected) => {
    expect(servedLetters(text(letters), own, chosen)).toEqual(text(expected));
  });

  test('are ranges that hold each of them', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 0x10ffff })), (letters) => {
        const ordered = letters.sort((a, b) => a - b);
        const ranges = rangesOf(ordered);
        for (const letter of ordered)
          expect(ranges.some(([from, to]) => from <= letter && letter <= to)).toBe(true);
      }),
    );
  });
});

describe('what is no font that can be used is refused', () => {
  const head = (tag: string, ...more: Buffer[]): Buffer => Buffer.concat([Buffer.from(tag), ...more]);
  const cmapOf = (...subtable: Buffer[]): Buffer =>
    makeFont({
      letters: 'a',
      tables: { cmap: Buffer.concat([words([0, 1, 3, 10]), longs([12]), ...subtable]) },
    });

  test.each([
    ['nothing', Buffer.alloc(0), 'font-undecodable: the file is empty'],
    ['a text', Buffer.from('Khmer'), 'font-undecodable: its bytes are those of no font'],
    [
      'a picture',
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      'font-undecodable: its bytes are those of no font',
    ],
    ['a signature alone', Buffer.from('OTTO'), 'font-undecodable: it ends too early'],
    ['a collection', head('ttcf', Buffer.alloc(100)), 'font-collection: '],
    ['tables behind its end', khmer.subarray(0, 400), 'font-undecodable: it ends too early'],
    ['65535 tables', head('OTTO', words([65535]), Buffer.alloc(100)), 'font-undecodable: it ends too early'],
    ['no letters', makeFont({ letters: '' }), 'font-undecodable: it has no letters of Unicode'],
    [
      'no table of letters',
      makeFont({ letters: 'a', tables: { cmap: undefined } }),
      'font-undecodable: its table “cmap” is missing',
    ],
    [
      'four thousand million letters',
      cmapOf(words([12, 0]), longs([28, 0, 1, 0, 0xffffffff, 1])),
      'font-undecodable: its table of letters is out of order',
    ],
    [
      'the same million letters again and again',
      cmapOf(words([12, 0]), longs([40, 0, 2, 0, 0x10ffff, 1, 0, 0x10ffff, 1])),
      'font-undecodable: its table of letters is out of order',
    ],
    [
      'letters that go back, so that all others come again for each group',
      cmapOf(words([12, 0]), longs([40, 0, 2, 0, 0x10ffff, 1, 0x110000, 0, 1])),
      'font-undecodable: its table of letters is out of order',
    ],
    [
      'segments that go back',
      cmapOf(words([4, 40, 0, 4, 0, 0, 0, 0xfffe, 0, 0, 0, 0xffff, 1, 1, 0, 0])),
      'font-undecodable: its table of letters is out of order',
    ],
    [
      'a WOFF file whose tables are packed larger than they are',
      (() => {
        const font = asWoff(makeFont({ letters: 'a' }));
        const [packed, length] = [44 + 8, 44 + 12];
        font.writeUInt32BE(font.readUInt32BE(length) + 1, packed);
        return font;
      })(),
      'font-undecodable: its compressed data are damaged',
    ],
    [
      'a WOFF file that grows a thousandfold',
      asWoff(makeFont({ letters: 'a', tables: { glyf: Buffer.alloc(80 << 20) } })),
      'font-undecodable: it is too large when it is unpacked',
    ],
    [
      'a WOFF file whose tables are larger than they say',
      (() => {
        const liar = asWoff(makeFont({ letters: 'abcdefghijklmnopqrstuvwxyz' }));
        liar.writeUInt32BE(liar.readUInt32BE(44 + 12) - 1, 44 + 12);
        return liar;
      })(),
      'font-undecodable: its compressed data are damaged',
    ],
    [
      'a WOFF2 file that says it is huge',
      head('wOF2', longs([0x10000, 100]), words([1, 0]), longs([0x7fffffff]), Buffer.alloc(60)),
      'font-undecodable: it is too large when it is unpacked',
    ],
    [
      'a WOFF2 file with a table that says it is huge',
      head(
        'wOF2',
        longs([0x10000, 100]),
        words([1, 0]),
        longs([1000, 10]),
        Buffer.alloc(24),
        Buffer.from([0xc0 | 10, 0x83, 0xff, 0xff, 0xff, 0x7f]),
        Buffer.alloc(46),
      ),
      'font-undecodable: it is too large when it is unpacked',
    ],
    [
      'a WOFF2 file of zeros',
      head('wOF2', longs([0x10000, 100]), words([1, 0]), longs([1000]), Buffer.alloc(80)),
      'font-undecodable: its data are damaged',
    ],
  ])('%s', async (_, bytes, expected) => {
    expect(await refusal(bytes)).toBe(expected);
  });

  test('what is larger than any font, without being read', async () => {
    const file = join(dir, 'large');
    writeFileSync(file, '');
    truncateSync(file, 2 ** 40);
    const { findings } = await readFont({ file, size: 2 ** 40 }, { cache });
    expect(findings).toEqual([{ code: 'font-too-large', params: { size: 2 ** 40, limit: 2 ** 25 } }]);
  });

  test('or read and subset, whatever bits are flipped in it', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(khmer.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        async (changes) => {
          const bytes = Buffer.from(khmer);
          for (const [at, value] of changes) bytes[at] = value;
          const { font, findings } = await read(bytes);
          if (!font) {
            expect(findings).toHaveLength(1);
            return;
          }
          await subsetOf(font, [...font.letters].slice(0, 5), { cache }).catch((error: unknown) => {
            expect(String(error)).toContain('its data are damaged');
          });
        },
      ),
      { numRuns: 12 },
    );
  });

  test('or given up, where it takes for ever', async () => {
    const task = { font: khmer, text: 'ក', options: { targetFormat: 'woff2' } } as const;
    await expect(runInThread(task, undefined, 1)).rejects.toThrow('it is not done after 0.001 s');
  });
});
