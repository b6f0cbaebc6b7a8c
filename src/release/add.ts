import type { TargetFile } from '@tufjs/models';
import { targetOf } from '../channel/contents.ts';
import { targetPath } from '../channel/layout.ts';
import { compareCodeUnits } from '../order.ts';
import type { AddPlan } from './add-plan.ts';
import type { AddEvent } from './plan-add.ts';
import { createTargets, type PublishOptions } from './publish.ts';
import type { ChannelState } from './state.ts';
import type { Store } from './store.ts';

/**
 * Puts what `plan` has into the channel, and signs the list with it; nobody is led to it yet. Gives the version of that list, undefined where nothing
 * was new. Throws SatchelError: `release-raced`, `release-key-lacking`, `release-file-taken`, `env-*`.
 */
export async function add(
  store: Store,
  state: ChannelState,
  plan: AddPlan,
  options: Pick<PublishOptions, 'signers' | 'now' | 'expiresDays' | 'signal'>,
  onEvent?: (event: AddEvent) => void,
): Promise<number | undefined> {
  if (plan.files.length === 0) return undefined;
  const total = plan.files.reduce((sum, { listed }) => sum + listed.size, 0);
  let done = 0;
  for (const { listed, content } of plan.files) {
    const tell = (): void => onEvent?.({ doing: 'publishing', name: listed.path, done, total });
    const before = done;
    tell();
    await store.create(targetPath(listed.path, listed.digest), content, {
      signal: options.signal,
      onBytes: (size) => {
        done += size;
        tell();
      },
    });
    done = before + listed.size;
  }
  const { version } = await createTargets(store, state, listOf(state, plan), options);
  return version;
}

/** What was listed before, also what this Satchel does not know, and what is new. */
function listOf({ head }: ChannelState, { files }: AddPlan): TargetFile[] {
  const list = new Map(Object.entries(head?.signed.targets ?? {}));
  for (const { listed } of files) list.set(listed.path, targetOf(listed));
  return [...list.values()].sort((a, b) => compareCodeUnits(a.path, b.path));
}
