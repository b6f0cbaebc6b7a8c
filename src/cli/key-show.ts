import { passphraseAsker } from './ask-passphrase.ts';
import { EXIT } from './failure.ts';
import type { Format } from './format.ts';
import { printable } from './printable.ts';
import { printReport } from './report.ts';
import { printResult } from './terminal.ts';
import type { KeyDescription } from '../trust/describe-key.ts';
import { formatSize } from '../quantity.ts';

export interface KeyShowFlags {
  readonly format: Format;
}

/** Shows what is public of a key. */
export async function runKeyShow(file: string, flags: KeyShowFlags, signal: AbortSignal): Promise<number> {
  const { describeKey } = await import('../trust/describe-key.ts');
  const key = await describeKey({ file, env: process.env, ask: passphraseAsker(signal) });
  await printReport(flags.format, {
    command: 'key show',
    exitCode: EXIT.done,
    findings: [],
    json: { file, ...key },
    text: () => {
      printResult(`${printable(file)}  ${kindOf(key)}`);
      printResult(`key ${key.keyId}  ${key.publicKey}`);
      if (key.channelKeyId !== key.keyId) printResult(`in channels it is called ${key.channelKeyId}`);
      if (key.from !== undefined) printResult(`as ${printable(key.from)} beside it says`);
    },
  });
  return EXIT.done;
}

function kindOf({ secret, cost }: KeyDescription): string {
  if (!secret) return 'public key';
  if (cost === undefined) return 'secret key, not encrypted: whoever can read the file can sign with it';
  const { N, r, p, memory } = cost;
  return `secret key, encrypted (scrypt, N ${N}, r ${r}, p ${p}: ${formatSize(memory)} of memory)`;
}
