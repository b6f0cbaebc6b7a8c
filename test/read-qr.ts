import jsqr from 'jsqr';

/** Pixels that a module is wide for the reader. */
const SCALE = 4;

/** What a camera reads in a square of modules with its quiet zone; undefined where it finds no code. */
export function readQr(side: number, isDark: (x: number, y: number) => boolean): string | undefined {
  const width = side * SCALE;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  for (let y = 0; y < width; y++)
    for (let x = 0; x < width; x++)
      if (isDark(Math.floor(x / SCALE), Math.floor(y / SCALE))) {
        const at = (y * width + x) * 4;
        pixels.fill(0, at, at + 3);
      }
  return jsqr.default(pixels, width, width)?.data;
}
