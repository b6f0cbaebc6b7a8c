/** A recording of nothing: 8-bit PCM, 8,000 samples a second. */
export function silence(seconds: number): Uint8Array {
  const bytes = Buffer.alloc(44 + seconds * 8000, 128);
  bytes.write('RIFF\0\0\0\0WAVEfmt ', 'latin1');
  bytes.writeUInt32LE(bytes.length - 8, 4);
  for (const [at, value] of [
    [16, 16],
    [24, 8000],
    [28, 8000],
    [40, bytes.length - 44],
  ] as const)
    bytes.writeUInt32LE(value, at);
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 1],
    [34, 8],
  ] as const)
    bytes.writeUInt16LE(value, at);
  bytes.write('data', 36, 'latin1');
  return bytes;
}
