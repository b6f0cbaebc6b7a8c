import { beginningOf, diagnostic, type Diagnostic } from '../diagnostic.ts';
import { pathKey, portableName } from '../path.ts';
import { nameOf } from './names.ts';
import type { SourceTree } from './tree.ts';

const RESERVED = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;
const FORBIDDEN = /[<>:"\\|?*\p{Cc}]/u;

/** Names in a source that Windows or a FAT stick cannot hold, each named once. */
export function checkNames(tree: SourceTree): Diagnostic[] {
  const findings: Diagnostic[] = [];
  const seen = new Map<string, string>();
  const twins = new Set<string>();
  for (const path of tree.files.keys()) {
    for (let end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
      const part = end < 0 ? path : path.slice(0, end);
      const key = pathKey(part);
      const twin = seen.get(key);
      if (twin === undefined) {
        seen.set(key, part);
        const reason = nameProblem(nameOf(part));
        if (reason !== undefined) findings.push(finding(part, reason, path));
      } else if (twin !== part && nameOf(twin) !== nameOf(part) && !twins.has(part)) {
        twins.add(part);
        const reason = `it differs from “${nameOf(twin)}” only in upper and lower case or in accents' form`;
        findings.push(finding(part, reason, path, '-2'));
      }
      if (end < 0) break;
    }
  }
  return findings;
}

/** `path` is the file or folder of that name, `file` the first file that has it in its path; `mark` makes the new name another. */
function finding(path: string, reason: string, file: string, mark = ''): Diagnostic {
  const name = nameOf(path);
  const portable = portableName(name).replace(/(?=\.[^.]*$|$)/, mark);
  return diagnostic('name-not-portable', { path, name, reason, portable }, beginningOf(file));
}

function nameProblem(name: string): string | undefined {
  const character = FORBIDDEN.exec(name)?.[0];
  if (character !== undefined) return `Windows allows no “${character}” in names`;
  if (/[. ]$/.test(name)) return 'Windows drops a dot or space at the end';
  if (RESERVED.test(name)) return 'Windows keeps this name for a device';
  if (Buffer.byteLength(name) > 240) return 'it is longer than 240 bytes';
  return undefined;
}
