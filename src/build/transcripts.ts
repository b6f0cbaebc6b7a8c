import { closeSync, openSync, readSync } from 'node:fs';
import { beginningOf, diagnostic, type Diagnostic } from '../diagnostic.ts';
import type { SourceTree } from '../source/tree.ts';
import { decodeText } from '../text-encoding.ts';

/** Bytes: those of a thick book. */
const MAX_SIZE = 1024 * 1024;

/** Reads the text of the files that say what is said in recordings; lines end with `\n`. The order of the result is that of `paths`. */
export function readTranscripts(
  paths: Iterable<string>,
  tree: SourceTree,
): { transcripts: Map<string, string>; findings: Diagnostic[] } {
  const transcripts = new Map<string, string>();
  const findings: Diagnostic[] = [];
  for (const path of paths) {
    const bytes = readBeginning(tree.files.get(path)?.file ?? '', MAX_SIZE + 1);
    if (!bytes) {
      findings.push(diagnostic('file-unreadable', { path }, beginningOf(path)));
      continue;
    }
    if (bytes.length > MAX_SIZE) {
      findings.push(diagnostic('transcript-too-large', { path, limit: MAX_SIZE }, beginningOf(path)));
      continue;
    }
    const { text, encoding } = decodeText(bytes);
    if (encoding.includes('Windows'))
      findings.push(diagnostic('text-encoding', { encoding }, beginningOf(path)));
    if (text.trim() !== '') transcripts.set(path, text.replace(/\r\n?/g, '\n'));
  }
  return { transcripts, findings };
}

function readBeginning(file: string, length: number): Buffer | undefined {
  try {
    const fd = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(fd, bytes, 0, length, 0));
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}
