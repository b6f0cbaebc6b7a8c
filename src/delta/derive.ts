import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { StoredForm } from '../bundle/container.ts';
import { isDeflated } from '../bundle/content.ts';
import {
  encodeManifest,
  MANIFEST_PATH,
  parseManifest,
  type Entry,
  type Manifest,
} from '../bundle/manifest.ts';
import { startTurns, type Turns } from '../bundle/turns.ts';
import type { CopiedRecord } from '../bundle/write-records.ts';
import { SatchelError } from '../diagnostic.ts';
import { digestOf, type Digest } from '../digest.ts';
import type { Contents } from './contents.ts';
import { damaged } from './header.ts';
import { MAX_PACKED, unpack } from './media.ts';
import type { OpenedDelta, Section } from './open.ts';
import { entryOf, type Outline } from './skeleton.ts';
import type { Spool } from './spool.ts';
import { CODING_WEIGHT } from './text-codec.ts';
import { openTexts } from './texts.ts';

/** A target bundle that is known to its last digest and not yet written. */
export interface Derived {
  readonly manifest: Manifest;
  /** The manifest's record and one for each entry, in order. */
  readonly records: readonly CopiedRecord[];
  /** Paths of target whose contents are base's, copied unread. */
  readonly kept: ReadonlySet<string>;
}

type Form = StoredForm & { readonly digest: Digest };

/**
 * What a delta makes of base. Texts are decoded one after the other and set aside in `spool`. The manifest is proven by the
 * digest in the header; contents copied from base are for the reader of the written bundle to prove. Throws
 * SatchelError: `delta-damaged`, `delta-base-damaged`, `delta-result-mismatch`.
 */
export async function deriveTarget(
  base: Contents | undefined,
  delta: OpenedDelta,
  spool: Spool,
  signal?: AbortSignal,
): Promise<Derived> {
  try {
    return await derive(base, delta, spool, signal);
  } catch (error) {
    if (!(error instanceof SatchelError) || !error.code.startsWith('manifest-')) throw error;
    throw new SatchelError('delta-damaged', { reason: error.message }, {}, { cause: error });
  }
}

async function derive(
  base: Contents | undefined,
  delta: OpenedDelta,
  spool: Spool,
  signal?: AbortSignal,
): Promise<Derived> {
  const before = base?.manifest.entries ?? [];
  const places = new Map(before.map(({ path }, i) => [path, i]));
  const texts = openTexts(delta.text, base);
  const { head, outlines } = texts.skeleton;
  const sections = delta.sections();
  const forms: Form[] = [];
  const kept = new Set<string>();
  const turns = startTurns(signal);

  const formOf = async (outline: Outline): Promise<Form> => {
    const { origin, path, members } = outline;
    const { mediaType } = members;
    switch (origin.kind) {
      case 'text': {
        const text = texts.next();
        return spool.add(text, isDeflated({ mediaType, size: text.length }));
      }
      case 'media':
        return mediaForm(
          delta,
          sections.next().value ?? damaged('a media file is missing'),
          mediaType,
          spool,
          turns,
        );
      case 'copy':
        if (origin.of >= before.length) {
          const form = forms[origin.of - before.length];
          return form?.deflated === isDeflated({ mediaType, size: form?.size ?? 0 })
            ? form
            : damaged('a copy in it has another form');
        }
        break;
      case 'same':
    }
    kept.add(path);
    const from = before[origin.kind === 'copy' ? origin.of : (places.get(path) ?? -1)];
    if (base === undefined || from === undefined)
      damaged('an entry in it is made from one that does not exist');
    return keptForm(base, from, isDeflated({ mediaType, size: from.size }), spool);
  };

  for (const outline of outlines) {
    const form = await formOf(outline);
    forms.push(form);
    await turns(outline.origin.kind === 'text' ? form.size * CODING_WEIGHT : form.size);
  }
  texts.end();
  if (!sections.next().done) damaged('it goes on after its last media file');

  const entries = outlines.map((outline, i) => entryOf(outline, forms[i] ?? damaged('an entry is missing')));
  const bytes = proven({ ...head, entries }, delta.header.target);
  const records = entries.map(({ path }, i) => ({ ...(forms[i] ?? damaged('an entry is missing')), path }));
  return {
    manifest: parseManifest(bytes),
    records: [{ ...spool.add(bytes, true), path: MANIFEST_PATH }, ...records],
    kept,
  };
}

/** The bytes of a manifest, which must be the one that the header promises. */
function proven(manifest: object, target: Digest): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = encodeManifest(manifest as Manifest);
  } catch (error) {
    // A lone surrogate has no canonical form.
    throw new SatchelError('manifest-not-canonical', {}, {}, { cause: error });
  }
  const digest = digestOf(bytes);
  if (digest === target) return bytes;
  throw new SatchelError('delta-result-mismatch', { reason: `the bundle would be ${digest}, not ${target}` });
}

/** A content of base as it lies there, or unpacked and set aside where another tool has put it there. */
async function keptForm(base: Contents, from: Entry, deflated: boolean, spool: Spool): Promise<Form> {
  const form = base.stored(from);
  if (form?.deflated === deflated) return { ...form, digest: from.digest };
  return spool.addStream(base.stream(from), deflated);
}

/** Media that is stored as it travels is left in the delta until it is written. */
async function mediaForm(
  delta: OpenedDelta,
  section: Section,
  mediaType: string,
  spool: Spool,
  turns: Turns,
): Promise<Form> {
  if (section.packed) {
    if (section.size > MAX_PACKED) damaged('a media file in it is too large to be packed');
    const content = unpack(Buffer.concat([...delta.pieces(section)]));
    return spool.add(content, isDeflated({ mediaType, size: content.length }));
  }
  const { size } = section;
  const pieces = (): Iterable<Uint8Array> => delta.pieces(section);
  if (isDeflated({ mediaType, size })) return spool.addStream(pieces(), true);
  const hash = createHash('sha256');
  let crc = 0;
  for (const piece of pieces()) {
    hash.update(piece);
    crc = crc32(piece, crc);
    await turns(piece.length);
  }
  return { deflated: false, digest: `sha256:${hash.digest('hex')}`, crc, size, storedSize: size, pieces };
}
