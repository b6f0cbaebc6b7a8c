import { BadFont } from './sfnt.ts';

const MAX_CODE_POINT = 0x10ffff;

/**
 * The letters (code points) that a font has glyphs for, from its table `cmap`: formats 4 and 12 of the subtables for Unicode,
 * which all fonts of today have. Throws BadFont and RangeError.
 */
export function lettersOf(cmap: Buffer): Set<number> {
  const letters = new Set<number>();
  const seen = new Set<number>();
  const count = cmap.readUInt16BE(2);
  for (let n = 0; n < count; n++) {
    const record = 4 + 8 * n;
    const platform = cmap.readUInt16BE(record);
    const encoding = cmap.readUInt16BE(record + 2);
    const offset = cmap.readUInt32BE(record + 4);
    // Several records may share one subtable.
    if (!isUnicode(platform, encoding) || seen.has(offset)) continue;
    seen.add(offset);
    // A font has three subtables or four; more are there to keep a reader busy.
    if (seen.size > 16) throw new BadFont('it has more tables of letters than any font needs');
    const format = cmap.readUInt16BE(offset);
    if (format === 4) addSegments(cmap.subarray(offset), letters);
    if (format === 12) addGroups(cmap.subarray(offset), letters);
  }
  return letters;
}

function isUnicode(platform: number, encoding: number): boolean {
  return platform === 0 || (platform === 3 && (encoding === 1 || encoding === 10));
}

/** Format 4: segments of the Basic Multilingual Plane, each with a difference or a range of an array. */
function addSegments(table: Buffer, letters: Set<number>): void {
  const segments = table.readUInt16BE(6) >> 1;
  const [ends, starts, deltas, offsets] = [0, 1, 2, 3].map(
    (n) => 14 + 2 * segments * n + (n === 0 ? 0 : 2),
  ) as [number, number, number, number];
  let next = 0;
  for (let n = 0; n < segments; n++) {
    const end = table.readUInt16BE(ends + 2 * n);
    const start = table.readUInt16BE(starts + 2 * n);
    if (start < next || end < start) throw new BadFont('its table of letters is out of order');
    next = end + 1;
    const delta = table.readUInt16BE(deltas + 2 * n);
    const rangeAt = offsets + 2 * n;
    const range = table.readUInt16BE(rangeAt);
    for (let letter = start; letter <= end; letter++) {
      const found = range === 0 ? letter : glyphAt(table, rangeAt + range + 2 * (letter - start));
      const isThere = range === 0 || found !== 0;
      if (isThere && ((found + delta) & 0xffff) !== 0 && letter !== 0xffff) letters.add(letter);
    }
  }
}

/** Some fonts' last segment points behind the table: nothing is there. */
function glyphAt(table: Buffer, at: number): number {
  return at + 2 > table.length ? 0 : table.readUInt16BE(at);
}

/** Format 12: groups of letters that follow each other, as their glyphs do. */
function addGroups(table: Buffer, letters: Set<number>): void {
  const groups = table.readUInt32BE(12);
  let next = 0;
  for (let n = 0; n < groups; n++) {
    const start = table.readUInt32BE(16 + 12 * n);
    const end = table.readUInt32BE(20 + 12 * n);
    const glyph = table.readUInt32BE(24 + 12 * n);
    if (start < next || end < start || end > MAX_CODE_POINT)
      throw new BadFont('its table of letters is out of order');
    next = end + 1;
    for (let letter = start; letter <= end; letter++) if (glyph + letter - start !== 0) letters.add(letter);
  }
}
