// One target of a write, on a thread of its own: a stick that hangs holds up nobody else.
import { parentPort, workerData } from 'node:worker_threads';
import { SatchelError, type Diagnostic } from '../diagnostic.ts';
import type { Cost } from './check-target.ts';
import { holdTarget } from './hold.ts';
import { refuse } from './plan.ts';
import { prepareWrite, type Order } from './prepare.ts';
import { writeDrop, type Phase, type Written } from './write-drop.ts';

export interface WorkerData {
  readonly order: Order;
  readonly target: string;
  /** Not 0 when the run is to stop. */
  readonly stop: Int32Array;
}

/** What becomes of a target, as it happens. */
export type TargetEvent =
  | { readonly kind: 'planned'; readonly release: number; readonly cost: Cost }
  | {
      readonly kind: 'progress';
      readonly phase: Phase;
      readonly done: number;
      readonly total: number;
      readonly path: string;
    }
  | {
      readonly kind: 'done';
      readonly written: Written;
      readonly isUnchanged: boolean;
      readonly volume: string | undefined;
    }
  | { readonly kind: 'failed'; readonly finding: Diagnostic; readonly exit: number };

// What people can see; more only costs time.
const STEP_MS = 100;

const { order, target, stop } = workerData as WorkerData;
let told = 0;
let phaseTold: Phase | undefined;

try {
  const release = await holdTarget(target);
  post(await run().finally(release));
} catch (error) {
  if (!(error instanceof SatchelError)) throw error;
  post({ kind: 'failed', finding: error.diagnostic, exit: error.exit });
}

async function run(): Promise<TargetEvent> {
  const prepared = await prepareWrite(order, target);
  try {
    refuse(prepared.findings);
    const { plan, cost, drop } = prepared;
    const { volume } = prepared.target;
    post({ kind: 'planned', release: plan.release.release, cost });
    const written = await writeDrop(prepared.target, drop, plan, { onProgress, checkStop });
    const findings = [...prepared.findings, ...written.findings];
    return { kind: 'done', written: { ...written, findings }, isUnchanged: plan.isUnchanged, volume };
  } finally {
    await prepared.close();
  }
}

function onProgress(phase: Phase, done: number, total: number, path: string): void {
  const now = performance.now();
  if (phase === phaseTold && now - told < STEP_MS) return;
  told = now;
  phaseTold = phase;
  post({ kind: 'progress', phase, done, total, path });
}

function checkStop(): void {
  if (Atomics.load(stop, 0) !== 0) throw new SatchelError('drop-stopped', { target });
}

function post(event: TargetEvent): void {
  parentPort?.postMessage(event);
}
