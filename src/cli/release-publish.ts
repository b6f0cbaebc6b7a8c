import { EXIT } from './failure.ts';
import type { ReleaseAddFlags } from './release-add.ts';
import { rememberChannel } from './release-channel.ts';
import { addedText, reportAdded, withPlan } from './release-plan-of-add.ts';
import { openSigners, signingOptions } from './signing.ts';
import { printable } from './printable.ts';
import { printResult } from './terminal.ts';

export type ReleasePublishFlags = ReleaseAddFlags;

/** Adds bundles, if any are named, and leads everybody to the newest. */
export async function runReleasePublish(
  channel: string,
  bundles: readonly string[],
  flags: ReleasePublishFlags,
  signal: AbortSignal,
): Promise<number> {
  if (flags.dryRun) return (await import('./release-add.ts')).runReleaseAdd(channel, bundles, flags, signal);
  const signers = await openSigners(flags.sign, signal);
  return withPlan(channel, bundles, flags, signal, async ({ store, state, plan, onEvent }) => {
    const [{ publishAdded }, { seenOf }] = await Promise.all([
      import('../release/publish-added.ts'),
      import('../release/remembered.ts'),
    ]);
    const options = { ...signingOptions(signers, flags.expires), signal };
    const published = await publishAdded(store, state, plan, options, onEvent);
    await rememberChannel(store, { ...seenOf(state), timestamp: published.timestamp });
    const findings = [...state.findings, ...plan.findings, ...published.findings];
    const { timestamp, snapshot, targets, expires, isNew } = published;
    await reportAdded(flags, plan, {
      command: 'release publish',
      findings,
      json: { channel, isNew, timestamp, snapshot, targets, fingerprint: state.fingerprint },
      text: () => {
        if (bundles.length > 0) printResult(addedText(plan, false));
        if (isNew)
          printResult(
            `${printable(channel)}: published, release ${timestamp}; it is news until ${expires.slice(0, 10)}`,
          );
        if (isNew && (state.published?.files.length ?? 0) === 0)
          printResult(
            `next: let any web server show it; whoever wants its packs types: satchel update <address> --to packs --trust ${state.fingerprint}`,
          );
      },
    });
    return EXIT.done;
  });
}
