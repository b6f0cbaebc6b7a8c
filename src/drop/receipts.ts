import canonicalize from 'canonicalize';
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { SatchelError } from '../diagnostic.ts';
import { digestOf, type Digest } from '../digest.ts';
import { makeFolder } from '../folder.ts';
import { writeFailure } from '../system-failure.ts';
import { discard, syncFolder, temporaryName } from '../temporary.ts';

/** What was put on which stick: one file a receipt, each with the digest of the one before it. No personal data. */
export interface Receipt {
  readonly formatVersion: 1;
  /** From 1. */
  readonly number: number;
  /** ISO 8601, UTC. */
  readonly time: string;
  /** What the operator calls the stick or who gets it: `School 12`. */
  readonly label?: string;
  /** Of the stick's file system, as the system tells it. */
  readonly volume?: string;
  readonly release: number;
  readonly releaseDigest: Digest;
  readonly packs: readonly {
    readonly id: string;
    readonly version: string;
    readonly language: string;
    readonly profile: string;
    readonly digest: Digest;
  }[];
  readonly writtenSize: number;
  /** Of the file of the receipt before this one; absent in the first. */
  readonly previous?: Digest;
}

const NAME = /^(\d{8})\.json$/;
const MAX_SIZE = 1024 * 1024;
// Others may write receipts at the same time; so often in a row nobody is that unlucky.
const TRIES = 100;

/** `$XDG_DATA_HOME/satchel/receipts`, or the place that macOS and Windows have for it. */
export function defaultReceiptsDir(
  env: NodeJS.ProcessEnv = process.env,
  platform = process.platform,
): string {
  const xdg = env['XDG_DATA_HOME'] ?? '';
  if (isAbsolute(xdg)) return join(xdg, 'satchel', 'receipts');
  if (platform === 'win32' && env['LOCALAPPDATA']) return join(env['LOCALAPPDATA'], 'satchel', 'receipts');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'satchel', 'receipts');
  return join(homedir(), '.local', 'share', 'satchel', 'receipts');
}

/** Adds a receipt to those in `dir`. Throws SatchelError (`env-*`, `drop-receipt-damaged`). */
export function addReceipt(
  dir: string,
  content: Omit<Receipt, 'formatVersion' | 'number' | 'previous'>,
): Receipt {
  try {
    makeFolder(dir);
    for (let n = 0; n < TRIES; n++) {
      const last = namesIn(dir).at(-1);
      const number = last === undefined ? 1 : Number(NAME.exec(last)?.[1]) + 1;
      const previous = last === undefined ? undefined : digestOf(readFileSync(join(dir, last)));
      const receipt: Receipt = { formatVersion: 1, number, ...content, ...(previous && { previous }) };
      if (writeNew(join(dir, `${String(number).padStart(8, '0')}.json`), receipt)) {
        syncFolder(dir);
        return receipt;
      }
    }
    throw new SatchelError('drop-receipt-busy', { dir });
  } catch (error) {
    throw writeFailure(error, dir);
  }
}

/** Whether it was written: not where another run has taken the number. It has its name only when all of it is there. */
function writeNew(file: string, receipt: Receipt): boolean {
  const temporary = temporaryName(file);
  const fd = openSync(temporary, 'wx');
  try {
    try {
      writeSync(fd, `${canonicalize(receipt)}\n`);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    // Unlike a rename, a link does not take the place of a file that is there.
    linkSync(temporary, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    discard(temporary);
  }
}

/**
 * All receipts in their order, and the first that is not what the one after it says, or cannot be read: somebody has changed it, or
 * a run was cut off. A folder that is not there has none. Throws the system's errors.
 */
export function readReceipts(dir: string): { receipts: Receipt[]; broken: string | undefined } {
  const receipts: Receipt[] = [];
  let broken: string | undefined;
  let before: Digest | undefined;
  const names = namesIn(dir);
  for (const [i, name] of names.entries()) {
    const file = join(dir, name);
    const bytes = statSync(file).size > MAX_SIZE ? Buffer.alloc(0) : readFileSync(file);
    const receipt = parseReceipt(bytes);
    if (receipt?.number !== i + 1) broken ??= name;
    else if (receipt.previous !== before) broken ??= names[i - 1] ?? name;
    if (receipt) receipts.push(receipt);
    before = digestOf(bytes);
  }
  return { receipts, broken };
}

/** Whether there is a receipt of that release on that stick. Throws SatchelError (`env-*`). */
export function isReceipted(
  dir: string,
  { volume, releaseDigest }: Pick<Receipt, 'volume' | 'releaseDigest'>,
): boolean {
  try {
    return readReceipts(dir).receipts.some(
      (receipt) => receipt.volume === volume && receipt.releaseDigest === releaseDigest,
    );
  } catch (error) {
    throw writeFailure(error, dir);
  }
}

function parseReceipt(bytes: Buffer): Receipt | undefined {
  try {
    const value = JSON.parse(bytes.toString('utf8')) as Partial<Receipt> | null;
    return value?.formatVersion === 1 && Array.isArray(value.packs) ? (value as Receipt) : undefined;
  } catch {
    return undefined;
  }
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir)
      .filter((name) => NAME.test(name))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

const COLUMNS = [
  'number',
  'time',
  'label',
  'volume',
  'release',
  'releaseDigest',
  'pack',
  'version',
  'language',
  'profile',
  'digest',
] as const;

/** RFC 4180: a line for each pack of each receipt. */
export function receiptsCsv(receipts: readonly Receipt[]): string {
  const rows = receipts.flatMap((receipt) =>
    receipt.packs.map(({ id, ...pack }) => ({ ...receipt, ...pack, pack: id, digest: pack.digest })),
  );
  const lines = rows.map((row) => COLUMNS.map((column) => csvField(String(row[column] ?? ''))).join(','));
  return [COLUMNS.join(','), ...lines].map((line) => `${line}\r\n`).join('');
}

/** Spreadsheets take what begins so for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function csvField(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
