import { readFileSync, statSync } from 'node:fs';
import type { ChannelPaper } from '../channel/contents.ts';
import { sectionsOf } from '../delta/change-sections.ts';
import type { Changes } from '../delta/changes.ts';
import { SatchelError } from '../diagnostic.ts';
import { digestOf, type Digest } from '../digest.ts';
import type { BundleFile } from './bundle-file.ts';
import type { NewFile } from './add-plan.ts';

/** Bytes of a paper at most. */
export const MAX_PAPER_SIZE = 4 * 1024 * 1024;

/** What may lie beside a bundle and goes along with it. */
const BESIDE = [
  { kind: 'provenance', ending: '.provenance.json' },
  { kind: 'signature', ending: '.manifest.json.minisig' },
] as const satisfies readonly { kind: ChannelPaper['kind']; ending: string }[];

/** The papers that lie beside a bundle. Throws SatchelError `release-paper-large`. */
export function papersBeside({ file, identity }: BundleFile, stem: string): NewFile[] {
  return BESIDE.flatMap(({ kind, ending }) => {
    const paper = `${file.replace(/\.zip$/i, '')}${ending}`;
    const status = statSync(paper, { throwIfNoEntry: false });
    if (!status?.isFile()) return [];
    if (status.size > MAX_PAPER_SIZE)
      throw new SatchelError('release-paper-large', { file: paper, limit: MAX_PAPER_SIZE });
    return [paperFile(kind, `${stem}${ending}`, identity, readFileSync(paper))];
  });
}

/** What changed, for scripts as `satchel diff --format json` tells it, and in sentences (`sections`) for whoever shows it. */
export function notesPaper(changes: Changes, identity: Digest, stem: string): NewFile | undefined {
  const notes = { formatVersion: 1, ...changes, sections: sectionsOf(changes) };
  const bytes = new TextEncoder().encode(`${JSON.stringify(notes)}\n`);
  return bytes.length > MAX_PAPER_SIZE
    ? undefined
    : paperFile('notes', `${stem}.notes.json`, identity, bytes);
}

function paperFile(kind: ChannelPaper['kind'], path: string, target: Digest, bytes: Uint8Array): NewFile {
  return {
    listed: { kind, path, target, size: bytes.length, digest: digestOf(bytes) },
    content: { kind: 'bytes', bytes },
  };
}
