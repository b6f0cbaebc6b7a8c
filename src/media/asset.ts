import { readFileSync } from 'node:fs';
import { headOf } from './head.ts';
import type { Looked } from './plan.ts';
import type { Said } from './preset.ts';
import { sniff } from './sniff.ts';

/** A file of the source that pages show. `path` names it in diagnostics. */
export interface Asset {
  readonly path: string;
  readonly file: string;
  readonly size: number;
  /** What is said of it where it is named. */
  readonly kind?: Said;
}

/** What an asset's first bytes say. Throws what the system says when it cannot be read. */
export function lookAt({ path, file, size, kind }: Asset): Looked {
  const format = sniff(headOf(file));
  // A still does not move.
  const animated = format?.extension === 'gif' && kind !== 'poster' && isAnimatedGif(file, size);
  return { path, size, format, animated };
}

/** Pictures of more bytes are refused. */
const LOOKED_THROUGH = 80 * 1024 * 1024;

/** GIF89a appendix A: blocks behind the logical screen descriptor; one 0x2c begins each frame. */
function isAnimatedGif(file: string, size: number): boolean {
  if (size > LOOKED_THROUGH) return true;
  const bytes = readFileSync(file);
  const table = (flags: number): number => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);
  let at = 13 + table(bytes[10] ?? 0);
  for (let frames = 0; at < bytes.length;) {
    const block = bytes[at];
    if (block === 0x2c) {
      if (++frames > 1) return true;
      at += 11 + table(bytes[at + 9] ?? 0);
    } else if (block === 0x21) at += 2;
    else return false;
    for (let length = bytes[at] ?? 0; length > 0; length = bytes[at] ?? 0) at += length + 1;
    at++;
  }
  return false;
}
