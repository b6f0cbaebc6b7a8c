import { SatchelError } from '../diagnostic.ts';
import { pathKey, pathProblem } from '../path.ts';

/** The name of a record, a path with `/` at the end when it is a folder. Throws SatchelError (`zip-name-*`) unless it is portable. */
export function checkZipName(bytes: Buffer): string {
  const name = bytes.toString('latin1');
  if (name === '') throw new SatchelError('zip-name-empty');
  if (/[\u0000-\u001f\u007f]/.test(name)) throw new SatchelError('zip-name-control', { name });
  if (name.includes('\\')) throw new SatchelError('zip-name-backslash', { name });
  if (name.startsWith('/')) throw new SatchelError('zip-name-absolute', { name });
  if (/^[A-Za-z]:/.test(name)) throw new SatchelError('zip-name-drive', { name });
  if (name.split('/').some((part) => part === '.' || part === '..'))
    throw new SatchelError('zip-name-traversal', { name });
  const problem = pathProblem(name.endsWith('/') ? name.slice(0, -1) : name);
  if (problem?.includes('reserved')) throw new SatchelError('zip-name-reserved', { name });
  if (problem !== undefined) throw new SatchelError('zip-name-unportable', { name, problem });
  return name;
}

/** Refuses names that some medium or reader would take for one another: twice the same, by case, file and folder. */
export function checkZipNames(names: readonly string[]): void {
  const files = new Map<string, string>();
  const folders = new Map<string, string>();
  for (const name of names) {
    const isFolder = name.endsWith('/');
    const path = isFolder ? name.slice(0, -1) : name;
    const key = pathKey(path);
    const other = isFolder ? undefined : files.get(key);
    if (other === name) throw new SatchelError('zip-name-duplicate', { name });
    if (other !== undefined) throw new SatchelError('zip-name-case', { name, other });
    if (!isFolder) files.set(key, name);
    for (let at = isFolder ? key.length : key.lastIndexOf('/'); at > 0; at = key.lastIndexOf('/', at - 1)) {
      const folder = key.slice(0, at);
      if (folders.has(folder)) break;
      folders.set(folder, path.slice(0, at));
    }
  }
  for (const [key, name] of folders)
    if (files.has(key)) throw new SatchelError('zip-name-conflict', { name });
}
