import { crc32 } from 'node:zlib';

// Stands for the package crc-32 in archiver's bundled code (esbuild.config.mjs): the same sums, in C instead of JavaScript, which
// took an eighth of the time of a large build. archiver's first seed is a buffer of zeros.
export default {
  buf: (data: Uint8Array, seed: number | Uint8Array = 0): number =>
    crc32(data, typeof seed === 'number' ? seed : 0),
};
