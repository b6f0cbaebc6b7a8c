import { deflateSync } from 'node:zlib';

/** What a font of the tests is to be; each letter is a box of another width. */
export interface FontPlan {
  readonly letters: string;
  readonly family?: string;
  readonly weight?: number;
  readonly italic?: boolean;
  readonly fsType?: number;
  /** Makes it a variable font. */
  readonly weights?: readonly [number, number, number];
  /** Tables that are left out, or replaced. */
  readonly tables?: Readonly<Record<string, Buffer | undefined>>;
}

/** A TrueType font (OpenType 1.9.1). */
export function makeFont(plan: FontPlan): Buffer {
  const letters = [...new Set(Array.from(plan.letters, (letter) => letter.codePointAt(0) ?? 0))].sort(
    (a, b) => a - b,
  );
  const widths = [500, ...letters.map((_, n) => 300 + ((n * 37) % 500))];
  const glyphs = widths.map(boxGlyph);
  const all: Record<string, Buffer | undefined> = {
    'OS/2': os2(plan),
    cmap: cmap(letters),
    fvar: plan.weights && fvar(plan.weights),
    glyf: Buffer.concat(glyphs),
    head: head(plan),
    hhea: words([1, 0, 800, -200, 0, 900, 0, 0, 900, 1, 0, 0, 0, 0, 0, 0, 0, glyphs.length]),
    hmtx: words(widths.flatMap((width) => [width, 0])),
    loca: longs(
      glyphs
        .map((_, n) => glyphs.slice(0, n).reduce((sum, { length }) => sum + length, 0))
        .concat(glyphs.reduce((sum, { length }) => sum + length, 0)),
    ),
    maxp: Buffer.concat([longs([0x10000]), words([glyphs.length, 4, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0])]),
    name: name(plan.family ?? 'Test Sans'),
    post: Buffer.concat([longs([0x30000, 0]), words([-100, 50]), longs([0, 0, 0, 0, 0])]),
    ...plan.tables,
  };
  const tables = Object.entries(all).filter((entry): entry is [string, Buffer] => entry[1] !== undefined);
  const records: Buffer[] = [];
  const bodies: Buffer[] = [];
  let offset = 12 + 16 * tables.length;
  for (const [tag, body] of tables) {
    const padded = Buffer.concat([body, Buffer.alloc(-body.length & 3)]);
    records.push(
      Buffer.concat([Buffer.from(tag.padEnd(4), 'latin1'), longs([sumOf(padded), offset, body.length])]),
    );
    bodies.push(padded);
    offset += padded.length;
  }
  return Buffer.concat([longs([0x10000]), words([tables.length, 128, 3, 0]), ...records, ...bodies]);
}

/** The same font as WOFF (1.0). */
export function asWoff(sfnt: Buffer): Buffer {
  const count = sfnt.readUInt16BE(4);
  const records: Buffer[] = [];
  const bodies: Buffer[] = [];
  let offset = 44 + 20 * count;
  for (let n = 0; n < count; n++) {
    const record = sfnt.subarray(12 + 16 * n, 28 + 16 * n);
    const start = record.readUInt32BE(8);
    const table = sfnt.subarray(start, start + record.readUInt32BE(12));
    const packed = deflateSync(table);
    const stored = packed.length < table.length ? packed : table;
    records.push(
      Buffer.concat([
        record.subarray(0, 4),
        longs([offset, stored.length, table.length]),
        record.subarray(4, 8),
      ]),
    );
    bodies.push(stored, Buffer.alloc(-stored.length & 3));
    offset += Math.ceil(stored.length / 4) * 4;
  }
  const head = Buffer.concat([
    Buffer.from('wOFF'),
    sfnt.subarray(0, 4),
    longs([offset]),
    words([count, 0]),
    longs([sfnt.length, 0, 0, 0, 0, 0, 0]),
  ]);
  return Buffer.concat([head, ...records, ...bodies]);
}

export function words(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  values.forEach((value, n) => bytes.writeUInt16BE(value & 0xffff, 2 * n));
  return bytes;
}

export function longs(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, n) => bytes.writeUInt32BE(value >>> 0, 4 * n));
  return bytes;
}

function sumOf(table: Buffer): number {
  let sum = 0;
  for (let at = 0; at < table.length; at += 4) sum = (sum + table.readUInt32BE(at)) >>> 0;
  return sum;
}

/** One contour of four points on the line. */
function boxGlyph(width: number): Buffer {
  const [right, top] = [width - 50, 700];
  const xs = [50, 0, right - 50, 0];
  const ys = [0, top, 0, -top];
  const glyph = Buffer.concat([
    words([1, 50, 0, right, top, 3, 0]),
    Buffer.from([1, 1, 1, 1]),
    words(xs),
    words(ys),
  ]);
  return Buffer.concat([glyph, Buffer.alloc(-glyph.length & 3)]);
}

function head({ weight = 400, italic = false }: FontPlan): Buffer {
  const style = (weight >= 600 ? 1 : 0) | (italic ? 2 : 0);
  return Buffer.concat([
    longs([0x10000, 0x10000, 0, 0x5f0f3cf5]),
    words([3, 1000]),
    longs([0, 0, 0, 0]),
    words([0, 0, 900, 700, style, 8, 2, 1, 0]),
  ]);
}

function os2({ weight = 400, italic = false, fsType = 0 }: FontPlan): Buffer {
  const table = Buffer.alloc(96);
  table.writeUInt16BE(4, 0);
  table.writeUInt16BE(weight, 4);
  table.writeUInt16BE(5, 6);
  table.writeUInt16BE(fsType, 8);
  table.writeUInt16BE(italic ? 1 : 0x40, 62);
  return table;
}

/** Format 4, one segment a letter; a letter beyond the Basic Multilingual Plane needs format 12, which is added then. */
function cmap(letters: readonly number[]): Buffer {
  const glyphOf = new Map(letters.map((letter, n) => [letter, n + 1]));
  const plane = letters.filter((letter) => letter < 0xffff);
  const count = plane.length + 1;
  const segments = Buffer.concat([
    words([...plane, 0xffff, 0, ...plane, 0xffff]),
    words([...plane.map((letter) => (glyphOf.get(letter) ?? 0) - letter), 1]),
    words(new Array<number>(count).fill(0)),
  ]);
  const format4 = Buffer.concat([words([4, 14 + segments.length, 0, 2 * count, 0, 0, 0]), segments]);
  const groups = letters.map((letter, n) => longs([letter, letter, n + 1]));
  const format12 = Buffer.concat([
    words([12, 0]),
    longs([16 + 12 * groups.length, 0, groups.length]),
    ...groups,
  ]);
  if (plane.length === letters.length) return Buffer.concat([words([0, 1, 3, 1]), longs([12]), format4]);
  return Buffer.concat([
    words([0, 2, 3, 1]),
    longs([20]),
    words([3, 10]),
    longs([20 + format4.length]),
    format4,
    format12,
  ]);
}

function name(family: string): Buffer {
  const texts = [
    [1, family],
    [2, 'Regular'],
  ] as const;
  const strings = texts.map(([, text]) => Buffer.from(text, 'utf16le').swap16());
  const records = texts.map(([id], n) =>
    words([
      3,
      1,
      0x409,
      id,
      strings[n]?.length ?? 0,
      strings.slice(0, n).reduce((sum, { length }) => sum + length, 0),
    ]),
  );
  return Buffer.concat([words([0, texts.length, 6 + 12 * texts.length]), ...records, ...strings]);
}

function fvar([min, regular, max]: readonly [number, number, number]): Buffer {
  const fixed = [min, regular, max].map((value) => value * 65536);
  return Buffer.concat([
    words([1, 0, 16, 2, 1, 20, 0, 8]),
    Buffer.from('wght'),
    longs(fixed),
    words([0, 256]),
  ]);
}
