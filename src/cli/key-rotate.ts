import { diagnostic, type Diagnostic } from '../diagnostic.ts';
import type { Digest } from '../digest.ts';
import type { Role } from '../trust/metadata.ts';
import { EXIT } from './failure.ts';
import { noteFindings } from './findings.ts';
import type { Format } from './format.ts';
import { printable } from './printable.ts';
import { openChannel, rememberChannel } from './release-channel.ts';
import { printReport } from './report.ts';
import { openSigners, signingOptions } from './signing.ts';
import { printResult } from './terminal.ts';

export interface KeyRotateFlags {
  readonly role: readonly Role[];
  readonly new?: readonly string[];
  readonly remove?: readonly string[];
  readonly threshold?: number;
  readonly trust?: Digest;
  readonly sign?: readonly string[];
  readonly rootExpires?: number;
  readonly output?: string;
  readonly format: Format;
}

/** Changes which keys count in a channel, or writes the root that says so for others to sign. */
export async function runKeyRotate(
  channel: string,
  flags: KeyRotateFlags,
  signal: AbortSignal,
): Promise<number> {
  const [{ draftNextRoot, isTurned, turnKeys }, { seenOf }, { signDraft, writeDraft }, { readPublicKey }] =
    await Promise.all([
      import('../release/rotate.ts'),
      import('../release/remembered.ts'),
      import('../release/root-draft.ts'),
      import('../trust/read-key.ts'),
    ]);
  const change = {
    roles: flags.role,
    added: (flags.new ?? []).map((file) => readPublicKey(file).publicKey),
    removed: (flags.remove ?? []).map((key) =>
      /^[0-9a-f]{8,64}$/i.test(key) ? key : readPublicKey(key).publicKey,
    ),
    threshold: flags.threshold,
  };
  const { store, state } = await openChannel(channel, flags.trust, signal);
  const signers = await openSigners(flags.sign, signal);
  const options = signingOptions(signers, undefined);
  // Who says when it ends wants another one.
  const isThere = flags.rootExpires === undefined && isTurned(state, change);
  const draft = isThere
    ? signDraft(state.root, [], state.before)
    : draftNextRoot(state, change, signers, options.now, flags.rootExpires);
  const { signed, threshold, isFinished, lacking } = draft;
  const { version } = draft.root.signed;
  const file = flags.output ?? `${version}.root.json`;
  const findings: Diagnostic[] = [...state.findings];
  if (isThere) findings.push(diagnostic('release-root-there', { channel, version }));
  if (isFinished) {
    findings.push(...(await turnKeys(store, state, draft, options)));
    await rememberChannel(store, { ...seenOf(state), root: version });
  } else {
    writeDraft(file, draft);
    findings.push(
      diagnostic('release-draft-unfinished', { file, signed, threshold, lacking: lacking.join(', ') }),
    );
  }
  await printReport(flags.format, {
    command: 'key rotate',
    exitCode: EXIT.done,
    findings,
    json: { channel, version, signed, threshold, isFinished, ...(!isFinished && { draft: file }) },
    text: () => {
      if (isFinished) printResult(`${printable(channel)}: root ${version} counts now`);
      else printResult(`${printable(file)}: a root that is not finished`);
      noteFindings(findings);
    },
  });
  return EXIT.done;
}
