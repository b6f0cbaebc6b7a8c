import type { Digest } from '../digest.ts';
import { EXIT } from './failure.ts';
import { noteFindings } from './findings.ts';
import type { Format } from './format.ts';
import { printable } from './printable.ts';
import { openChannel, rememberChannel } from './release-channel.ts';
import { printReport } from './report.ts';
import { openSigners, signingOptions } from './signing.ts';
import { printResult } from './terminal.ts';

export interface ReleaseRenewFlags {
  readonly all?: boolean;
  readonly trust?: Digest;
  readonly sign?: readonly string[];
  readonly expires?: number;
  readonly format: Format;
}

/** Signs anew that what is published is current. */
export async function runReleaseRenew(
  channel: string,
  flags: ReleaseRenewFlags,
  signal: AbortSignal,
): Promise<number> {
  const [{ publish }, { seenOf }, { writeIndex }] = await Promise.all([
    import('../release/publish.ts'),
    import('../release/remembered.ts'),
    import('../release/write-index.ts'),
  ]);
  const { store, state } = await openChannel(channel, flags.trust, signal);
  const signers = await openSigners(flags.sign, signal);
  const { findings, timestamp, snapshot, targets, expires } = await publish(store, state, {
    ...signingOptions(signers, flags.expires),
    signal,
    sign: flags.all ? 'all' : 'due',
  });
  await rememberChannel(store, { ...seenOf(state), timestamp });
  await writeIndex(store, signal);
  const all = [...state.findings, ...findings];
  await printReport(flags.format, {
    command: 'release renew',
    exitCode: EXIT.done,
    findings: all,
    json: { channel, fingerprint: state.fingerprint, timestamp, snapshot, targets },
    text: () => {
      printResult(
        `${printable(channel)}: renewed, release ${timestamp}; it is news until ${expires.slice(0, 10)}`,
      );
      noteFindings(all);
    },
  });
  return EXIT.done;
}
