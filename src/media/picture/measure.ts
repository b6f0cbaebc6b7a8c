interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * The pixels that a picture is shown with, upright, from its first bytes: of the formats that renditions of pictures are in.
 * Undefined for others and for bytes that do not follow their format.
 */
export function measurePicture(bytes: Buffer, mediaType: string): Size | undefined {
  try {
    const size = measure(bytes, mediaType);
    return size && size.width > 0 && size.height > 0 ? size : undefined;
  } catch (error) {
    // Reading beyond the end.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function measure(bytes: Buffer, mediaType: string): Size | undefined {
  switch (mediaType) {
    case 'image/webp':
      return measureWebp(bytes);
    case 'image/png':
      // PNG (third edition) §11.2.1: IHDR comes first.
      return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
    case 'image/gif':
      // GIF89a §18: the logical screen.
      return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
    case 'image/jpeg':
      return measureJpeg(bytes);
    case 'image/avif':
      return measureAvif(bytes);
    default:
      return undefined;
  }
}

/** RFC 9649 §2.7 (VP8X), §3.4 (VP8L); RFC 6386 §9.1 (VP8). */
function measureWebp(bytes: Buffer): Size | undefined {
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8X':
      return { width: 1 + bytes.readUIntLE(24, 3), height: 1 + bytes.readUIntLE(27, 3) };
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21);
      return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
    }
    case 'VP8 ':
      return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
    default:
      return undefined;
  }
}

/** ITU-T T.81 §B.2.2: the frame header. A picture that lies on its side says so in EXIF before it. */
function measureJpeg(bytes: Buffer): Size | undefined {
  let onItsSide = false;
  for (let at = 2; bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    while (bytes[at + 1] === 0xff) at++;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xe1) onItsSide ||= orientationOf(bytes.subarray(at + 4)) >= 5;
    // SOF0 to SOF15, but DHT, JPG and DAC, which lie between them.
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      const [height, width] = [bytes.readUInt16BE(at + 5), bytes.readUInt16BE(at + 7)];
      return onItsSide ? { width: height, height: width } : { width, height };
    }
  }
  return undefined;
}

/** The tag 0112 where it is the only one, as renditions have it (CIPA DC-008 §4.6.4). */
function orientationOf(exif: Buffer): number {
  const alone = Buffer.from('Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0', 'latin1');
  return exif.subarray(0, alone.length).equals(alone) ? exif.readUInt16LE(alone.length) : 1;
}

/** ISO/IEC 23008-12 §6.5.3: `ispe`, a property of the picture and of its transparency, which is as large. */
function measureAvif(bytes: Buffer): Size | undefined {
  // A meta box has 4 bytes of version and flags before its boxes; so has ispe before its values.
  const meta = boxIn(bytes, 'meta');
  const properties = meta && boxIn(meta.subarray(4), 'iprp');
  const container = properties && boxIn(properties, 'ipco');
  const extent = container && boxIn(container, 'ispe');
  return extent && { width: extent.readUInt32BE(4), height: extent.readUInt32BE(8) };
}

/** The content of the first box of that type (ISO/IEC 14496-12 §4.2). */
function boxIn(bytes: Buffer, type: string): Buffer | undefined {
  for (let at = 0; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32BE(at);
    if (size < 8) return undefined;
    if (bytes.toString('latin1', at + 4, at + 8) === type) return bytes.subarray(at + 8, at + size);
    at += size;
  }
  return undefined;
}
