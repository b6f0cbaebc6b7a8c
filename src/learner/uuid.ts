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
  // Names are far shorter than 2^32 bits.
  message.push(0, 0, 0, 0, ...bytesOf(bytes.length * 8));
  let state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0] as State;
  const words = new Int32Array(80);
  for (let at = 0; at < message.length; at += 64) {
    let [a, b, c, d, e] = state;
    for (let n = 0; n < 80; n++) {
      const word = (back: number): number => words[n - back] as number;
      words[n] =
        n < 16
          ? message.slice(at + n * 4, at + n * 4 + 4).reduce((sum, byte) => (sum << 8) | byte)
          : rotate(word(3) ^ word(8) ^ word(14) ^ word(16), 1);
      const round = Math.floor(n / 20);
      const mixed = round === 0 ? (b & c) | (~b & d) : round === 2 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
      const next = rotate(a, 5) + mixed + e + (ROUNDS[round] as number) + word(0);
      [a, b, c, d, e] = [next | 0, a, rotate(b, 30), c, d];
    }
    state = [a, b, c, d, e].map((value, n) => ((state[n] as number) + value) | 0) as State;
  }
  return state.reduce<number[]>((all, value) => all.concat(bytesOf(value)), []);
}

type State = [number, number, number, number, number];
const ROUNDS = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6];

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

function bytesOf(value: number): number[] {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
}
