import type { Metadata, Root } from '@tufjs/models';
import { diagnostic, type Diagnostic } from '../diagnostic.ts';
import type { Digest } from '../digest.ts';
import { roles } from '../trust/metadata.ts';
import { shownKeyId } from '../trust/tuf-key-id.ts';
import { EXIT } from './failure.ts';
import { noteFindings } from './findings.ts';
import type { Format } from './format.ts';
import { printable } from './printable.ts';
import { openChannel, openStore, rememberChannel } from './release-channel.ts';
import { printReport } from './report.ts';
import { openSigners, signingOptions } from './signing.ts';
import { printResult } from './terminal.ts';

export interface ReleaseSignFlags {
  readonly key?: readonly string[];
  readonly channel?: string;
  readonly trust?: Digest;
  readonly format: Format;
}

/** Adds signatures to a root, and makes it count once it has enough. */
export async function runReleaseSign(
  file: string,
  flags: ReleaseSignFlags,
  signal: AbortSignal,
): Promise<number> {
  const [{ signDraftFile }, { beginChannel }, { turnKeys }] = await Promise.all([
    import('../release/sign-draft.ts'),
    import('../release/init-channel.ts'),
    import('../release/rotate.ts'),
  ]);
  const signers = await openSigners(flags.key, signal);
  const store = flags.channel === undefined ? undefined : await openStore(flags.channel);
  const draft = await signDraftFile(file, signers, store);
  const { signed, threshold, isFinished, lacking } = draft;
  const { version } = draft.root.signed;
  const findings: Diagnostic[] = isFinished
    ? []
    : [diagnostic('release-draft-unfinished', { file, signed, threshold, lacking: lacking.join(', ') })];
  const isPut = isFinished && store !== undefined;
  const options = signingOptions(signers, undefined);
  let fingerprint: Digest | undefined;
  if (isPut && version === 1) {
    ({ fingerprint } = await beginChannel(store, draft, options));
    await rememberChannel(store, { fingerprint, root: 1, timestamp: 0 });
  } else if (isPut) {
    const { state } = await openChannel(flags.channel ?? '', flags.trust, signal);
    findings.push(...state.findings, ...(await turnKeys(store, state, draft, options)));
    await rememberChannel(store, { fingerprint: state.fingerprint, root: version, timestamp: 0 });
  }
  await printReport(flags.format, {
    command: 'release sign',
    exitCode: EXIT.done,
    findings,
    json: { file, version, signed, threshold, isFinished, isPut, ...(fingerprint && { fingerprint }) },
    text: () => {
      printResult(rootText(draft.root));
      if (fingerprint)
        printResult(`${printable(flags.channel ?? '')}: a channel with the fingerprint\n  ${fingerprint}`);
      else if (isPut) printResult(`${printable(flags.channel ?? '')}: root ${version} counts now`);
      else if (isFinished) {
        printResult(`${printable(file)}: enough of its keys have signed it`);
        printResult(`next: satchel release sign ${printable(file)} --channel <channel>`);
      }
      noteFindings(findings);
    },
  });
  return EXIT.done;
}

/** What a root says: who signs it should see that. */
function rootText({ signed: { version, expires, roles: granted } }: Metadata<Root>): string {
  const lines = roles.map((role) => {
    const { keyIDs = [], threshold = 1 } = granted[role] ?? {};
    return `  ${role.padEnd(9)}  ${threshold} of ${keyIDs.map(shownKeyId).join(', ')}`;
  });
  return [
    `root ${version}, until ${expires.slice(0, 10)}; these keys must sign from then on:`,
    ...lines,
  ].join('\n');
}
