import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { SatchelError, type Code } from './diagnostic.ts';

const CODES: Readonly<Record<string, Code>> = {
  ENOSPC: 'env-no-space',
  EDQUOT: 'env-no-space',
  EFBIG: 'env-no-space',
  EACCES: 'env-permission',
  EPERM: 'env-permission',
  EROFS: 'env-read-only',
  ENOENT: 'env-not-found',
  ENOTDIR: 'env-not-a-folder',
  EISDIR: 'env-not-a-file',
  EBUSY: 'env-file-in-use',
  ETXTBSY: 'env-file-in-use',
  EMFILE: 'env-too-many-files',
  ENFILE: 'env-too-many-files',
};

/** What the system's refusal means to people; `env-system` where it is a rare one, undefined where it is none of the system's. */
export function systemCode({ code, syscall }: NodeJS.ErrnoException): Code | undefined {
  if (code === undefined || syscall === undefined) return undefined;
  // A folder is made below one that is there: either a file has its name, or the system takes no such name.
  if (syscall === 'mkdir' && code === 'EEXIST') return 'env-not-a-folder';
  if (syscall === 'mkdir' && code === 'ENOENT') return 'env-system';
  return CODES[code] ?? 'env-system';
}

/** The file that stands where a folder would have to lead to `file`. */
function fileAbove(file: string): string {
  for (let at = dirname(file); dirname(at) !== at; at = dirname(at)) if (isFile(at)) return at;
  return file;
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * A failure of the system while `file` was written as a SatchelError (`env-*`) that names `file`, or what is in its way, and no
 * temporary name; anything else stays what it is.
 */
export function writeFailure(error: unknown, file: string): unknown {
  if (error instanceof SatchelError || !(error instanceof Error)) return error;
  const { code = '', syscall = '', path } = error as NodeJS.ErrnoException;
  const found = systemCode(error);
  if (found === undefined) return error;
  const isOurs = path === undefined || /\.tmp(?:$|[/\\])/.test(path);
  const named = code === 'ENOTDIR' ? fileAbove(file) : syscall === 'mkdir' && !isOurs ? path : file;
  // What was there when writing began has gone since: nobody has named anything wrong.
  return new SatchelError(
    found === 'env-not-found' ? 'env-system' : found,
    { file: `“${named}”`, reason: `${code}, ${syscall}` },
    {},
    { cause: error },
  );
}
