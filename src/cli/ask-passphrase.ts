import { MAX_PASSPHRASE } from '../trust/secret-key.ts';
import { printable } from './printable.ts';
import { notes } from './terminal.ts';

const [CTRL_C, CTRL_D, BACKSPACE, NEWLINE, RETURN, CTRL_U, SPACE, DELETE] = [3, 4, 8, 10, 13, 21, 32, 127];

/** Asks for the passphrase of a key by its name; undefined where stdin is no terminal and nobody can be asked. */
export function passphraseAsker(signal: AbortSignal): ((name: string) => Promise<Buffer>) | undefined {
  if (!process.stdin.isTTY) return undefined;
  return (name) => askPassphrase(`passphrase of ${printable(name)}: `, signal);
}

/**
 * Asks on the terminal and shows nothing of what is typed. The answer is in a buffer that whoever asked overwrites. Ctrl-C interrupts
 * the command; Ctrl-U begins anew. Rejects when `signal` is aborted.
 */
export async function askPassphrase(question: string, signal: AbortSignal): Promise<Buffer> {
  const { stdin } = process;
  // One more than a passphrase may have, so that what is too long can be told.
  const typed = Buffer.alloc(MAX_PASSPHRASE + 1);
  stdin.setRawMode(true);
  notes().write(question);
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      let size = 0;
      const stop = (): void => {
        stdin.off('data', take);
        signal.removeEventListener('abort', abort);
        stdin.pause();
      };
      const abort = (): void => {
        stop();
        typed.fill(0);
        reject(signal.reason as Error);
      };
      const take = (chunk: Buffer): void => {
        for (const [at, byte] of chunk.entries()) {
          if (byte === CTRL_C) {
            chunk.fill(0);
            // As if the terminal had not been told to hand it on.
            process.kill(process.pid, 'SIGINT');
            return;
          }
          if (byte === NEWLINE || byte === RETURN || (byte === CTRL_D && size === 0)) {
            stop();
            const rest = Buffer.from(chunk.subarray(at + 1));
            chunk.fill(0);
            if (rest.length > 0) stdin.unshift(rest);
            resolve(typed.subarray(0, size));
            return;
          }
          if (byte === CTRL_U) size = 0;
          else if (byte === BACKSPACE || byte === DELETE) size = withoutLast(typed, size);
          else if (byte >= SPACE && size < typed.length) typed[size++] = byte;
        }
        chunk.fill(0);
      };
      signal.addEventListener('abort', abort);
      stdin.on('data', take);
      stdin.resume();
    });
  } finally {
    stdin.setRawMode(false);
    notes().write('\n');
  }
}

/** The size without the last character in UTF-8. */
function withoutLast(bytes: Buffer, size: number): number {
  let end = size - 1;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return Math.max(end, 0);
}
