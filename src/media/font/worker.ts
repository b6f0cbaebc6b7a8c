// Runs in a thread of its own (dist/font-worker.js): harfbuzz and the WOFF2 coder are C++ in WebAssembly that is fed files from
// anywhere. Where one makes them hang, crash or take all memory, it is this thread that ends.
import { parentPort, workerData } from 'node:worker_threads';
import subsetFont from 'subset-font';
import type { SubsetTask } from './thread.ts';

const { font, text, options } = workerData as SubsetTask;
parentPort?.postMessage(await subsetFont(Buffer.from(font), text, options));
