import { damagedFile, type DeltaHeader } from './header.ts';
import { openDelta } from './open.ts';

/** What a delta says of itself (schemas/delta-1.schema.json). */
export interface DeltaInspection extends Pick<DeltaHeader, 'formatVersion' | 'target'> {
  readonly kind: 'delta';
  /** The first 16 hexadecimal digits of base's identity; absent for a delta from nothing. */
  readonly base?: string;
  /** CRC-32 of target's ZIP file, 8 hexadecimal digits. */
  readonly zipChecksum: string;
  /** Bytes: of all, of the coded text, of the media. */
  readonly size: number;
  readonly textSize: number;
  readonly mediaSize: number;
  /** Media files in it. */
  readonly media: number;
}

/** Reads what a delta says of itself, and that it is all there. Throws SatchelError (`delta-*`). */
export function inspectDelta(file: string): DeltaInspection {
  const delta = openDelta(file);
  try {
    const { formatVersion, base, target, zipCrc, textSize } = delta.header;
    const media = [...delta.sections()];
    return {
      kind: 'delta',
      formatVersion,
      ...(base !== undefined && { base }),
      target,
      zipChecksum: zipCrc.toString(16).padStart(8, '0'),
      size: delta.size,
      textSize,
      mediaSize: media.reduce((sum, { size }) => sum + size, 0),
      media: media.length,
    };
  } catch (error) {
    throw damagedFile(error, file);
  } finally {
    delta.close();
  }
}
