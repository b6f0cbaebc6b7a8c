import { checkRecord, mergeRecords, parseJson, type LessonRecord } from '../learner/progress-record.ts';
import { isLessonId, type Learner } from '../learner/learner.ts';
import { choose, mergeLearners, removedIn } from './learners.ts';
import { pack } from './pack.ts';
import { ownStore, type Store } from './store.ts';

// Records of lessons in a store: `satchel/<learner>/<pack>/<lesson>`, JSON.

export function keyOf(learner: Learner, lesson: string): string {
  return `satchel/${learner.id}/${pack.id}/${lesson}`;
}

export function parseRecord(text: string | null): LessonRecord {
  return checkRecord(parseJson(text || ''));
}

/** The record of a lesson, with what earlier versions of the pack kept under its earlier ids. */
export async function readRecord(store: Store, learner: Learner, lesson: string): Promise<LessonRecord> {
  let record = parseRecord(await store.get(keyOf(learner, lesson)));
  for (const was of earlier(lesson))
    record = mergeRecords(record, parseRecord(await store.get(keyOf(learner, was))));
  return record;
}

/** All records of the pack's lessons by today's ids. */
export async function readRecords(store: Store, learner: Learner): Promise<Map<string, LessonRecord>> {
  const prefix = keyOf(learner, '');
  const found = new Map<string, LessonRecord>();
  for (const [key, text] of await store.list(prefix)) {
    const id = key.slice(prefix.length);
    if (isLessonId(id)) found.set(id, parseRecord(text));
  }
  for (const id of Object.keys(pack.was))
    for (const was of earlier(id)) {
      const record = found.get(was);
      const own = found.get(id);
      if (record) found.set(id, own ? mergeRecords(own, record) : record);
    }
  for (const id of Object.keys(pack.was)) for (const was of earlier(id)) found.delete(was);
  return found;
}

/** Merges a record into what is kept, whoever has written there meanwhile. */
export function keepRecord(store: Store, key: string, record: LessonRecord): Promise<void> {
  return store.change(key, (text) => {
    const merged = JSON.stringify(mergeRecords(parseRecord(text), record));
    return merged === text ? text : merged;
  });
}

/** Brings what pages had to keep by themselves, in their last moment or while the store did not answer, into the store. */
export async function bringAlong(store: Store): Promise<void> {
  const own = ownStore();
  if (store.kept !== 'well' || own.kept === 'not') return;
  const entries = await own.list('satchel/');
  const removed = entries.length > 0 ? await removedIn(store) : [];
  for (const [key, text] of entries) {
    const [, first = '', , ...lesson] = key.split('/');
    if (removed.indexOf(first) >= 0) await own.change(key, () => null);
    else if (key === 'satchel/learners') await store.change(key, (value) => mergeLearners(value, text));
    else if (key === 'satchel/current') await choose(store, { id: text, name: '' });
    else if (first && isLessonId(lesson.join('/'))) await keepRecord(store, key, parseRecord(text));
    else await store.change(key, (value) => value ?? text);
    await own.change(key, (now) => (now === text ? null : now));
  }
}

function earlier(lesson: string): readonly string[] {
  const { was } = pack;
  return Object.prototype.hasOwnProperty.call(was, lesson) ? was[lesson] || [] : [];
}
