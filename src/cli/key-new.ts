import { diagnostic, SatchelError, type Diagnostic } from '../diagnostic.ts';
import type { KeyFiles } from '../trust/key-file.ts';
import type { PublicKey } from '../trust/public-key.ts';
import { askPassphrase } from './ask-passphrase.ts';
import { EXIT } from './failure.ts';
import { noteFindings } from './findings.ts';
import type { Format } from './format.ts';
import { printable } from './printable.ts';
import { printReport } from './report.ts';
import { printResult } from './terminal.ts';

export interface KeyNewFlags {
  /** False with --no-passphrase. */
  readonly passphrase: boolean;
  readonly format: Format;
}

/** Makes a key with a passphrase of the environment, or one that is typed twice. */
export async function runKeyNew(name: string, flags: KeyNewFlags, signal: AbortSignal): Promise<number> {
  const { finishKeyFiles, keyFilesOf, refuseKeyFiles, writeNewKey } = await import('../trust/key-file.ts');
  const files = keyFilesOf(name);
  const finished = finishKeyFiles(files);
  if (finished) {
    const { secretFile: file, publicFile } = files;
    const findings = [diagnostic('key-finished', { file, publicFile })];
    if (!finished.encrypted) findings.push(diagnostic('key-unencrypted', { file }));
    await printKey(files, finished.key, finished.encrypted, findings, flags);
    return EXIT.done;
  }
  // Before anyone has thought of a passphrase.
  refuseKeyFiles(files);
  const passphrase = flags.passphrase ? await newPassphrase(files.secretFile, signal) : undefined;
  const findings = passphrase ? [] : [diagnostic('key-unencrypted', { file: files.secretFile })];
  try {
    const key = writeNewKey(files, passphrase);
    await printKey(files, key, passphrase !== undefined, findings, flags);
  } finally {
    passphrase?.fill(0);
  }
  return EXIT.done;
}

async function printKey(
  files: KeyFiles,
  key: PublicKey,
  encrypted: boolean,
  findings: readonly Diagnostic[],
  { format }: KeyNewFlags,
): Promise<void> {
  const { publicKeyLine } = await import('../trust/public-key.ts');
  const line = publicKeyLine(key);
  await printReport(format, {
    command: 'key new',
    exitCode: EXIT.done,
    findings,
    json: { ...files, keyId: key.keyId, publicKey: line, encrypted },
    text: () => {
      printResult(`${printable(files.secretFile)}  keep it, and keep it secret`);
      printResult(`${printable(files.publicFile)}  for everyone who wants to check what you sign`);
      printResult(`key ${key.keyId}  ${line}`);
      noteFindings(findings);
    },
  });
}

async function newPassphrase(file: string, signal: AbortSignal): Promise<Buffer> {
  const { checkPassphrase, passphraseFrom, PASSPHRASE_VARIABLE } = await import('../trust/passphrase.ts');
  const given = passphraseFrom(process.env);
  if (given !== undefined || !process.stdin.isTTY) {
    if (given === undefined && process.env[PASSPHRASE_VARIABLE] === undefined)
      throw new SatchelError('key-passphrase-missing');
    const passphrase = given ?? Buffer.alloc(0);
    checkPassphrase(passphrase);
    return passphrase;
  }
  const passphrase = await askPassphrase(`passphrase for ${printable(file)}: `, signal);
  checkPassphrase(passphrase);
  const again = await askPassphrase('the same again: ', signal);
  const same = passphrase.equals(again);
  again.fill(0);
  if (same) return passphrase;
  passphrase.fill(0);
  throw new SatchelError('key-passphrase-differs');
}
