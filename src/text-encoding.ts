import { isUtf8 } from 'node:buffer';

/** Decodes text of any usual encoding; `encoding` names the one, which is a guess for all but UTF-8 and marked UTF-16. */
export function decodeText(bytes: Uint8Array): { text: string; encoding: string } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const utf16 = utf16Of(buffer);
  if (utf16 === 'utf-16le') return { text: utf16le(buffer), encoding: 'UTF-16' };
  if (utf16 === 'utf-16be')
    return {
      text: utf16le(Buffer.from(buffer.subarray(0, buffer.length & ~1)).swap16()),
      encoding: 'UTF-16 (big-endian)',
    };
  if (!isUtf8(buffer)) return legacy(buffer);
  const marked = buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf;
  return { text: buffer.toString('utf8', marked ? 3 : 0), encoding: 'UTF-8' };
}

function utf16le(buffer: Buffer): string {
  return buffer.toString('utf16le', buffer[0] === 0xff && buffer[1] === 0xfe ? 2 : 0).toWellFormed();
}

// The upper halves of the code pages of Windows, so that the same bytes are the same text whatever a host can decode.
const CYRILLIC =
  'ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—�™љ›њќћџ\u00a0ЎўЈ¤Ґ¦§Ё©Є«¬\u00ad®Ї°±Ііґµ¶·ё№є»јЅѕїАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя';
const ARABIC =
  '€پ‚ƒ„…†‡ˆ‰ٹ‹Œچژڈگ‘’“”•–—ک™ڑ›œ\u200c\u200dں\u00a0،¢£¤¥¦§¨©ھ«¬\u00ad®¯°±²³´µ¶·¸¹؛»¼½¾؟ہءآأؤإئابةتثجحخدذرزسشصض×طظعغـفقكàلâمنهوçèéêëىيîïًٌٍَôُِ÷ّùْûü\u200e\u200fے';
const WESTERN = `€�‚ƒ„…†‡ˆ‰Š‹Œ�Ž��‘’“”•–—˜™š›œ�žŸ${Array.from({ length: 96 }, (_, i) => String.fromCharCode(160 + i)).join('')}`;

/** The letters а, е, и, н, о, т: near half of all that Slavs write. */
const SLAVIC = new Set([0xe0, 0xe5, 0xe8, 0xed, 0xee, 0xf2]);

/**
 * Text of an older encoding, read in one of Windows' code pages, since those are what schools' texts are in. Accents stand
 * alone among plain letters; letters of another script stand together. All Arabic letters are Cyrillic ones as well, while
 * the most frequent Cyrillic ones are none of the Arabic.
 */
function legacy(buffer: Buffer): { text: string; encoding: string } {
  const sample = buffer.subarray(0, 1 << 16);
  const upper = sample.filter((byte) => byte > 127);
  const share = (is: (byte: number) => boolean): number => upper.filter(is).length / upper.length;
  if (upper.length >= 6) {
    if (inWords(sample, /[\p{Script=Arabic}\p{Mn}،؛؟]/u, ARABIC) > 0.9 && share((byte) => byte >= 0xe0) > 0.1)
      return { text: withTable(buffer, ARABIC), encoding: 'Windows-1256 (Arabic)' };
    if (inWords(sample, /\p{Script=Cyrillic}/u, CYRILLIC) > 0.6 && share((byte) => SLAVIC.has(byte)) > 0.3)
      return { text: withTable(buffer, CYRILLIC), encoding: 'Windows-1251 (Cyrillic)' };
  }
  return { text: withTable(buffer, WESTERN), encoding: 'Windows-1252 (Western European)' };
}

/** The share of the bytes above 127 that stand together, three and more, as letters of a script. */
function inWords(bytes: Buffer, script: RegExp, table: string): number {
  const letters = Array.from({ length: 128 }, (_, i) => script.test(table[i] ?? ''));
  let upper = 0;
  let found = 0;
  let run = 0;
  for (let i = 0; i <= bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte > 127) upper++;
    if (letters[byte - 128] === true) run++;
    else {
      if (run > 2) found += run;
      run = 0;
    }
  }
  return found / upper;
}

function withTable(buffer: Buffer, table: string): string {
  const latin = buffer.toString('latin1');
  return latin.replace(/[\x80-\xff]/g, (character) => table[character.charCodeAt(0) - 128] ?? '\ufffd');
}

/** By its byte order mark, else by every second byte of the beginning being zero (Latin text saved without a mark). */
function utf16Of(buffer: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (buffer[0] === 0xff && buffer[1] === 0xfe) return 'utf-16le';
  if (buffer[0] === 0xfe && buffer[1] === 0xff) return 'utf-16be';
  const start = buffer.subarray(0, 64);
  if (start.length < 8 || !start.includes(0)) return undefined;
  const zeros = (parity: number): number => start.filter((byte, i) => i % 2 === parity && byte === 0).length;
  if (zeros(1) * 2 > start.length * 0.8 && zeros(0) === 0) return 'utf-16le';
  if (zeros(0) * 2 > start.length * 0.8 && zeros(1) === 0) return 'utf-16be';
  return undefined;
}
