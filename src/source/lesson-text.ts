import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { beginningOf, diagnostic, type Diagnostic } from '../diagnostic.ts';
import { digestOf, type Digest } from '../digest.ts';
import { readFrontMatter, splitFrontMatter, type FrontMatter } from './front-matter.ts';
import { headingTitle } from './heading.ts';
import type { SourceFile } from './tree.ts';

/** One Markdown file, read once. */
export interface LessonText {
  /** Relative to the source, with `/`. */
  readonly file: string;
  /** Of the bytes on disk. */
  readonly digest: Digest;
  /** Bytes on disk. */
  readonly size: number;
  /** All of it, front matter included, without a byte order mark; line endings as they are. */
  readonly text: string;
  /** Where the text begins after the front matter: offset into `text`, and line from 1. */
  readonly bodyOffset: number;
  readonly bodyLine: number;
  readonly frontMatter: FrontMatter;
  /** From the front matter, else the first heading; undefined when the page names itself nowhere. */
  readonly title?: string;
}

/** Reads one Markdown file; undefined, with a finding, when it cannot be read. */
export async function readLessonText(
  source: SourceFile,
  diagnostics: Diagnostic[],
): Promise<LessonText | undefined> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(source.file);
  } catch {
    diagnostics.push(diagnostic('file-unreadable', { path: source.path }, beginningOf(source.path)));
    return undefined;
  }
  const { text, encoding } = decodeText(bytes);
  if (encoding !== 'UTF-8')
    diagnostics.push(diagnostic('text-encoding', { encoding }, beginningOf(source.path)));
  const block = splitFrontMatter(text);
  let frontMatter: FrontMatter = {};
  if (block) {
    const read = await readFrontMatter(block, source.path);
    frontMatter = read.frontMatter;
    diagnostics.push(...read.diagnostics);
  }
  const title = frontMatter.title ?? headingTitle(text, block?.bodyOffset ?? 0);
  return {
    file: source.path,
    digest: digestOf(bytes),
    size: bytes.length,
    text,
    bodyOffset: block?.bodyOffset ?? 0,
    bodyLine: block?.bodyLine ?? 1,
    frontMatter,
    ...(title === undefined ? {} : { title }),
  };
}

/** Decodes text of any usual encoding; what is not valid UTF-8 or marked UTF-16 is read as Windows-1252, which never fails. */
export function decodeText(bytes: Uint8Array): { text: string; encoding: string } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const utf16 = utf16Of(buffer);
  if (utf16 !== undefined)
    return {
      text: new TextDecoder(utf16).decode(buffer),
      encoding: utf16 === 'utf-16le' ? 'UTF-16' : 'UTF-16 (big-endian)',
    };
  if (!isUtf8(buffer))
    return { text: new TextDecoder('windows-1252').decode(buffer), encoding: 'Windows-1252' };
  const marked = buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf;
  return { text: buffer.toString('utf8', marked ? 3 : 0), encoding: 'UTF-8' };
}

/** By its byte order mark, else by every second byte of the beginning being zero (Latin text saved without a mark). */
function utf16Of(buffer: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (buffer[0] === 0xff && buffer[1] === 0xfe) return 'utf-16le';
  if (buffer[0] === 0xfe && buffer[1] === 0xff) return 'utf-16be';
  const start = buffer.subarray(0, 64);
  if (start.length < 8 || !start.includes(0)) return undefined;
  const zeros = (parity: number): number => start.filter((byte, i) => i % 2 === parity && byte === 0).length;
  if (zeros(1) * 2 > start.length * 0.8 && zeros(0) === 0) return 'utf-16le';
  if (zeros(0) * 2 > start.length * 0.8 && zeros(1) === 0) return 'utf-16be';
  return undefined;
}
