// Where everything lies. All of memory is laid out beforehand and has its size for good: no stream can ask for more, and
// pages that are not touched cost nothing.

/** What of a text is coded at once: longer texts come in pieces. */
export const PIECE: i32 = 1 << 22;
/** Old and new text of a window. */
export const WINDOW: i32 = 1 << 24;
/** Old texts of a window. */
export const WINDOW_TEXTS: i32 = 4096;
/** Coded bytes that are handed over to or from the outside at once. */
export const IO_CHUNK: i32 = 1 << 16;
/** Raw literals that are handed over at once: a brotli frame. */
export const LITERAL_FRAME: i32 = 1 << 22;

/** Contexts that predict a bit of a literal, each with a table of its own. */
export const CONTEXTS: i32 = 8;
/** A mixer's inputs: two a context, two matches, a bias; padded to whole vectors of four. */
export const INPUTS: i32 = 20;
export const MIXER_SETS: i32 = 3 * 256;
export const MATCH_STATES: i32 = 32;
export const HASH_BITS: u32 = 20;
export const REPLACED_BITS: u32 = 12;
export const MODEL_BITS: u32 = 20;

const PAD: usize = 64;
const START: usize = 1024;
export const SQUASH: usize = START; // i32[6144]
export const STRETCH: usize = SQUASH + 6144 * 4; // i16[4096]
export const FINE: usize = STRETCH + 4096 * 2; // i32[256]
export const RATES: usize = FINE + 256 * 4; // i32[1024]
export const MIXED: usize = RATES + 1024 * 4; // i32[INPUTS]
export const WEIGHTS: usize = MIXED + 128; // i32[MIXER_SETS][INPUTS]
export const FINAL_WEIGHTS: usize = WEIGHTS + <usize>(MIXER_SETS * INPUTS * 4); // i32[MATCH_STATES][4]
export const FOLLOWED: usize = FINAL_WEIGHTS + <usize>(MATCH_STATES * 16); // counter[16][4][8]
export const FOUND: usize = FOLLOWED + 2048; // counter[16][8][8]
export const FLAGS: usize = FOUND + 4096; // counter[8]
export const COPY_BY_TEXT: usize = FLAGS + 32; // counter[2^16]
export const COPY_BY_LAST: usize = COPY_BY_TEXT + (1 << 18); // counter[2^16]
export const COPY_BY_RUN: usize = COPY_BY_LAST + (1 << 18); // counter[16][64]
export const COPY_WEIGHTS: usize = COPY_BY_RUN + 4096; // i32[16][4]
export const REPLACED: usize = COPY_WEIGHTS + 256; // (u32, i32)[2^REPLACED_BITS]
export const ENDS: usize = REPLACED + ((<usize>8) << REPLACED_BITS); // i32[WINDOW_TEXTS]
export const HASHES: usize = ENDS + <usize>(WINDOW_TEXTS * 4); // i32[2^HASH_BITS]
export const IO: usize = HASHES + ((<usize>4) << HASH_BITS);
// Reads and writes of several bytes at once reach beyond both ends of a text.
export const TEXT: usize = IO + <usize>IO_CHUNK + PAD;
export const SOURCE: usize = TEXT + <usize>WINDOW + 2 * PAD;
export const MODEL: usize = SOURCE + <usize>PIECE + 2 * PAD; // counter[CONTEXTS][2^bits]
/** A stream has a model or raw literals, never both. */
export const LITERALS: usize = MODEL;
