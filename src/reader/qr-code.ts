// QR codes (ISO/IEC 18004), byte mode, error correction level L: all that a progress code needs, in a fifth of what the library that
// the tests compare it with would bring to every pack.

const EC_PER_BLOCK =
  '7 10 15 20 26 18 20 24 30 18 20 24 26 30 22 24 28 30 28 28 28 28 30 30 26 28 30 30 30 30 30 30 30 30 30 30 30 30 30 30'.split(
    ' ',
  );
const BLOCKS =
  '1 1 1 1 1 2 2 2 2 4 4 4 4 4 6 6 6 6 7 8 8 9 9 10 12 12 12 13 14 15 16 17 18 19 19 20 21 22 24 25'.split(
    ' ',
  );
const MASKS: readonly ((x: number, y: number) => number)[] = [
  (x, y) => (x + y) % 2,
  (_, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

type Modules = (0 | 1)[][];

/** The modules of the smallest symbol, row by row, 1 for dark; undefined where the text is too long. `mask`: 0 to 7, by default the best. */
export function qrCode(text: string, mask?: number): Modules | undefined {
  const bytes = (encodeURIComponent(text).match(/%..|./g) || []).map((piece) =>
    piece.length === 3 ? parseInt(piece.slice(1), 16) : piece.charCodeAt(0),
  );
  for (let version = 1; version <= 40; version++) {
    const capacity = dataCodewords(version);
    const lengthBits = version < 10 ? 8 : 16;
    if (4 + lengthBits + bytes.length * 8 > capacity * 8) continue;
    const codewords = interleave(version, padded(bytes, lengthBits, capacity));
    if (mask !== undefined) return symbol(version, codewords, mask);
    const all = MASKS.map((_, n) => symbol(version, codewords, n));
    const penalties = all.map(penalty);
    return all[penalties.indexOf(Math.min(...penalties))];
  }
  return undefined;
}

function rawModules(version: number): number {
  const align = Math.floor(version / 7) + 2;
  const all = (16 * version + 128) * version + 64;
  return version < 2 ? all : all - ((25 * align - 10) * align - 55) - (version < 7 ? 0 : 36);
}

function dataCodewords(version: number): number {
  return (
    Math.floor(rawModules(version) / 8) - Number(EC_PER_BLOCK[version - 1]) * Number(BLOCKS[version - 1])
  );
}

function padded(bytes: readonly number[], lengthBits: number, capacity: number): number[] {
  const bits: number[] = [];
  const put = (value: number, count: number): void => {
    for (let n = count - 1; n >= 0; n--) bits.push((value >> n) & 1);
  };
  put(4, 4);
  put(bytes.length, lengthBits);
  for (const byte of bytes) put(byte, 8);
  put(0, Math.min(4, capacity * 8 - bits.length));
  while (bits.length % 8) bits.push(0);
  const out: number[] = [];
  for (let n = 0; n < bits.length; n += 8) out.push(parseInt(bits.slice(n, n + 8).join(''), 2));
  for (let pad = 0xec; out.length < capacity; pad ^= 0xec ^ 0x11) out.push(pad);
  return out;
}

/** Blocks with their error correction, one codeword of each in turn. */
function interleave(version: number, data: readonly number[]): number[] {
  const count = Number(BLOCKS[version - 1]);
  const degree = Number(EC_PER_BLOCK[version - 1]);
  const short = Math.floor(data.length / count);
  const long = data.length % count;
  const divisor = generator(degree);
  const blocks: number[][] = [];
  for (let n = 0, at = 0; n < count; n++) {
    const size = short + (n < count - long ? 0 : 1);
    blocks.push(data.slice(at, at + size));
    at += size;
  }
  const out: number[] = [];
  for (let n = 0; n <= short; n++)
    for (const block of blocks) if (n < block.length) out.push(block[n] as number);
  const corrections = blocks.map((block) => remainder(block, divisor));
  for (let n = 0; n < degree; n++) for (const correction of corrections) out.push(correction[n] as number);
  return out;
}

/** In GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1. */
function multiply(x: number, y: number): number {
  let product = 0;
  for (let n = 7; n >= 0; n--) product = (product << 1) ^ ((product >> 7) * 0x11d) ^ (((y >> n) & 1) * x);
  return product;
}

function generator(degree: number): number[] {
  const result: number[] = Array.from({ length: degree }, (_, n) => Number(n === degree - 1));
  for (let n = 0, root = 1; n < degree; n++, root = multiply(root, 2))
    for (let i = 0; i < degree; i++) result[i] = multiply(result[i] as number, root) ^ (result[i + 1] || 0);
  return result;
}

function remainder(data: readonly number[], divisor: readonly number[]): number[] {
  const result = divisor.map(() => 0);
  for (const byte of data) {
    const factor = byte ^ (result.shift() as number);
    result.push(0);
    divisor.forEach((coefficient, n) => (result[n] = (result[n] as number) ^ multiply(coefficient, factor)));
  }
  return result;
}

function symbol(version: number, codewords: readonly number[], mask: number): Modules {
  const size = version * 4 + 17;
  const modules: Modules = Array.from({ length: size }, () => Array.from({ length: size }, () => 0 as const));
  const fixed = modules.map((row) => row.map(() => false));
  const set = (x: number, y: number, dark: unknown): void => {
    const row = modules[y];
    if (!row || x < 0 || x >= size) return;
    row[x] = dark ? 1 : 0;
    (fixed[y] as boolean[])[x] = true;
  };
  for (let n = 0; n < size; n++) {
    set(6, n, n % 2 === 0);
    set(n, 6, n % 2 === 0);
  }
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const)
    for (let dy = -4; dy <= 4; dy++)
      for (let dx = -4; dx <= 4; dx++) {
        const distance = Math.max(Math.abs(dx), Math.abs(dy));
        set(x + dx, y + dy, distance !== 2 && distance !== 4);
      }
  const places = alignment(version, size);
  const last = places.length - 1;
  places.forEach((x, i) =>
    places.forEach((y, j) => {
      if ((i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0)) return;
      for (let dy = -2; dy <= 2; dy++)
        for (let dx = -2; dx <= 2; dx++) set(x + dx, y + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
    }),
  );
  // Level L is 01.
  const format = ((8 | mask) << 10) | bch(8 | mask, 10, 0x537);
  for (let n = 0; n < 15; n++) {
    const bit = ((format ^ 0x5412) >> n) & 1;
    set(8, n < 6 ? n : n < 8 ? n + 1 : size - 15 + n, bit);
    set(n < 8 ? size - 1 - n : n === 8 ? 7 : 14 - n, 8, bit);
  }
  set(8, size - 8, 1);
  if (version >= 7)
    for (let n = 0; n < 18; n++) {
      const bit = (((version << 12) | bch(version, 12, 0x1f25)) >> n) & 1;
      set(size - 11 + (n % 3), Math.floor(n / 3), bit);
      set(Math.floor(n / 3), size - 11 + (n % 3), bit);
    }
  let at = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let n = 0; n < size; n++)
      for (let side = 0; side < 2; side++) {
        const x = right - side;
        const y = (right + 1) & 2 ? n : size - 1 - n;
        if ((fixed[y] as boolean[])[x]) continue;
        const bit = ((codewords[at >> 3] || 0) >> (7 - (at & 7))) & 1;
        at++;
        (modules[y] as number[])[x] =
          bit ^ Number((MASKS[mask] as (x: number, y: number) => number)(x, y) === 0);
      }
  }
  return modules;
}

function bch(value: number, bits: number, polynomial: number): number {
  let rest = value;
  for (let n = 0; n < bits; n++) rest = (rest << 1) ^ ((rest >> (bits - 1)) * polynomial);
  return rest;
}

function alignment(version: number, size: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
  const places = [6];
  for (let n = count - 2; n >= 0; n--) places.push(size - 7 - n * step);
  return places;
}

/** How hard it would be to read (§7.8.3.1). */
function penalty(modules: Modules): number {
  const rows = modules.map((row) => row.join(''));
  const columns = modules.map((_, x) => modules.map((row) => row[x]).join(''));
  let sum = 0;
  for (const line of rows.concat(columns)) {
    for (const run of line.match(/0{5,}|1{5,}/g) || []) sum += run.length - 2;
    for (const finder of ['10111010000', '00001011101'])
      for (let at = line.indexOf(finder); at >= 0; at = line.indexOf(finder, at + 1)) sum += 40;
  }
  modules.forEach((row, y) =>
    row.forEach((dark, x) => {
      const below = modules[y + 1];
      if (below && row[x + 1] === dark && below[x] === dark && below[x + 1] === dark) sum += 3;
    }),
  );
  const dark = rows.join('').replace(/0/g, '').length;
  return sum + Math.floor(Math.abs(dark / modules.length / modules.length - 0.5) * 20) * 10;
}
