import { startCounter } from './counter.ts';
import { printable } from './printable.ts';
import { formatCount, formatSize } from '../quantity.ts';
import { printResult } from './terminal.ts';

export async function runUnpack(file: string, dir: string, signal: AbortSignal): Promise<number> {
  const { unpackBundle } = await import('../bundle/unpack.ts');
  const counter = startCounter(file, 'unpacking');
  const { entries, size, state } = await unpackBundle(file, dir, {
    onProgress: counter.onProgress,
    signal,
  }).finally(counter.stop);
  const what = `${formatCount(entries, 'file')}, ${formatSize(size)}, every one verified`;
  printResult(`${printable(dir)}: ${what}${state === 'unchanged' ? ' (it was there already)' : ''}`);
  printResult(`next: open ${printable(dir)}/index.html`);
  return 0;
}
