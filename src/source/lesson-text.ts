import { readFileSync } from 'node:fs';
import { beginningOf, diagnostic, type Diagnostic } from '../diagnostic.ts';
import { digestOf, type Digest } from '../digest.ts';
import { readFrontMatter, splitFrontMatter, type FrontMatter } from './front-matter.ts';
import { headingTitle } from './heading.ts';
import { decodeText } from '../text-encoding.ts';
import { titleText } from './title.ts';
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

/** Bytes. Far less than this is shown of a page (2²¹ characters), in whatever encoding. */
const MAX_SIZE = 16 * 1024 * 1024;

/** Reads one Markdown file; undefined, with a finding, when it cannot be read. */
export async function readLessonText(
  source: SourceFile,
  diagnostics: Diagnostic[],
): Promise<LessonText | undefined> {
  const { path, size } = source;
  if (size > MAX_SIZE) {
    diagnostics.push(diagnostic('page-too-large', { path, size, limit: MAX_SIZE }, beginningOf(path)));
    return undefined;
  }
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
  const title = titleText(frontMatter.title ?? headingTitle(text, block?.bodyOffset ?? 0) ?? '');
  return {
    file: source.path,
    digest: digestOf(bytes),
    size: bytes.length,
    text,
    bodyOffset: block?.bodyOffset ?? 0,
    bodyLine: block?.bodyLine ?? 1,
    frontMatter,
    ...(title === '' ? {} : { title }),
  };
}
