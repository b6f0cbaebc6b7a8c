import { BadFont } from './sfnt.ts';

/** An axis of a variable font. */
interface Axis {
  readonly tag: string;
  readonly min: number;
  readonly default: number;
  readonly max: number;
}

/** What a font's own tables say about it. */
export interface Face {
  /** Letters, digits, spaces, `_` and `-` alone; undefined where it has no name that can be written so. */
  readonly family: string | undefined;
  /** 1–1000; two ends for a variable font. */
  readonly weight: readonly [number, number];
  readonly italic: boolean;
  readonly axes: readonly Axis[];
  /** What its maker forbids: to embed it in documents, or to make it smaller. */
  readonly forbids: 'embedding' | 'subsetting' | undefined;
}

const BOLD = 1;
const ITALIC = 2;

/** Reads a font's tables. Throws BadFont and RangeError. */
export function readFace(tables: ReadonlyMap<string, Buffer>): Face {
  const head = tables.get('head');
  if (!head) throw new BadFont('its table “head” is missing');
  const style = head.readUInt16BE(44);
  const os2 = tables.get('OS/2');
  const axes = axesOf(tables.get('fvar'));
  const weight = os2 ? weightOf(os2.readUInt16BE(4)) : style & BOLD ? 700 : 400;
  const varied = axes.find(({ tag }) => tag === 'wght');
  return {
    family: familyOf(tables.get('name')),
    weight: varied ? [weightOf(varied.min), weightOf(varied.max)] : [weight, weight],
    // fsSelection: italic and oblique.
    italic: ((os2?.readUInt16BE(62) ?? 0) & 0x201) !== 0 || (style & ITALIC) !== 0,
    axes,
    forbids: os2 && forbiddenBy(os2.readUInt16BE(8)),
  };
}

/** CSS knows 1 to 1000; old fonts count 1 to 9. */
function weightOf(value: number): number {
  const weight = Math.round(value) < 10 ? Math.round(value) * 100 : Math.round(value);
  return weight === 0 ? 400 : Math.min(1000, Math.max(1, weight));
}

/** OS/2, fsType: where several of bits 1 to 3 are set, the one that forbids least counts. */
function forbiddenBy(fsType: number): Face['forbids'] {
  if ((fsType & 0xe) === 2) return 'embedding';
  // Bitmaps alone may be embedded: of those nothing is carried.
  if (fsType & 0x200) return 'embedding';
  return fsType & 0x100 ? 'subsetting' : undefined;
}

/** The name that all styles of a family share: of the typographic family (16), else of the family (1), in English where it can be. */
function familyOf(table: Buffer | undefined): string | undefined {
  if (!table) return undefined;
  const names = [...namesIn(table)].filter(({ id, text }) => (id === 16 || id === 1) && text !== '');
  names.sort((a, b) => b.id - a.id || Number(b.english) - Number(a.english));
  return names[0]?.text;
}

function* namesIn(table: Buffer): Generator<{ id: number; english: boolean; text: string }> {
  const count = table.readUInt16BE(2);
  const strings = table.readUInt16BE(4);
  for (let n = 0; n < count; n++) {
    const record = 6 + 12 * n;
    const [platform = 0, , language = 0, id = 0, length = 0, offset = 0] = [0, 2, 4, 6, 8, 10].map((at) =>
      table.readUInt16BE(record + at),
    );
    if (id !== 1 && id !== 16) continue;
    const bytes = table.subarray(strings + offset, strings + offset + Math.min(length, 512));
    const text = platform === 1 ? bytes.toString('latin1') : utf16(bytes);
    yield { id, english: platform === 1 || language === 0x409, text: plainName(text) };
  }
}

function utf16(bigEndian: Buffer): string {
  const even = Buffer.from(bigEndian.subarray(0, bigEndian.length & ~1));
  return even.swap16().toString('utf16le');
}

/** Only what needs no escape in a style sheet. */
function plainName(text: string): string {
  return text
    .replace(/[^A-Za-z0-9 _-]/g, '')
    .replace(/ +/g, ' ')
    .trim()
    .slice(0, 60);
}

function axesOf(table: Buffer | undefined): Axis[] {
  if (!table) return [];
  const first = table.readUInt16BE(4);
  const count = table.readUInt16BE(8);
  const size = table.readUInt16BE(10);
  if (count > 64) throw new BadFont('it has more axes than any font needs');
  return Array.from({ length: count }, (_, n) => {
    const at = first + size * n;
    const fixed = (offset: number): number => table.readInt32BE(at + offset) / 65536;
    return {
      tag: table.toString('latin1', at, at + 4),
      min: fixed(4),
      default: fixed(8),
      max: fixed(12),
    };
  });
}
