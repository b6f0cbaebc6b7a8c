import { digestOf, shortDigest } from './digest.ts';

// A path is a name inside a bundle: POSIX, NFC, portable to FAT, exFAT and Windows (schemas/bundle-1.md).

const SEGMENT = /^[A-Za-z0-9._-]+$/;
// Windows reserves these names with any extension: `nul.txt` is `NUL`.
const RESERVED = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

export const MAX_PATH_LENGTH = 180;

/** Why `path` cannot be an entry's path on every medium, in a few words; undefined when it can. */
export function pathProblem(path: string, maxLength = MAX_PATH_LENGTH): string | undefined {
  if (path === '') return 'it is empty';
  if (path.length > maxLength) return `it is longer than ${maxLength} characters`;
  for (const segment of path.split('/')) {
    const problem = segmentProblem(segment);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function segmentProblem(segment: string): string | undefined {
  if (segment === '') return 'it has an empty part';
  if (segment === '.' || segment === '..') return `it has the part “${segment}”`;
  if (!SEGMENT.test(segment)) return 'it has characters other than A–Z a–z 0–9 . _ -';
  if (segment.endsWith('.')) return 'a part of it ends with a dot';
  if (RESERVED.test(segment)) return `“${segment}” is a reserved name on Windows`;
  return undefined;
}

/** Two paths with the same key are the same file on a case-insensitive medium. */
export function pathKey(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

/**
 * A portable segment made from any text: Latin letters lose their accents, spaces become `-`, what has no portable
 * letter left is named by its digest, so that two different names stay different.
 */
export function portableSegment(name: string, maxLength = 60): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/-{2,}/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  const lossless = /^[A-Za-z0-9._ -]*$/.test(name.normalize('NFKD').replace(/\p{M}+/gu, ''));
  const short = plain.slice(0, maxLength).replace(/[-.]+$/, '');
  if (short === '' || RESERVED.test(short))
    return `x${shortDigest(digestOf(name.normalize('NFC')), 8)}${short && `-${short}`}`;
  if (lossless && short === plain) return short;
  return `${short}-${shortDigest(digestOf(name.normalize('NFC')), 8)}`;
}

/** A portable name of a file that keeps its extension, by which programs know what it is. */
export function portableName(name: string): string {
  const [extension = ''] = /(?<=[^.])\.[A-Za-z0-9]{1,10}$/.exec(name) ?? [];
  return portableSegment(name.slice(0, name.length - extension.length)) + extension;
}
