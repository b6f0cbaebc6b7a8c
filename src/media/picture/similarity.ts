// Structural similarity (Wang, Bovik, Sheikh, Simoncelli 2004) of luma, in the form that x264 and ffmpeg's filter `ssim` have:
// windows of 8 × 8 pixels, each 4 pixels from the next. Sums are whole numbers and added up in one order, so that the result
// is the same on every machine.

/** The least width and height of pictures that can be compared. */
export const WINDOW = 8;

const C1 = Math.floor(0.01 ** 2 * 255 ** 2 * 64 + 0.5);
const C2 = Math.floor(0.03 ** 2 * 255 ** 2 * 64 * 63 + 0.5);

/**
 * Luma (ITU-R BT.601, full range) of 8-bit pixels of 1 to 4 `channels`. What is transparent lies on middle grey, before
 * which neither black nor white disappears.
 */
export function lumaOf(pixels: Uint8Array, channels: number): Uint8Array {
  const luma = new Uint8Array(Math.floor(pixels.length / channels));
  const coloured = channels >= 3;
  for (let n = 0, at = 0; n < luma.length; n++, at += channels) {
    const first = pixels[at] ?? 0;
    let value = coloured
      ? (77 * first + 150 * (pixels[at + 1] ?? 0) + 29 * (pixels[at + 2] ?? 0) + 128) >> 8
      : first;
    if (channels % 2 === 0) {
      const alpha = pixels[at + channels - 1] ?? 0;
      value = Math.floor((value * alpha + 128 * (255 - alpha)) / 255 + 0.5);
    }
    luma[n] = value;
  }
  return luma;
}

/** How alike two pictures of one size are, by their luma: 1 for the same, 0 for unrelated. Neither side is less than {@link WINDOW}. */
export function similarity(a: Uint8Array, b: Uint8Array, width: number, height: number): number {
  const [columns, rows] = [Math.floor(width / 4), Math.floor(height / 4)];
  let total = 0;
  let above = new Int32Array(columns * 4);
  for (let row = 0; row < rows; row++) {
    const sums = blockSums(a, b, width, row * 4, columns);
    if (row > 0)
      for (let at = 0; at + 4 < sums.length; at += 4) {
        const sum = (n: number): number =>
          (above[at + n] ?? 0) + (above[at + n + 4] ?? 0) + (sums[at + n] ?? 0) + (sums[at + n + 4] ?? 0);
        total += ofWindow(sum(0), sum(1), sum(2), sum(3));
      }
    above = sums;
  }
  return total / ((columns - 1) * (rows - 1));
}

/** Of each block of 4 × 4 pixels in a row of them: the sum of a, of b, of the squares of both, and of the products. */
function blockSums(
  a: Uint8Array,
  b: Uint8Array,
  width: number,
  top: number,
  columns: number,
): Int32Array<ArrayBuffer> {
  const sums = new Int32Array(columns * 4);
  for (let y = top; y < top + 4; y++)
    for (let column = 0, at = y * width; column < columns; column++) {
      let [ofA, ofB, squares, products] = [0, 0, 0, 0];
      for (const end = at + 4; at < end; at++) {
        const [one, other] = [a[at] ?? 0, b[at] ?? 0];
        ofA += one;
        ofB += other;
        squares += one * one + other * other;
        products += one * other;
      }
      const into = column * 4;
      sums[into] = (sums[into] ?? 0) + ofA;
      sums[into + 1] = (sums[into + 1] ?? 0) + ofB;
      sums[into + 2] = (sums[into + 2] ?? 0) + squares;
      sums[into + 3] = (sums[into + 3] ?? 0) + products;
    }
  return sums;
}

function ofWindow(ofA: number, ofB: number, squares: number, products: number): number {
  const variances = squares * 64 - ofA * ofA - ofB * ofB;
  const covariance = products * 64 - ofA * ofB;
  return ((2 * ofA * ofB + C1) * (2 * covariance + C2)) / ((ofA * ofA + ofB * ofB + C1) * (variances + C2));
}
