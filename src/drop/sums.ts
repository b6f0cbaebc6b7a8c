import { pathProblem } from '../path.ts';
import { isOwnPlace, MAX_PLACE_LENGTH } from './layout.ts';
import { inPathOrder, type DropFile } from './release.ts';

/** `SHA256SUMS-<N>`, as `sha256sum` writes and checks it: every file of a release but this one, in path order. */
export function encodeSums(files: readonly DropFile[]): Uint8Array {
  const lines = [...files]
    .sort(inPathOrder)
    .map(({ path, digest }) => `${digest.slice('sha256:'.length)}  ${path}\n`);
  return new TextEncoder().encode(lines.join(''));
}

/** What sums say, as far as they can be read: a write that was cut off may have left a part. */
export function linesOfSums(bytes: Uint8Array): Pick<DropFile, 'path' | 'digest'>[] {
  const lines = new TextDecoder('utf-8').decode(bytes).split('\n');
  return lines.slice(0, -1).flatMap((line) => {
    const [, digest, path] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
    return path !== undefined && pathProblem(path, MAX_PLACE_LENGTH) === undefined && isOwnPlace(path)
      ? [{ path, digest: `sha256:${digest ?? ''}` as const }]
      : [];
  });
}
