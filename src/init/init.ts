import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { SatchelError } from '../diagnostic.ts';
import { makeFolder } from '../folder.ts';
import { compareCodeUnits } from '../order.ts';
import { packageFile } from '../package.ts';
import { portableSegment } from '../path.ts';
import { writeFailure } from '../system-failure.ts';

export interface InitResult {
  /** Absolute. */
  readonly dir: string;
  readonly id: string;
  readonly title: string;
  /** What was written, relative to `dir`, with `/`, in code-unit order. */
  readonly files: readonly string[];
}

/**
 * Writes the starter curriculum into `dir`, which is new or empty; its id and title come from the folder's name.
 * It is all there or not there at all. Throws SatchelError `init-not-empty`, `init-not-a-folder`, `env-*`.
 */
export function init(dir: string): InitResult {
  const target = resolve(dir);
  const there = entriesOf(target);
  if (there !== undefined && there.length > 0) throw new SatchelError('init-not-empty', { dir });
  const { id, title } = nameOf(target);

  const starter = readFiles(packageFile('templates/starter'));
  // A folder that is there may be the one somebody stands in: it is filled, not replaced.
  const temporary = `${there ? join(target, '.satchel') : target}-${randomBytes(6).toString('hex')}.tmp`;
  try {
    makeFolder(dirname(temporary));
    writeFiles(starter, temporary);
    const settings = join(temporary, 'satchel.yaml');
    writeFileSync(settings, withIdentity(readFileSync(settings, 'utf8'), id, title));
    const files = filesBelow(temporary);
    if (there) moveContents(temporary, target);
    else renameSync(temporary, target);
    return { dir: target, id, title, files };
  } catch (error) {
    discard(temporary);
    throw writeFailure(error, target);
  }
}

/** What cannot be removed harms nothing, and is not what went wrong. */
function discard(temporary: string): void {
  try {
    rmSync(temporary, { recursive: true, force: true });
  } catch {
    // It stays.
  }
}

/** What is in a folder; undefined when it is not there. */
function entriesOf(dir: string): string[] | undefined {
  try {
    return readdirSync(dir);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === 'ENOTDIR') throw new SatchelError('init-not-a-folder', { dir }, {}, { cause: error });
    throw error;
  }
}

/** `grade-5_maths` → id `grade-5_maths`, title “Grade 5 maths”. */
function nameOf(dir: string): { id: string; title: string } {
  const name = basename(dir) || 'curriculum';
  const words = name.replace(/[-_]+/g, ' ').trim() || name;
  return {
    id: portableSegment(name).toLowerCase(),
    title: words.replace(/^./u, (first) => first.toUpperCase()),
  };
}

/** The starter's satchel.yaml with its two top-level lines replaced. JSON strings are YAML 1.2 strings. */
function withIdentity(settings: string, id: string, title: string): string {
  return settings
    .replace(/^id:.*$/m, () => `id: ${JSON.stringify(id)}`)
    .replace(/^title:.*$/m, () => `title: ${JSON.stringify(title)}`);
}

/** Contents alone: the files of an installed package may be read-only, and are another's. */
function readFiles(dir: string): Map<string, Buffer> {
  return new Map(filesBelow(dir).map((path) => [path, readFileSync(join(dir, path))]));
}

function writeFiles(files: ReadonlyMap<string, Buffer>, to: string): void {
  for (const [path, bytes] of files) {
    makeFolder(dirname(join(to, path)));
    writeFileSync(join(to, path), bytes);
  }
}

function moveContents(from: string, to: string): void {
  const moved: string[] = [];
  try {
    for (const name of readdirSync(from)) {
      renameSync(join(from, name), join(to, name));
      moved.push(name);
    }
  } catch (error) {
    for (const name of moved) rmSync(join(to, name), { recursive: true, force: true });
    throw error;
  }
  rmdirSync(from);
}

function filesBelow(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort(compareCodeUnits);
}
