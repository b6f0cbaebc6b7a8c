import { arch, platform, release } from 'node:os';
import { packageVersion } from '../package.ts';
import { printable } from './printable.ts';

/** What to say about a fault of Satchel itself, and what to send to those who can mend it. */
export function describeBug(bug: unknown, args: readonly string[]): string {
  const message = bug instanceof Error ? `${bug.name}: ${bug.message}` : String(bug);
  const stack = bug instanceof Error ? (bug.stack ?? '') : '';
  const command = ['satchel', ...args].map(printable).join(' ');
  return [
    `satchel: this is a bug in Satchel, not in your content: ${printable(message)}`,
    '    hint: please report these lines; your files are as they were before',
    `    command: ${command}`,
    `    versions: satchel ${packageVersion()}, Node.js ${process.version}, ${platform()} ${release()} ${arch()}`,
    process.env['SATCHEL_DEBUG'] === '1'
      ? stack.split('\n').map(printable).join('\n')
      : '    SATCHEL_DEBUG=1 shows where it happened',
    '',
  ].join('\n');
}
