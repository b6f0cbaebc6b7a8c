import { closeSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { SatchelError } from '../diagnostic.ts';
import { replaceFile } from '../write-file.ts';
import { PAGE_START } from './page.ts';

/**
 * Where the report on `bundle` goes: `output`, or beside the bundle under its name. Throws SatchelError: `report-output-is-input`, `env-not-a-file`;
 * `report-occupied` where nobody named a file and one that is not ours is there.
 */
export function placeOf(bundle: string, output: string | undefined): string {
  const file = resolve(output ?? besideOf(bundle));
  const real = realpathSync(bundle);
  const there = statSync(file, { throwIfNoEntry: false });
  const folder = nearestFolder(file);
  if ((there && realpathSync(file) === real) || folder === real || folder.startsWith(real + sep))
    throw new SatchelError('report-output-is-input', { file });
  if (there && !there.isFile()) throw new SatchelError('env-not-a-file', { file: `“${file}”` });
  if (there && output === undefined && !isReport(file)) throw new SatchelError('report-occupied', { file });
  return file;
}

function besideOf(bundle: string): string {
  const whole = resolve(bundle);
  return join(dirname(whole), `${basename(whole).replace(/\.zip$/i, '')}_report.html`);
}

/** The real folder in which `file` lies or will be made. */
function nearestFolder(file: string): string {
  let folder = dirname(file);
  while (!statSync(folder, { throwIfNoEntry: false }) && dirname(folder) !== folder) folder = dirname(folder);
  return realpathSync(folder);
}

function isReport(file: string): boolean {
  const start = Buffer.alloc(PAGE_START.length);
  const fd = openSync(file, 'r');
  try {
    readSync(fd, start, 0, start.length, 0);
  } finally {
    closeSync(fd);
  }
  return start.toString('latin1') === PAGE_START;
}

/** Writes a page beside `file`, reads it back, then renames it. Throws SatchelError (`report-not-written`, `env-*`). */
export function writePage(file: string, page: string): void {
  replaceFile(file, Buffer.from(page), 'report-not-written');
}
