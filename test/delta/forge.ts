import { writeFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { encodeManifest, type Manifest } from '../../src/bundle/manifest.ts';
import { encodeHeader, type DeltaHeader } from '../../src/delta/header.ts';
import { encodeSkeleton } from '../../src/delta/skeleton.ts';
import { encodeTexts, type CodedText } from '../../src/delta/text-codec.ts';
import { encodeVarint } from '../../src/delta/varint.ts';
import { digestOf, shortDigest } from '../../src/digest.ts';
import { newName } from './releases.ts';

/** A delta as no writer makes it. */
export interface ForgedDelta {
  /** Made for this bundle; none: from nothing. */
  readonly base?: Manifest;
  /** Whose identity the header promises. */
  readonly target?: object;
  readonly skeleton: string;
  readonly texts?: readonly CodedText[];
  readonly media?: readonly (Uint8Array | { readonly packed: Uint8Array })[];
  readonly header?: Partial<DeltaHeader>;
  /** What follows the last section. */
  readonly rest?: Uint8Array;
}

export async function forgeDelta(dir: string, forged: ForgedDelta): Promise<string> {
  const { base, target = {}, skeleton, texts = [], media = [], header = {}, rest = Buffer.of() } = forged;
  const old = base && encodeSkeleton(base);
  const text = await encodeTexts([{ old, text: Buffer.from(skeleton) }, ...texts]);
  const sections = media.flatMap((content) => {
    if (content instanceof Uint8Array) return [encodeVarint(content.length * 2), content];
    const packed = brotliCompressSync(content.packed);
    return [encodeVarint(packed.length * 2 + 1), packed];
  });
  const file = newName(dir, 'delta');
  const head: DeltaHeader = {
    formatVersion: 1,
    base: base && shortDigest(digestOf(encodeManifest(base)), 16),
    target: digestOf(encodeManifest(target as Manifest)),
    zipCrc: 0,
    original: true,
    textSize: text.length,
    ...header,
  };
  writeFileSync(file, Buffer.concat([encodeHeader(head), text, ...sections, rest]));
  return file;
}
