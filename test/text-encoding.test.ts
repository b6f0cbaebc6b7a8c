import { describe, expect, test } from 'vitest';
import { decodeText } from '../src/text-encoding.ts';

/** The bytes of a text in one of Windows' code pages: the decoder of this host turned round. */
function encoded(text: string, codePage: string): Uint8Array {
  const table = new TextDecoder(codePage).decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
  // Node 20 takes Windows-1252 for Latin-1.
  const marks: Readonly<Record<string, number>> = { '“': 0x93, '”': 0x94, '’': 0x92, '€': 0x80 };
  return Uint8Array.from(text, (character) =>
    codePage === 'windows-1252' ? (marks[character] ?? character.charCodeAt(0)) : table.indexOf(character),
  );
}

describe('a text of an older encoding is read, and the encoding is named', () => {
  test.for([
    ['# Вода\n\nВода очень важна для жизни растений.', 'windows-1251', 'Windows-1251 (Cyrillic)'],
    [
      '# Вода\n\nВода дуже важлива для життя рослин, її треба берегти.',
      'windows-1251',
      'Windows-1251 (Cyrillic)',
    ],
    ['# الماء\n\nالماء مهم جدا لحياة النباتات؛ هل تعرف ذلك؟', 'windows-1256', 'Windows-1256 (Arabic)'],
    ['# Größe\n\nÜber die Größe müßiger Bäume: “schön”.', 'windows-1252', 'Windows-1252 (Western European)'],
    ['# L’été\n\nLa créée, où l’on a déjà été ; €.', 'windows-1252', 'Windows-1252 (Western European)'],
    ['# ÁÉÍÓÚ', 'windows-1252', 'Windows-1252 (Western European)'],
  ] as const)('%s', ([text, codePage, encoding]) => {
    expect(decodeText(encoded(text, codePage))).toEqual({ text, encoding });
  });
});

test('UTF-16 of either order is read with and without a mark, and never with half a character', () => {
  const little = Buffer.from('\ufeff# Größe 水\ud800', 'utf16le');
  const big = Buffer.from(little).swap16();
  expect(decodeText(little)).toEqual({ text: '# Größe 水\ufffd', encoding: 'UTF-16' });
  expect(decodeText(big)).toEqual({ text: '# Größe 水\ufffd', encoding: 'UTF-16 (big-endian)' });
  expect(decodeText(Buffer.from('# Plain text', 'utf16le')).text).toBe('# Plain text');
});
