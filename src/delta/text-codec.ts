import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { startTurns, type Turns } from '../bundle/turns.ts';
import { unbrotli } from './brotli.ts';
import { impossible, TextCoder, type CoderPorts, type OldPlace } from './text-coder.ts';
import { decodeVarint, encodeVarint, MAX_VARINT } from './varint.ts';

// Text streams (schemas/delta-1.md, “Text stream”): texts coded one after the other, each from its old version and from all
// the others in its window.

/** A text and what it was: undefined or empty where it is new. */
export interface CodedText {
  readonly old: Uint8Array | undefined;
  readonly text: Uint8Array;
}

/** Coded texts, read as they are needed. */
export interface TextStream {
  /** Bytes. */
  readonly size: number;
  /** The bytes from `at` on: fewer than `length` at the end. */
  readonly read: (at: number, length: number) => Uint8Array;
}

/** No text, old or new, may be longer: 16 MiB − 1. */
export const textMax = 2 ** 24 - 1;

/** As in coder/layout.ts. */
const PIECE = 2 ** 22;
const WINDOW = 2 ** 24;
/** One less than there: the old version of text 0 may be in the same window. */
const WINDOW_TEXTS = 4095;
const IO_CHUNK = 2 ** 16;
const LITERAL_FRAME = 2 ** 22;
/** Bits of the window in which a frame lies whole; with more of them, unpacking takes more memory. */
const LITERAL_WINDOW = 22;
/** What a piece may take of the window. */
const PIECE_ROOM = PIECE + 256;
/** Old texts of one window: with a piece beside the longest of them a window is not full. */
const OLDS_MAX = 3 * 2 ** 20;
/** How much of the old text stands before and behind what is expected to match a piece. */
const MARGIN = 2 ** 21;
/** More literals than this are compressed by brotli: predicting one takes a microsecond. */
const MODELLED_MAX = 2 ** 22;
const MIN_MODEL_BITS = 14;
const MAX_MODEL_BITS = 20;
/** To code a text takes so many times as long as to hash it. */
export const CODING_WEIGHT = 64;
/** The first byte of a stream whose literals stand aside. */
const LITERALS_ASIDE = 0;

const compress = promisify(brotliCompress);

interface Piece {
  readonly index: number;
  readonly part: number;
  readonly old: OldPlace | undefined;
  readonly skip: number;
}

type OldOf = (index: number) => { readonly old: Uint8Array | undefined } | undefined;

/**
 * Codes texts of at most {@link textMax} bytes each. The same texts give the same bytes on every machine, except where
 * there are more than 4 MiB of new text, which is left to the brotli of this Node.
 */
export async function encodeTexts(texts: readonly CodedText[], signal?: AbortSignal): Promise<Buffer> {
  const turns = startTurns(signal);
  // To code with literals aside takes no time beside modelling them, and tells how many there are.
  const flags: Uint8Array[] = [];
  const frames: Uint8Array[] = [];
  const literals = await run(texts, 0, turns, {
    write: (bytes) => flags.push(bytes),
    writeLiterals: (bytes) => frames.push(bytes),
  });
  if (literals > MODELLED_MAX) return literalsAside(Buffer.concat(flags), frames, signal);
  const coded: Uint8Array[] = [];
  const bits = modelBits(literals);
  await run(texts, bits, turns, { write: (bytes) => coded.push(bytes) });
  return Buffer.concat([Buffer.of(bits), ...coded]);
}

/**
 * Decodes a stream, text after text. `oldOf` gives the old version of text `index`, or undefined behind the last text. It is asked
 * about text 0 first, and about others only when that was decoded: ahead of their turn, and some of them twice.
 *
 * @throws SatchelError delta-damaged for a stream that cannot be
 */
export function* decodeTexts(stream: TextStream, oldOf: OldOf): Generator<Uint8Array, void, void> {
  const bits = stream.read(0, 1)[0] ?? -1;
  if (bits !== LITERALS_ASIDE && (bits < MIN_MODEL_BITS || bits > MAX_MODEL_BITS)) throw impossible();
  const coder = new TextCoder(
    false,
    bits,
    bits === LITERALS_ASIDE ? portsAside(stream) : { read: chunks(stream, 1, stream.size) },
  );
  let parts: Uint8Array[] = [];
  const walk = pieces(coder, oldOf);
  for (let step = walk.next(), last = true; !step.done; step = walk.next(last)) {
    const { part, old, skip } = step.value;
    const text = coder.decodePiece(old, skip);
    parts.push(text);
    last = text.length < PIECE;
    if (!last && part * PIECE + text.length > textMax) throw impossible();
    if (!last) continue;
    yield parts.length === 1 ? text : Buffer.concat(parts);
    parts = [];
  }
  coder.finish();
}

/** Encodes all texts; returns how many literals there were. */
async function run(
  texts: readonly CodedText[],
  bits: number,
  turns: Turns,
  ports: CoderPorts,
): Promise<number> {
  const coder = new TextCoder(true, bits, ports);
  const walk = pieces(coder, (i) => texts[i]);
  for (let step = walk.next(), last = true; !step.done; step = walk.next(last)) {
    const { index, part, old, skip } = step.value;
    const text = texts[index]?.text ?? new Uint8Array();
    if (text.length > textMax) throw new RangeError(`text ${index} is longer than ${textMax} bytes`);
    const piece = text.subarray(part * PIECE, (part + 1) * PIECE);
    coder.encodePiece(piece, old, skip);
    last = piece.length < PIECE;
    await turns(piece.length * CODING_WEIGHT);
  }
  coder.finish();
  return coder.literals;
}

/**
 * The pieces in the order of coding, each with its old version in the window. Both sides follow from what they know alone which
 * texts share a window. What is sent back is whether the text ends with this piece.
 */
function* pieces(coder: TextCoder, oldOf: OldOf): Generator<Piece, void, boolean> {
  let index = 0;
  let part = 0;
  for (;;) {
    const olds = oldsOfWindow(oldOf, index, part);
    if (olds.length === 0) return;
    // What text 0 told stays known while text 1 and others are coded.
    const size = olds.reduce((sum, old) => sum + (old === undefined ? 0 : old.length + 1), 0);
    if (index !== 1 || part !== 0 || coder.known + size + PIECE_ROOM > WINDOW) coder.empty();
    const places = olds.map((old) => (old === undefined ? undefined : coder.addOld(old)));
    const skip = Math.min(part * PIECE, MARGIN);
    for (const [i, old] of places.entries()) {
      if (i > 0 && coder.known + PIECE_ROOM > WINDOW) break;
      part = (yield { index, part, old, skip }) ? 0 : part + 1;
      if (part > 0) break;
      index++;
    }
  }
}

/** The old versions of texts from `index` on that come into one window: all that fit, or one alone. */
function oldsOfWindow(oldOf: OldOf, index: number, part: number): (Uint8Array | undefined)[] {
  const olds: (Uint8Array | undefined)[] = [];
  for (let i = index, size = 0; olds.length < WINDOW_TEXTS; i++) {
    const next = oldOf(i);
    if (next === undefined) break;
    const old = next.old?.subarray(Math.max(0, part * PIECE - MARGIN), (part + 1) * PIECE + MARGIN);
    size += old?.length ?? 0;
    if (olds.length > 0 && size > OLDS_MAX) break;
    olds.push(old?.length ? old : undefined);
    // Text 0 tells what follows; the rest of a long text has nothing to do with what follows.
    if (i === 0 || part > 0) break;
  }
  return olds;
}

/** Two slots of sixteen counters for each literal and context, as far as they may be. */
function modelBits(literals: number): number {
  return Math.max(MIN_MODEL_BITS, Math.min(MAX_MODEL_BITS, 6 + Math.ceil(Math.log2(literals + 1))));
}

async function literalsAside(
  flags: Buffer,
  frames: readonly Uint8Array[],
  signal: AbortSignal | undefined,
): Promise<Buffer> {
  const parts = [Buffer.of(LITERALS_ASIDE), encodeVarint(flags.length), flags];
  for (const frame of frames) {
    const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = constants;
    const params = {
      [BROTLI_PARAM_QUALITY]: 11,
      [BROTLI_PARAM_LGWIN]: LITERAL_WINDOW,
      [BROTLI_PARAM_SIZE_HINT]: frame.length,
    };
    const coded = await compress(frame, { params });
    signal?.throwIfAborted();
    parts.push(encodeVarint(coded.length), coded);
  }
  return Buffer.concat(parts);
}

function portsAside(stream: TextStream): CoderPorts {
  let at = 1;
  /** Takes the next part, which a varint before it measures. */
  const part = (): { from: number; end: number } => {
    const length = decodeVarint(stream.read(at, MAX_VARINT), 0);
    if (length === undefined || length.value > stream.size - at - length.end) throw impossible();
    const from = at + length.end;
    at = from + length.value;
    return { from, end: at };
  };
  const flags = part();
  return {
    read: chunks(stream, flags.from, flags.end),
    readLiterals: () => {
      if (at >= stream.size) return undefined;
      const { from, end } = part();
      return unpackFrame(stream.read(from, end - from));
    },
  };
}

function unpackFrame(frame: Uint8Array): Uint8Array {
  let literals: Uint8Array;
  try {
    // In one buffer: gathered from small ones, a frame is in memory twice.
    literals = unbrotli(frame, { maxOutputLength: LITERAL_FRAME, chunkSize: LITERAL_FRAME });
  } catch (error) {
    throw impossible(error);
  }
  // The coder would take it for the end, whatever follows.
  if (literals.length === 0) throw impossible();
  return literals;
}

function chunks({ read }: TextStream, from: number, end: number): () => Uint8Array {
  let at = from;
  return () => {
    const bytes = read(at, Math.min(IO_CHUNK, end - at));
    at += bytes.length;
    return bytes;
  };
}
