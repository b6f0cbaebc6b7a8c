import type { Digest } from '../digest.ts';
import { EXIT } from './failure.ts';
import type { Format } from './format.ts';
import { addedText, reportAdded, withPlan } from './release-plan-of-add.ts';
import { printable } from './printable.ts';
import { openSigners, signingOptions } from './signing.ts';
import { printResult } from './terminal.ts';

export interface ReleaseAddFlags {
  readonly deltas: number;
  readonly dryRun?: boolean;
  readonly trust?: Digest;
  readonly sign?: readonly string[];
  readonly expires?: number;
  readonly format: Format | 'markdown';
}

/** Puts bundles into a channel, or tells what that would do. */
export async function runReleaseAdd(
  channel: string,
  bundles: readonly string[],
  flags: ReleaseAddFlags,
  signal: AbortSignal,
): Promise<number> {
  // What a run of minutes needs at its end is asked for at its beginning.
  const signers = flags.dryRun ? [] : await openSigners(flags.sign, signal);
  return withPlan(channel, bundles, flags, signal, async ({ store, state, plan, onEvent }) => {
    const { add } = await import('../release/add.ts');
    const options = { ...signingOptions(signers, flags.expires), signal };
    const targets = flags.dryRun ? undefined : await add(store, state, plan, options, onEvent);
    await reportAdded(flags, plan, {
      command: 'release add',
      findings: [...state.findings, ...plan.findings],
      json: { channel, isDryRun: flags.dryRun === true, ...(targets !== undefined && { targets }) },
      text: () => {
        printResult(addedText(plan, flags.dryRun === true));
        if (targets !== undefined)
          printResult(`next: satchel release publish ${printable(channel)} --sign <online key>`);
      },
    });
    return EXIT.done;
  });
}
