import { Worker } from 'node:worker_threads';
import { realpathSync } from 'node:fs';
import { SatchelError } from '../diagnostic.ts';
import { packageFile } from '../package.ts';
import type { Order } from './prepare.ts';
import type { TargetEvent, WorkerData } from './worker.ts';

/** Heap of a thread in MiB: manifests of a hundred thousand entries. */
const HEAP_MIB = 1024;
/** What is young dies young: more room for it would only stay taken. */
const YOUNG_MIB = 4;

/**
 * Puts the same on many targets at once, each at its own pace; tells what becomes of each, and resolves when all have ended. Throws
 * SatchelError where one is named twice.
 */
export async function writeTargets(
  order: Order,
  targets: readonly string[],
  onEvent: (target: string, event: TargetEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  checkTwice(targets);
  const stop = new Int32Array(new SharedArrayBuffer(4));
  signal.addEventListener('abort', () => Atomics.store(stop, 0, 1), { once: true });
  const results = await Promise.allSettled(
    targets.map((target) =>
      runWorker({ order, target, stop }, (event) => {
        onEvent(target, event);
      }),
    ),
  );
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  signal.throwIfAborted();
}

function runWorker(data: WorkerData, onEvent: (event: TargetEvent) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(packageFile('dist/drop-worker.js'), {
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB, maxYoungGenerationSizeMb: YOUNG_MIB },
    });
    let isTold = false;
    worker.on('message', (event: TargetEvent) => {
      isTold ||= event.kind === 'done' || event.kind === 'failed';
      onEvent(event);
    });
    worker.on('error', reject);
    worker.on('exit', (code) => {
      if (isTold) resolve();
      else reject(new Error(`the thread of “${data.target}” ended (${code}) and did not say how`));
    });
  });
}

function checkTwice(targets: readonly string[]): void {
  const seen = new Set<string>();
  for (const target of targets) {
    let real;
    try {
      real = realpathSync.native(target);
    } catch {
      // Its own thread tells what is wrong with it.
      continue;
    }
    if (seen.has(real)) throw new SatchelError('drop-target-twice', { target });
    seen.add(real);
  }
}
