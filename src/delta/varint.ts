/** Bytes of a varint, at most: numbers are below 2^35. */
export const MAX_VARINT = 5;

/** LEB128: seven bits a byte, the low ones first, the high bit set on all but the last. */
export function encodeVarint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Buffer.from([...bytes, rest]);
}

export interface Varint {
  readonly value: number;
  /** Where the next field begins. */
  readonly end: number;
}

/** The number at `at`; undefined where there is none, it is longer than {@link MAX_VARINT} bytes, or ends with a needless zero byte. */
export function decodeVarint(bytes: Uint8Array, at: number): Varint | undefined {
  let value = 0;
  for (let i = 0; i < MAX_VARINT; i++) {
    const byte = bytes[at + i];
    if (byte === undefined || (byte === 0 && i > 0)) return undefined;
    value += (byte & 0x7f) * 0x80 ** i;
    if (byte < 0x80) return { value, end: at + i + 1 };
  }
  return undefined;
}
