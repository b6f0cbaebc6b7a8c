import type { FileSink } from './file-sink.ts';
import { loadContent, type RecordSource } from './content.ts';

/** zlib's level for text. 9 gives the same sizes on pages and costs more. */
export const DEFLATE_LEVEL = 6;

/**
 * Writes a ZIP file of `sources` in their order with archiver, from buffers, one at a time. Given the same content, it is
 * the same byte for byte wherever and whenever it is written; `writeRecords` writes the same for what is too large for memory.
 */
export async function writeArchive(
  sink: FileSink,
  sources: readonly RecordSource[],
  onRecord: (source: RecordSource) => void,
): Promise<void> {
  const { ZipArchive } = await import('archiver');
  const zip = new ZipArchive({ zlib: { level: DEFLATE_LEVEL } });
  // What the sink throws (a full disk) must reach the caller: an event handler has no one else to tell.
  const failed = new Promise<never>((_, reject) => {
    zip.on('error', reject);
    zip.on('data', (piece) => {
      try {
        sink.write(piece);
      } catch (error) {
        zip.destroy();
        reject(error instanceof Error ? error : new Error('the ZIP file cannot be written'));
      }
    });
  });
  const written = async (): Promise<void> => {
    for (const source of sources) {
      const appended = new Promise((resolve) => zip.once('entry', resolve));
      zip.append(loadContent(source), {
        name: source.path,
        // archiver takes it as UTC, so it is the first moment of DOS time in every time zone.
        date: new Date(Date.UTC(1980, 0, 1)),
        mode: 0o644,
        store: !source.deflated,
      });
      await appended;
      onRecord(source);
    }
    const ended = new Promise((resolve) => zip.once('end', resolve));
    await zip.finalize();
    await ended;
  };
  try {
    await Promise.race([written(), failed]);
  } finally {
    zip.destroy();
  }
}
