import { printable } from './printable.ts';
import { printResult } from './terminal.ts';

export async function runUnpack(file: string, dir: string): Promise<number> {
  const { unpackBundle } = await import('../bundle/unpack.ts');
  await unpackBundle(file, dir);
  printResult(`${printable(dir)}: every entry is there and verified; open its index.html`);
  return 0;
}
