// Takes metadata (EXIF with places and cameras, XMP, colour profiles, comments, thumbnails, data after the picture's end) out of
// a picture without touching a pixel. Each function gives undefined for bytes that do not follow their format.

/** The frames of an animated PNG, which its `acTL` tells before the first data (PNG, third edition, §11.3.6.1); 1 of any other. */
export function framesOfPng(bytes: Buffer): number {
  for (let at = 8; at + 16 <= bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (type === 'acTL') return bytes.readUInt32BE(at + 8);
    if (type === 'IDAT') break;
  }
  return 1;
}

/** A picture of `mediaType` without its metadata; undefined where that cannot be done. */
export function stripMetadata(bytes: Buffer, mediaType: string, orientation = 1): Buffer | undefined {
  if (mediaType === 'image/jpeg') return stripJpeg(bytes, orientation);
  if (orientation !== 1) return undefined;
  if (mediaType === 'image/png') return stripPng(bytes);
  if (mediaType === 'image/gif') return stripGif(bytes);
  if (mediaType === 'image/webp') return stripWebp(bytes);
  return undefined;
}

/** ITU-T T.81 annex B. Kept of the application segments: JFIF and Adobe's, which says how colours are meant. */
function stripJpeg(bytes: Buffer, orientation: number): Buffer | undefined {
  const parts = [bytes.subarray(0, 2), ...(orientation === 1 ? [] : [orientationOnly(orientation)])];
  for (let at = 2; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) at++;
    else if (marker === 0xd9) return Buffer.concat([...parts, Buffer.of(0xff, 0xd9)]);
    else {
      let end = at + 2 + bytes.readUInt16BE(at + 2);
      if (marker === 0xda) end = endOfScan(bytes, end);
      if (end > bytes.length) return undefined;
      if (keepJpegSegment(marker, bytes.subarray(at + 4, at + 16))) parts.push(bytes.subarray(at, end));
      at = end;
    }
    if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return Buffer.concat([...parts, Buffer.of(0xff, 0xd9)]);
  }
  return undefined;
}

function keepJpegSegment(marker: number, start: Buffer): boolean {
  if (marker === 0xfe) return false;
  if (marker < 0xe0 || marker > 0xef) return true;
  const name = start.toString('latin1');
  return name.startsWith('JFIF\0') || name.startsWith('Adobe');
}

/** Entropy-coded data runs to the first marker that is neither stuffing (FF00) nor a restart (FFD0–FFD7). */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = from; ; at += 2) {
    at = bytes.indexOf(0xff, at);
    if (at < 0) return bytes.length + 1;
    const next = bytes[at + 1] ?? 0;
    if (next === 0xff) at--;
    else if (next !== 0 && (next < 0xd0 || next > 0xd7)) return at;
  }
}

/** The smallest EXIF segment that turns a picture: one tag, 0112, in a little-endian TIFF header (CIPA DC-008 §4.6.4). */
function orientationOnly(orientation: number): Buffer {
  const tag = Buffer.from('0100' + '1201' + '0300' + '01000000' + '00000000' + '00000000', 'hex');
  tag.writeUInt16LE(orientation, 10);
  const body = Buffer.concat([Buffer.from('Exif\0\0II*\0\x08\0\0\0', 'latin1'), tag]);
  const head = Buffer.from([0xff, 0xe1, 0, body.length + 2]);
  return Buffer.concat([head, body]);
}

const PNG_KEPT = new Set('IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB acTL fcTL fdAT'.split(' '));

/** PNG (third edition) §5.3: length, type, data, CRC. */
function stripPng(bytes: Buffer): Buffer | undefined {
  const parts = [bytes.subarray(0, 8)];
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 12 + bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (end > bytes.length) return undefined;
    if (PNG_KEPT.has(type)) parts.push(bytes.subarray(at, end));
    if (type === 'IEND') return Buffer.concat(parts);
    at = end;
  }
  return undefined;
}

/** GIF89a §§18–26. Kept of the extensions: graphic control, and the application extensions that make it loop. */
function stripGif(bytes: Buffer): Buffer | undefined {
  if (bytes.length < 13) return undefined;
  const colours = (flags: number): number => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);
  let at = 13 + colours(bytes[10] ?? 0);
  const parts = [bytes.subarray(0, at)];
  while (at < bytes.length) {
    const start = at;
    const block = bytes[at];
    if (block === 0x3b) return Buffer.concat([...parts, Buffer.of(0x3b)]);
    let keep = true;
    if (block === 0x2c) at += 11 + colours(bytes[at + 9] ?? 0);
    else if (block === 0x21) {
      const application = bytes.toString('latin1', at + 3, at + 14);
      keep =
        bytes[at + 1] === 0xf9 ||
        (bytes[at + 1] === 0xff && (application === 'NETSCAPE2.0' || application === 'ANIMEXTS1.0'));
      at += 2;
    } else return undefined;
    for (let size = bytes[at++]; size !== 0; size = bytes[at++]) {
      if (size === undefined) return undefined;
      at += size;
    }
    if (keep) parts.push(bytes.subarray(start, at));
  }
  return undefined;
}

/** WebP container specification: RIFF chunks padded to even sizes; the flags of VP8X tell which metadata follows. */
function stripWebp(bytes: Buffer): Buffer | undefined {
  const parts: Buffer[] = [];
  const riffEnd = bytes.length < 12 ? 0 : 8 + bytes.readUInt32LE(4);
  if (riffEnd > bytes.length) return undefined;
  for (let at = 12; at + 8 <= riffEnd;) {
    const size = bytes.readUInt32LE(at + 4);
    const end = at + 8 + size + (size & 1);
    const type = bytes.toString('latin1', at, at + 4);
    if (end > riffEnd) return undefined;
    const chunk = Buffer.from(bytes.subarray(at, end));
    if (type === 'VP8X') chunk[8] = (chunk[8] ?? 0) & ~0x2c;
    if (type !== 'EXIF' && type !== 'XMP ' && type !== 'ICCP') parts.push(chunk);
    at = end;
  }
  if (parts.length === 0) return undefined;
  const body = Buffer.concat([Buffer.from('WEBP'), ...parts]);
  const head = Buffer.from('RIFF\0\0\0\0', 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}
