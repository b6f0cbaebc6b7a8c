import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { Entry } from '../bundle/manifest.ts';
import { checkContent, type Bundle } from '../bundle/open.ts';

/** What a reader of a large entry holds in memory, twice. */
const PIECE = 128 * 1024;

/** Reads an entry to its end once, however many ask; rejects where it is not what the manifest says. */
export type Prove = (entry: Entry) => Promise<void>;

/** Proofs of a bundle's entries, one after the other: two at a time would make a slow stick seek. */
export function startProofs(bundle: Bundle): Prove {
  const proofs = new Map<string, Promise<void>>();
  let last: Promise<unknown> = Promise.resolve();
  return (entry) => {
    const known = proofs.get(entry.path);
    if (known) return known;
    const proof = last.then(async () => {
      const hash = createHash('sha256');
      for await (const piece of pieces(bundle, entry, 0, entry.size)) {
        hash.update(piece);
        await turn();
      }
      checkContent(entry, entry.size, `sha256:${hash.digest('hex')}`);
    });
    proofs.set(entry.path, proof);
    // A medium that could not be read may be put right again.
    last = proof.catch(() => proofs.delete(entry.path));
    return proof;
  };
}

/**
 * The bytes of an entry from `start` to `end`. The last piece is given only when the entry is proven: by these very bytes, or
 * where they are a part, by `prove`, which reads the whole beside them when it is first asked. Throws SatchelError.
 */
export async function* provenPieces(
  bundle: Bundle,
  entry: Entry,
  start: number,
  end: number,
  prove: Prove,
): AsyncGenerator<Uint8Array> {
  const hash = start === 0 && end === entry.size ? createHash('sha256') : undefined;
  const proof = hash ? undefined : prove(entry);
  // It is awaited below; a reader that goes away before leaves a rejection that nobody hears.
  proof?.catch(() => undefined);
  let held: Uint8Array | undefined;
  for await (const piece of pieces(bundle, entry, start, end)) {
    hash?.update(piece);
    if (held) yield held;
    held = piece;
  }
  if (hash) checkContent(entry, entry.size, `sha256:${hash.digest('hex')}`);
  await proof;
  if (held) yield held;
}

/** Unproven bytes; what lies deflated can only be read from its beginning. */
async function* pieces(bundle: Bundle, entry: Entry, start: number, end: number): AsyncGenerator<Uint8Array> {
  const { path } = entry;
  if (bundle.slice(path, 0, 0) === undefined) {
    let at = 0;
    for await (const piece of bundle.stream(path)) {
      const part = piece.subarray(Math.max(start - at, 0), Math.max(end - at, 0));
      if (part.length > 0) yield part;
      at += piece.length;
      if (at >= end && end < entry.size) return;
    }
    return;
  }
  for (let at = start; at < end; at += PIECE) {
    const to = Math.min(at + PIECE, end);
    const piece = bundle.slice(path, at, to);
    if (piece?.length !== to - at) checkContent(entry, at + (piece?.length ?? 0), entry.digest);
    else yield piece;
  }
}
