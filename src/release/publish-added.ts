import { add } from './add.ts';
import type { AddPlan } from './add-plan.ts';
import type { AddEvent } from './plan-add.ts';
import { publish, type Published, type PublishOptions } from './publish.ts';
import { seenOf } from './remembered.ts';
import { readState, type ChannelState } from './state.ts';
import type { Store } from './store.ts';
import { writeIndex } from './write-index.ts';

/** Adds what `plan` has, leads everybody to it, and makes the index. Throws SatchelError as {@link add} and {@link publish} do. */
export async function publishAdded(
  store: Store,
  state: ChannelState,
  plan: AddPlan,
  options: Omit<PublishOptions, 'sign'>,
  onEvent?: (event: AddEvent) => void,
): Promise<Published> {
  const targets = await add(store, state, plan, options, onEvent);
  const now =
    targets === undefined ? state : await readState(store, { seen: seenOf(state), signal: options.signal });
  // What everybody saw when this began is what is replaced: who was faster is not overwritten.
  const published = await publish(
    store,
    { ...now, published: state.published, isRekeyed: state.isRekeyed },
    { ...options, sign: 'new' },
  );
  await writeIndex(store, options.signal);
  return published;
}
