/** A name-based UUID of version 5 (RFC 9562 §5.5): the same name, the same id. */
export function uuidOf(namespace: string, name: string): string {
  const bytes = (namespace.replace(/-/g, '').match(/../g) || []).map((pair) => parseInt(pair, 16));
  const hash = sha1(bytes.concat(utf8(name)));
  const hex = hash
    .slice(0, 16)
    .map((byte, n) => (n === 6 ? (byte & 0x0f) | 0x50 : n === 8 ? (byte & 0x3f) | 0x80 : byte))
    .map((byte) => (byte + 256).toString(16).slice(1))
    .join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function utf8(text: string): number[] {
  return (encodeURIComponent(wellFormed(text)).match(/%..|./g) || []).map((piece) =>
    piece.length === 3 ? parseInt(piece.slice(1), 16) : piece.charCodeAt(0),
  );
}

/** Half a character, as hostile text may have, is replaced: encodeURIComponent throws at it. */
export function wellFormed(text: string): string {
  return Array.from(text, (letter) => (/^[\ud800-\udfff]$/.test(letter) ? '\ufffd' : letter)).join('');
}

/** FIPS 180-4 §6.1. Plain http has no crypto.subtle. */
function sha1(bytes: readonly number[]): number[] {
  const message = bytes.concat(0x80);
  while (message.length % 64 !== 56) message.push(0);
  for (let shift = 56; shift >= 0; shift -= 8)
    message.push(Math.floor((bytes.length * 8) / Math.pow(2, shift)) % 256);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
  const word = (list: readonly number[], n: number): number => list[n] as number;
  for (let block = 0; block < message.length; block += 64) {
    const words: number[] = [];
    for (let n = 0; n < 80; n++)
      words.push(
        n < 16
          ? message.slice(block + n * 4, block + n * 4 + 4).reduce((sum, byte) => (sum << 8) | byte, 0)
          : rotate(word(words, n - 3) ^ word(words, n - 8) ^ word(words, n - 14) ^ word(words, n - 16), 1),
      );
    let [a, b, c, d, e] = state as [number, number, number, number, number];
    words.forEach((w, n) => {
      const [f, k] =
        n < 20
          ? [(b & c) | (~b & d), 0x5a827999]
          : n < 40
            ? [b ^ c ^ d, 0x6ed9eba1]
            : n < 60
              ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
              : [b ^ c ^ d, 0xca62c1d6];
      const next = (rotate(a, 5) + f + e + k + w) | 0;
      [a, b, c, d, e] = [next, a, rotate(b, 30), c, d];
    });
    [a, b, c, d, e].forEach((value, n) => (state[n] = (word(state, n) + value) | 0));
  }
  return state.reduce<number[]>(
    (all, value) => all.concat([24, 16, 8, 0].map((shift) => (value >>> shift) & 255)),
    [],
  );
}
