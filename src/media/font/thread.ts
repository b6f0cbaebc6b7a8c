import { Worker } from 'node:worker_threads';
import { packageFile } from '../../package.ts';
import { BadFont } from './sfnt.ts';

/** Options of subset-font, as far as they are used. */
export interface SubsetOptions {
  readonly targetFormat: 'sfnt' | 'woff2';
  readonly preserveNameIds?: readonly number[];
  readonly keepFeatures?: readonly string[];
  /** A number pins an axis. */
  readonly variationAxes?: Readonly<
    Record<string, number | { readonly min: number; readonly max: number; readonly default: number }>
  >;
  readonly noHinting?: boolean;
  readonly keepAllGlyphs?: boolean;
}

/** What the worker is to do. */
export interface SubsetTask {
  readonly font: Uint8Array;
  readonly text: string;
  readonly options: SubsetOptions;
}

/** The largest fonts take 2 s on a good machine; what takes this long never ends. */
const TIME_LIMIT_MS = 60_000;

/**
 * Runs subset-font in a thread of its own and gives the bytes it made. Throws BadFont where it fails, crashes or takes longer than
 * `limitMs`, and the signal's reason when that stops it.
 */
export async function runInThread(
  task: SubsetTask,
  signal?: AbortSignal,
  limitMs = TIME_LIMIT_MS,
): Promise<Buffer> {
  signal?.throwIfAborted();
  // What the libraries print about a broken font is nobody's to read.
  const worker = new Worker(packageFile('dist/font-worker.js'), {
    workerData: task,
    stdout: true,
    stderr: true,
  });
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      worker.once('message', (bytes: Uint8Array) => {
        resolve(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      });
      worker.once('error', () => {
        reject(new BadFont('its data are damaged'));
      });
      worker.once('exit', () => {
        reject(new BadFont('its data are damaged'));
      });
      timer = setTimeout(() => {
        reject(new BadFont(`it is not done after ${limitMs / 1000} s`));
      }, limitMs);
      onAbort = () => {
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', onAbort);
    });
  } finally {
    clearTimeout(timer);
    if (onAbort) signal?.removeEventListener('abort', onAbort);
    await worker.terminate();
  }
}
