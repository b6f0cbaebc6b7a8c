import { diagnostic, type Diagnostic } from '../diagnostic.ts';
import { EXIT } from './failure.ts';
import { noteFindings } from './findings.ts';
import type { Format } from './format.ts';
import { printable } from './printable.ts';
import { openStore, rememberChannel } from './release-channel.ts';
import { printReport } from './report.ts';
import { openSigners, signingTime } from './signing.ts';
import { printResult } from './terminal.ts';

export interface ReleaseInitFlags {
  readonly root: readonly string[];
  readonly threshold?: number;
  readonly key: readonly string[];
  readonly targetsKey?: readonly string[];
  readonly sign?: readonly string[];
  readonly rootExpires?: number;
  readonly expires?: number;
  readonly output: string;
  readonly format: Format;
}

/** Begins a channel, or writes its root for others to sign. */
export async function runReleaseInit(
  channel: string,
  flags: ReleaseInitFlags,
  signal: AbortSignal,
): Promise<number> {
  const [{ beginChannel, draftFirstRoot, refuseChannel }, { writeDraft }, { readPublicKey }] =
    await Promise.all([
      import('../release/init-channel.ts'),
      import('../release/root-draft.ts'),
      import('../trust/read-key.ts'),
    ]);
  const keysOf = (files: readonly string[]): Uint8Array[] =>
    files.map((file) => readPublicKey(file).publicKey);
  const online = { keys: keysOf(flags.key), threshold: 1 };
  const grants = {
    root: { keys: keysOf(flags.root), threshold: flags.threshold ?? Math.min(2, flags.root.length) },
    targets: flags.targetsKey ? { keys: keysOf(flags.targetsKey), threshold: 1 } : online,
    snapshot: online,
    timestamp: online,
  };
  const store = await openStore(channel);
  const now = signingTime();
  // Nobody types three passphrases to learn that.
  await refuseChannel(store);
  const signers = await openSigners(flags.sign, signal);
  const draft = await draftFirstRoot(store, grants, signers, now, flags.rootExpires);
  const findings: Diagnostic[] = [];
  if (!draft.isFinished) {
    const { signed, threshold, lacking } = draft;
    writeDraft(flags.output, draft);
    findings.push(
      diagnostic('release-draft-unfinished', {
        ...{ file: flags.output, signed, threshold, lacking: lacking.join(', ') },
      }),
    );
  }
  const begun = draft.isFinished
    ? await beginChannel(store, draft, { signers, now, expiresDays: flags.expires })
    : undefined;
  if (begun) await rememberChannel(store, { fingerprint: begun.fingerprint, root: 1, timestamp: 0 });
  await printReport(flags.format, {
    command: 'release init',
    exitCode: EXIT.done,
    findings,
    json: { channel, ...(begun ?? { draft: flags.output }) },
    text: () => {
      if (begun) {
        printResult(`${printable(channel)}: a channel with the fingerprint`);
        printResult(`  ${begun.fingerprint}`);
        printResult(
          'Tell it to people by another way than the channel itself: print it in the manual, on a poster, on your own web page.',
        );
        printResult(`next: satchel release publish ${printable(channel)} <bundle…> --sign <online key>`);
      } else printResult(`${printable(flags.output)}: a root that is not finished`);
      noteFindings(findings);
    },
  });
  return EXIT.done;
}
