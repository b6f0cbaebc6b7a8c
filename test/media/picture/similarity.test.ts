import { describe, expect, it } from 'vitest';
import { lumaOf, similarity } from '../../../src/media/picture/similarity.ts';

/** By the book: means, variances and covariance of every window on its own, in the paper's words. */
function slow(a: Uint8Array, b: Uint8Array, width: number, height: number): number {
  const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
  const all: number[] = [];
  for (let top = 0; top + 8 <= height - (height % 4); top += 4)
    for (let left = 0; left + 8 <= width - (width % 4); left += 4) {
      const [x, y] = [a, b].map((of) =>
        Array.from({ length: 64 }, (_, n) => of[(top + (n >> 3)) * width + left + (n & 7)] ?? 0),
      ) as [number[], number[]];
      const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / 64;
      const [mx, my] = [mean(x), mean(y)];
      const covariance = (p: number[], mp: number, q: number[], mq: number): number =>
        p.reduce((sum, value, n) => sum + (value - mp) * ((q[n] ?? 0) - mq), 0) / 63;
      all.push(
        ((2 * mx * my + c1) * (2 * covariance(x, mx, y, my) + c2)) /
          ((mx * mx + my * my + c1) * (covariance(x, mx, x, mx) + covariance(y, my, y, my) + c2)),
      );
    }
  return all.reduce((sum, value) => sum + value, 0) / all.length;
}

function noise(length: number, seed: number, of?: Uint8Array, strength = 255): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, (_, n) => {
    state = (state * 1664525 + 1013904223) >>> 0;
    const value = ((state >>> 24) * strength) / 255;
    return Math.max(0, Math.min(255, of ? (of[n] ?? 0) + value - strength / 2 : value));
  });
}

describe('similarity', () => {
  it.each([
    [8, 8],
    [9, 11],
    [40, 24],
    [123, 77],
  ])('is SSIM in windows of 8 × 8 pixels, 4 apart (%d × %d)', (width, height) => {
    const source = noise(width * height, 7);
    for (const strength of [4, 40, 200]) {
      const other = noise(width * height, 11, source, strength);
      expect(similarity(source, other, width, height)).toBeCloseTo(slow(source, other, width, height), 4);
    }
  });

  it('is what ffmpeg’s filter ssim says', () => {
    // ffmpeg -f lavfi -i 'nullsrc=s=32x24,format=gray,geq=lum=mod(X*7+Y*3\,256)' -f lavfi -i '…mod(X*7+Y*5\,256)' -lavfi ssim
    const of = (y: number): Uint8Array =>
      Uint8Array.from({ length: 32 * 24 }, (_, n) => ((n % 32) * 7 + Math.floor(n / 32) * y) % 256);
    expect(similarity(of(3), of(5), 32, 24)).toBeCloseTo(0.696626, 5);
  });

  it('is 1 for the same, less for what is blurred, and near 0 for what is unrelated', () => {
    const source = noise(64 * 64, 3);
    expect(similarity(source, source, 64, 64)).toBe(1);
    expect(Math.abs(similarity(source, noise(64 * 64, 99), 64, 64))).toBeLessThan(0.1);
  });
});

describe('luma', () => {
  it('is that of ITU-R BT.601', () => {
    expect([...lumaOf(Uint8Array.of(255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255), 3)]).toEqual([
      255, 0, 77, 149, 29,
    ]);
    expect([...lumaOf(Uint8Array.of(3, 200), 1)]).toEqual([3, 200]);
  });

  it('has middle grey behind what is transparent, so that neither black nor white disappears', () => {
    const transparent = Uint8Array.of(255, 255, 255, 0, 255, 255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 51);
    expect([...lumaOf(transparent, 4)]).toEqual([128, 255, 0, 102]);
    expect([...lumaOf(Uint8Array.of(9, 0, 9, 255), 2)]).toEqual([128, 9]);
  });
});
