import { SatchelError } from '../diagnostic.ts';
import type { Signing } from '../trust/sign-manifest.ts';
import type { Signer } from '../trust/secret-key.ts';
import { passphraseAsker } from './ask-passphrase.ts';
import { startCounter } from './counter.ts';
import { EXIT } from './failure.ts';
import { formatFinding } from './findings.ts';
import type { Format } from './format.ts';
import { printable } from './printable.ts';
import { diagnosticJson, printReport } from './report.ts';
import { painter, printResult } from './terminal.ts';

export interface SignFlags {
  readonly key?: string;
  readonly format: Format;
}

interface Signed {
  readonly bundle: string;
  readonly signing: Signing;
  readonly exit: number;
}

/** Signs every bundle that is named, also after one that is damaged; the exit code is that of the worst. */
export async function runSign(
  bundles: readonly string[],
  flags: SignFlags,
  signal: AbortSignal,
): Promise<number> {
  const { readSigner } = await import('../trust/read-key.ts');
  const signer = await readSigner({ file: flags.key, env: process.env, ask: passphraseAsker(signal) });
  const results: Signed[] = [];
  for (const bundle of bundles) {
    const result = await signOne(bundle, signer, signal);
    results.push(result);
    if (flags.format === 'text') printSigned(result);
  }
  const exitCode = Math.max(...results.map(({ exit }) => exit));
  await printReport(flags.format, {
    command: 'sign',
    exitCode,
    findings: [],
    json: { bundles: results.map(signedJson) },
    text: () => undefined,
  });
  return exitCode;
}

async function signOne(bundle: string, signer: Signer, signal: AbortSignal): Promise<Signed> {
  const { signBundle } = await import('../trust/sign-manifest.ts');
  const counter = startCounter(bundle, 'verifying');
  try {
    const signing = await signBundle(bundle, signer, { onProgress: counter.onProgress, signal });
    return { bundle, signing, exit: 'findings' in signing ? EXIT.integrity : EXIT.done };
  } catch (error) {
    if (!(error instanceof SatchelError) || signal.aborted) throw error;
    return { bundle, signing: { findings: [error.diagnostic] }, exit: error.exit };
  } finally {
    counter.stop();
  }
}

function printSigned({ bundle, signing }: Signed): void {
  const paint = painter(process.stdout);
  const name = printable(bundle);
  if ('findings' in signing) {
    printResult(`${name}  ${paint('red', 'not signed')}`);
    printResult(signing.findings.map((finding) => formatFinding(finding, paint)).join('\n'));
    return;
  }
  const { file, keyId, digest, unchanged } = signing;
  const done = unchanged ? 'signed already' : 'signed';
  printResult(`${name}  ${paint('green', done)}  key ${keyId}  ${digest}\n    ${printable(file)}`);
}

function signedJson({ bundle, signing }: Signed): object {
  if (!('findings' in signing)) return { file: bundle, signed: true, signature: signing, diagnostics: [] };
  const diagnostics = signing.findings.map((finding) => diagnosticJson(finding));
  return { file: bundle, signed: false, diagnostics };
}
