import { statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { createDeflateRaw } from 'node:zlib';
import { DEFLATE_LEVEL } from '../bundle/archive.ts';
import { isDeflated } from '../bundle/content.ts';
import { encodeManifest, MANIFEST_PATH } from '../bundle/manifest.ts';
import type { Bundle } from '../bundle/open.ts';
import { centralHeader, dataDescriptor, directoryEnd, localHeader } from '../bundle/records.ts';

/** Bytes as they travel: in the ZIP file, or for a folder in the one that would be made of it. */
export interface PackedSizes {
  readonly zipSize: number;
  /** By entry path, without the ZIP file's own headers. */
  readonly entries: ReadonlyMap<string, number>;
}

/** How large the bundle `file` and each of its entries travel. */
export async function packedSizes(bundle: Bundle, file: string, signal?: AbortSignal): Promise<PackedSizes> {
  const entries = new Map<string, number>();
  for (const entry of bundle.manifest.entries) {
    signal?.throwIfAborted();
    const packed =
      bundle.packedSize(entry.path) ??
      (isDeflated(entry) ? await deflatedSize(bundle.stream(entry.path)) : entry.size);
    entries.set(entry.path, packed);
  }
  const zipSize = bundle.kind === 'zip' ? statSync(file).size : await zipSizeOf(bundle, entries);
  return { zipSize, entries };
}

async function zipSizeOf({ manifest }: Bundle, entries: ReadonlyMap<string, number>): Promise<number> {
  const bytes = encodeManifest(manifest);
  const own = { path: MANIFEST_PATH, size: bytes.length, mediaType: 'application/json' };
  const ownSize = await deflatedSize([bytes]);
  let offset = 0;
  let directory = 0;
  for (const entry of [own, ...manifest.entries]) {
    const { path, size } = entry;
    const storedSize = entries.get(path) ?? ownSize;
    const record = { path, size, storedSize, deflated: isDeflated(entry), crc: 0, offset };
    directory += centralHeader(record).length;
    offset += localHeader(record).length + storedSize;
    if (record.deflated) offset += dataDescriptor(record).length;
  }
  return offset + directory + directoryEnd(manifest.entries.length + 1, directory, offset).length;
}

async function deflatedSize(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<number> {
  const source = Readable.from(pieces);
  const deflater = createDeflateRaw({ level: DEFLATE_LEVEL });
  source.once('error', (error) => deflater.destroy(error));
  let size = 0;
  for await (const piece of source.pipe(deflater)) size += (piece as Buffer).length;
  return size;
}
