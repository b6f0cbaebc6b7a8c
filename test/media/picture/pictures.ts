import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

/** A picture like a photograph: smooth shapes and noise, the same on every call. */
export function photo(width: number, height: number, channels: 3 | 4 = 3): Sharp {
  const pixels = Buffer.alloc(width * height * channels);
  let seed = 42;
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++) {
        seed = (seed * 1664525 + 1013904223) >>> 0;
        const wave = Math.sin((x + c * 40) / 23) * 60 + Math.cos(y / (17 + c)) * 60;
        pixels[at++] = c === 3 ? (x * 255) / width : 128 + wave + (seed >>> 28);
      }
  return sharp(pixels, { raw: { width, height, channels } });
}

/** A picture like a diagram: black lines and text-sized marks on white. */
export function diagram(width: number, height: number): Sharp {
  const lines = Array.from(
    { length: 40 },
    (_, n) => `<rect x="${n * 11}" y="${n * 7}" width="60" height="5"/>`,
  );
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fff"/>${lines.join('')}</svg>`,
    ),
  ).removeAlpha();
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

/** A PNG whose header claims a size and whose data is `data` deflated, whether or not it is enough. */
export function png(width: number, height: number, data: Buffer, interlaced = false): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, interlaced ? 1 : 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(data)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/**
 * An animated GIF of `frames` of two colours in turn, `delay` in hundredths of a second. Only the first pixel of a frame has
 * data; with `full` the frames still claim to be as large as the picture.
 */
export function gif(
  width: number,
  height: number,
  frames: number,
  { delay = 10, loop = 0, full = false } = {},
): Buffer {
  const screen = Buffer.from([0, 0, 0, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 255]);
  screen.writeUInt16LE(width);
  screen.writeUInt16LE(height, 2);
  const looping = Buffer.concat([
    Buffer.from([0x21, 0xff, 11]),
    Buffer.from('NETSCAPE2.0'),
    Buffer.from([3, 1, loop, 0, 0]),
  ]);
  const size = full ? screen.subarray(0, 4) : Buffer.from([1, 0, 1, 0]);
  const frame = (n: number): Buffer =>
    Buffer.concat([
      Buffer.from([0x21, 0xf9, 4, 4, delay, 0, 0, 0, 0x2c, 0, 0, 0, 0]),
      size,
      // LZW of minimum size 2: clear, colour, end.
      Buffer.from([0, 2, 2, n % 2 ? 0x4c : 0x44, 1, 0]),
    ]);
  return Buffer.concat([
    Buffer.from('GIF89a'),
    screen,
    looping,
    ...Array.from({ length: frames }, (_, n) => frame(n)),
    Buffer.of(0x3b),
  ]);
}

/** A picture like a screenshot: text-like strokes in soft colours on flat ground, and a small photograph. */
export async function screenshot(width: number, height: number): Promise<Sharp> {
  const strokes = Array.from(
    { length: Math.floor(height / 12) * 6 },
    (_, n) =>
      `<circle cx="${20 + ((n * 97) % (width - 40))}" cy="${8 + 12 * Math.floor(n / 6)}" r="${3 + (n % 3)}" fill="hsl(${(n * 53) % 360} 60% 45%)"/>`,
  );
  const inset = await photo(Math.floor(width / 2), Math.floor(height / 4))
    .png()
    .toBuffer();
  const drawn = await sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#f8f8f8"/>${strokes.join('')}</svg>`,
    ),
  )
    .composite([{ input: inset, left: Math.floor(width / 3), top: Math.floor(height / 2) }])
    .removeAlpha()
    .png()
    .toBuffer();
  return sharp(drawn);
}

/** A PNG with more chunks before its data. */
export function withChunks(whole: Buffer, chunks: readonly (readonly [string, Buffer])[]): Buffer {
  const header = 8 + 25;
  return Buffer.concat([
    whole.subarray(0, header),
    ...chunks.map(([type, data]) => chunk(type, data)),
    whole.subarray(header),
  ]);
}

/** An animated PNG (PNG, third edition, §4.9) of one colour after the other. */
export async function animatedPng(
  width: number,
  height: number,
  colours: readonly string[],
): Promise<Buffer> {
  const stills = await Promise.all(
    colours.map((background) =>
      sharp({ create: { width, height, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  );
  const [first = Buffer.of()] = stills;
  let sequence = 0;
  const numbers = (...values: number[]): Buffer => Buffer.concat(values.map((value) => u32(value)));
  const frames = stills.flatMap((still, n) => {
    const control = Buffer.concat([
      numbers(sequence++, width, height, 0, 0),
      Buffer.from([0, 10, 0, 100, 0, 0]),
    ]);
    const data = dataOf(still);
    return [
      chunk('fcTL', control),
      n === 0 ? chunk('IDAT', data) : chunk('fdAT', Buffer.concat([u32(sequence++), data])),
    ];
  });
  return Buffer.concat([
    first.subarray(0, 33),
    chunk('acTL', numbers(colours.length, 0)),
    ...frames,
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function dataOf(still: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 8; at + 12 <= still.length; at += 12 + still.readUInt32BE(at))
    if (still.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(still.subarray(at + 8, at + 8 + still.readUInt32BE(at)));
  return Buffer.concat(parts);
}
