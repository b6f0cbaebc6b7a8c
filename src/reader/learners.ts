import { isLearnerId, learnerName, type Learner } from '../learner/learner.ts';
import { fields, parseJson } from '../learner/progress-record.ts';
import type { Store } from './store.ts';

// Several learners share a device. Who they are is one entry of the store, who reads now another.

const LIST = 'satchel/learners';
const CURRENT = 'satchel/current';
const MAX_LEARNERS = 100;

/** Whoever has given no name. */
export const nobody: Learner = { id: 'nobody', name: '' };

interface Entry {
  readonly name: string;
  readonly at: number;
  readonly gone?: boolean;
}
type Entries = Readonly<Record<string, Entry>>;

export async function learnersIn(store: Store): Promise<Learner[]> {
  const entries = parse(await store.get(LIST));
  return Object.keys(entries)
    .filter((id) => !entries[id]?.gone)
    .map((id) => ({ id, name: entries[id]?.name || '' }))
    .sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
}

export async function currentIn(store: Store, learners: readonly Learner[]): Promise<Learner> {
  const id = await store.get(CURRENT);
  return learners.filter((learner) => learner.id === id)[0] || nobody;
}

export function choose(store: Store, { id }: Learner): Promise<void> {
  return store.change(CURRENT, () => id);
}

/** Adds a learner, or gives one another name. */
export async function nameLearner(store: Store, learner: Learner): Promise<void> {
  await put(store, learner.id, learner.name, false);
}

/** Told on `document`: the page that is open no longer keeps what it knows of its learner. */
export const REMOVED = 'satchel:removed';

/** Removes the learner of this page with all that is kept of them, in all packs of this store. */
export async function removeLearner(store: Store, { id }: Learner): Promise<void> {
  document.dispatchEvent(new CustomEvent(REMOVED));
  if (id !== nobody.id) await put(store, id, '', true);
  for (const [key] of await store.list(`satchel/${id}/`)) await store.change(key, () => null);
  await choose(store, nobody);
}

export function newLearnerId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(10)), (byte) => (byte % 36).toString(36)).join('');
}

/** Ids of learners who were removed: what other tabs still keep of them is not theirs any more. */
export async function removedIn(store: Store): Promise<string[]> {
  const entries = parse(await store.get(LIST));
  return Object.keys(entries).filter((id) => entries[id]?.gone);
}

function put(store: Store, id: string, learner: string, gone: boolean): Promise<void> {
  return store.change(LIST, (text) => {
    const entries = parse(text);
    const at = Math.max(Date.now(), (entries[id]?.at || 0) + 1);
    return JSON.stringify({ ...entries, [id]: { name: learnerName(learner), at, ...(gone && { gone }) } });
  });
}

/** One list out of two copies: of what is said twice, the later; of what is said at once, the same whichever copy comes first. */
export function mergeLearners(a: string | null, b: string | null): string {
  const [left, right] = [parse(a), parse(b)];
  const merged: Record<string, Entry> = { ...left };
  for (const id of Object.keys(right)) {
    const [one, other] = [left[id], right[id] as Entry];
    if (!one || other.at > one.at || (other.at === one.at && JSON.stringify(other) > JSON.stringify(one)))
      merged[id] = other;
  }
  return JSON.stringify(merged);
}

function parse(text: string | null): Entries {
  const entries = Object.create(null) as Record<string, Entry>;
  const value = fields(parseJson(text || ''));
  for (const id of Object.keys(value).slice(0, MAX_LEARNERS * 4)) {
    const { name, at, gone } = fields(value[id]);
    if (!isLearnerId(id) || id === nobody.id || typeof at !== 'number' || !isFinite(at)) continue;
    const said = learnerName(name);
    if (said !== '' || gone === true) entries[id] = { name: said, at, ...(gone === true && { gone }) };
  }
  return entries;
}
