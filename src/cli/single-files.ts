import { basename, dirname } from 'node:path';
import type { BuildEvent, BuildResult } from '../build/options.ts';
import { formatCount, formatSize } from '../quantity.ts';
import type { SingleFile } from '../single/write.ts';
import { printable } from './printable.ts';

/** Writes the lessons of bundles that were built as single files. */
export async function writeLessons(
  { bundles, stopped }: BuildResult,
  onEvent: (event: BuildEvent) => void,
  signal: AbortSignal,
): Promise<SingleFile[]> {
  if (stopped) return [];
  const { writeSingleFiles } = await import('../single/write.ts');
  const written: SingleFile[] = [];
  for (const { file } of bundles) {
    let isTold = false;
    const onProgress = (done: number, total: number, name: string): void => {
      if (!isTold) onEvent({ kind: 'stage', stage: 'write', total, bundle: file });
      isTold = true;
      onEvent({ kind: 'step', stage: 'write', done, total, name, bundle: file });
    };
    written.push(...(await writeSingleFiles({ bundle: file, onProgress, signal })));
  }
  return written;
}

/** What was written, a folder after the other: each file with its size, and what was left out of it. */
export function lessonLines(files: readonly SingleFile[], fromHere: (file: string) => string): string[] {
  const folders = new Set(files.map(({ file }) => dirname(file)));
  return [...folders].flatMap((folder) => {
    const own = files.filter(({ file }) => dirname(file) === folder);
    return [
      `${fromHere(folder)}  ${formatCount(own.length, 'page')} as one file each`,
      ...own.map(({ file, size, left }) => {
        const without = left.map(({ path }) => printable(basename(path))).join(', ');
        const note = left.length === 0 ? '' : `  without ${without}: see the whole pack`;
        return `${formatSize(size).padStart(9)}  ${printable(basename(file))}${note}`;
      }),
      '',
    ];
  });
}
