import { SatchelError, type Diagnostic } from '../diagnostic.ts';
import type { Digest } from '../digest.ts';
import type { PublicKey } from '../trust/public-key.ts';
import type { GoodSignature } from '../trust/verify-signature.ts';
import { EXIT } from './failure.ts';
import { formatFinding } from './findings.ts';
import type { Format } from './format.ts';
import { printable } from './printable.ts';
import { startCounter } from './counter.ts';
import { formatCount } from '../quantity.ts';
import { diagnosticJson, printReport } from './report.ts';
import { painter, printResult } from './terminal.ts';

export interface VerifyFlags {
  /** A public key, or its file: a good signature by it is demanded. */
  readonly key?: string;
  readonly signature?: string;
  readonly format: Format;
}

interface Verified {
  readonly file: string;
  readonly digest: Digest | undefined;
  readonly entries: number;
  readonly findings: readonly Diagnostic[];
  readonly signature: GoodSignature | undefined;
  readonly exit: number;
}

/** Verifies every bundle that is named, also after one that is damaged; the exit code is that of the worst. */
export async function runVerify(
  files: readonly string[],
  flags: VerifyFlags,
  signal: AbortSignal,
): Promise<number> {
  const key = flags.key === undefined ? undefined : await readKey(flags.key);
  const results: Verified[] = [];
  for (const file of files) {
    const verified = await verifyOne(file, signal);
    const result = key === undefined ? verified : await withSignature(verified, key, flags.signature);
    results.push(result);
    if (flags.format === 'text') printVerified(result);
  }
  const exitCode = Math.max(...results.map(({ exit }) => exit));
  await printReport(flags.format, {
    command: 'verify',
    exitCode,
    findings: [],
    json: { bundles: results.map(verifiedJson) },
    text: () => undefined,
  });
  return exitCode;
}

async function verifyOne(file: string, signal: AbortSignal): Promise<Verified> {
  const { verifyBundle } = await import('../bundle/verify.ts');
  const counter = startCounter(file, 'verifying');
  try {
    const { digest, entries, findings } = await verifyBundle(file, {
      onProgress: counter.onProgress,
      signal,
    });
    const exit = findings.length > 0 ? EXIT.integrity : EXIT.done;
    return { file, digest, entries, findings, signature: undefined, exit };
  } catch (error) {
    if (!(error instanceof SatchelError) || signal.aborted) throw error;
    const findings = [error.diagnostic];
    return { file, digest: undefined, entries: 0, findings, signature: undefined, exit: error.exit };
  } finally {
    counter.stop();
  }
}

async function readKey(fileOrText: string): Promise<PublicKey> {
  const { readPublicKey } = await import('../trust/read-key.ts');
  return readPublicKey(fileOrText);
}

/** The same, with the signature that must be there; where the manifest itself is damaged, there is nothing that could be signed. */
async function withSignature(verified: Verified, key: PublicKey, file?: string): Promise<Verified> {
  if (verified.digest === undefined) return verified;
  const { verifySignature } = await import('../trust/verify-signature.ts');
  try {
    return { ...verified, signature: verifySignature(verified.file, verified.digest, key, file) };
  } catch (error) {
    if (!(error instanceof SatchelError)) throw error;
    const findings = [...verified.findings, error.diagnostic];
    return { ...verified, findings, exit: Math.max(verified.exit, error.exit) };
  }
}

function printVerified({ file, digest, entries, findings, signature, exit }: Verified): void {
  const name = printable(file);
  const paint = painter(process.stdout);
  if (exit === EXIT.done && digest !== undefined) {
    printResult(`${name}  ${paint('green', 'good')}  ${formatCount(entries, 'entry', 'entries')}  ${digest}`);
    if (signature !== undefined)
      printResult(`    signed by ${signature.keyId}: ${printable(signature.trustedComment)}`);
    return;
  }
  printResult(`${name}  ${paint('red', wordFor(findings, exit))}`);
  printResult(findings.map((finding) => formatFinding(finding, paint)).join('\n'));
}

/** What is whole and not signed by the right key is not called damaged. */
function wordFor(findings: readonly Diagnostic[], exit: number): string {
  if (findings.every(({ code }) => code.startsWith('signature-'))) return 'not trusted';
  return exit === EXIT.integrity ? 'damaged' : 'not verified';
}

function verifiedJson({ file, digest, entries, findings, signature, exit }: Verified): object {
  return {
    file,
    good: exit === EXIT.done,
    ...(digest !== undefined && { digest }),
    entries,
    ...(signature !== undefined && { signature }),
    diagnostics: findings.map((finding) => diagnosticJson(finding)),
  };
}
