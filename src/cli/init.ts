import { relative } from 'node:path';
import { printable } from './printable.ts';
import { formatCount } from '../quantity.ts';
import { printResult } from './terminal.ts';

export async function runInit(dir: string): Promise<number> {
  const { init } = await import('../init/init.ts');
  const { dir: written, title, files } = init(dir);
  const here = printable(relative(process.cwd(), written));
  const at = here === '' ? '' : ` ${here.includes(' ') ? `"${here}"` : here}`;
  printResult(
    [
      `“${printable(title)}” is in ${printable(written)}: ${formatCount(files.length, 'file')}`,
      'next:',
      `  satchel preview${at} --open   write with the result beside you`,
      `  satchel build${at}            make the bundle`,
    ].join('\n'),
  );
  return 0;
}
