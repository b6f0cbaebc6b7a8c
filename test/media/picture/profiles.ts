// Colour profiles (ICC.1:2001-04), made here: small ones of a matrix and a gamma.

const D50 = [0.9642, 1, 0.8249] as const;

/** Adobe RGB (1998): its primaries adapted to D50, and its gamma of 563/256. */
export function adobeRgb(): Buffer {
  return profile('RGB ', [
    ['wtpt', xyz(D50)],
    ['rXYZ', xyz([0.60974, 0.31111, 0.01947])],
    ['gXYZ', xyz([0.20528, 0.62567, 0.06087])],
    ['bXYZ', xyz([0.14919, 0.06322, 0.74457])],
    ['rTRC', gamma(563 / 256)],
    ['gTRC', gamma(563 / 256)],
    ['bTRC', gamma(563 / 256)],
  ]);
}

/** Grey of a gamma. */
export function grey(value: number): Buffer {
  return profile('GRAY', [
    ['wtpt', xyz(D50)],
    ['kTRC', gamma(value)],
  ]);
}

function profile(space: string, tags: readonly (readonly [string, Buffer])[]): Buffer {
  const all: readonly (readonly [string, Buffer])[] = [['desc', description()], ['cprt', text()], ...tags];
  const table = Buffer.alloc(4 + 12 * all.length);
  table.writeUInt32BE(all.length);
  let at = 128 + table.length;
  for (const [n, [name, data]] of all.entries()) {
    table.write(name, 4 + 12 * n, 'latin1');
    table.writeUInt32BE(at, 8 + 12 * n);
    table.writeUInt32BE(data.length, 12 + 12 * n);
    at += data.length;
  }
  const head = Buffer.alloc(128);
  head.writeUInt32BE(at, 0);
  head.writeUInt32BE(0x02100000, 8);
  head.write(`mntr${space}XYZ `, 12, 'latin1');
  head.write('acsp', 36, 'latin1');
  xyz(D50).copy(head, 68, 8);
  return Buffer.concat([head, table, ...all.map(([, data]) => data)]);
}

function xyz(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(8 + 12);
  bytes.write('XYZ ', 'latin1');
  for (const [n, value] of values.entries()) bytes.writeInt32BE(Math.round(value * 65536), 8 + 4 * n);
  return bytes;
}

function gamma(value: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.write('curv', 'latin1');
  bytes.writeUInt32BE(1, 8);
  bytes.writeUInt16BE(Math.round(value * 256), 12);
  return bytes;
}

function description(): Buffer {
  const bytes = Buffer.alloc(96);
  bytes.write('desc', 'latin1');
  bytes.writeUInt32BE(5, 8);
  bytes.write('test', 12, 'latin1');
  return bytes;
}

function text(): Buffer {
  return Buffer.from('text\0\0\0\0CC0\0', 'latin1');
}
