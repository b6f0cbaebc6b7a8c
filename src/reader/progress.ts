import type { Learner } from '../learner/learner.ts';
import { emptyRecord, mergeRecords, nextTime, type LessonRecord } from '../learner/progress-record.ts';
import { barButton } from './bar.ts';
import { bringAlong, keepRecord, keyOf, readRecord, readRecords } from './kept-records.ts';
import { currentIn, learnersIn, nobody, REMOVED } from './learners.ts';
import { connectLesson } from './lesson-progress.ts';
import { loadScript } from './load-script.ts';
import type {} from './learner-entry.ts';
import { alone, pack, page } from './pack.ts';
import { shareSettings } from './shared-settings.ts';
import { showProgress } from './shown-progress.ts';
import { openStore, ownStore, type Store } from './store.ts';
import { OPEN_VISIT, storeHere } from './stored.ts';

/** Before a code that comes with an address. */
const CODE = '#progress=';

/** One learner at one page. */
export interface Session {
  readonly store: Store;
  readonly learner: Learner;
  readonly all: readonly Learner[];
  /** When this page was opened. */
  readonly since: number;
  /** The record of the page that is open, which may not be kept. */
  now?: () => LessonRecord;
  records(): Promise<Map<string, LessonRecord>>;
  /** Merges records of lessons into those of `learner`. */
  keep(learner: Learner, records: ReadonlyMap<string, LessonRecord>): Promise<void>;
}

type Change = (record: LessonRecord, at: number) => LessonRecord;

/** The record of the page that is open, kept as it changes. */
export interface OpenRecord {
  readonly now: () => LessonRecord;
  /** Written through at once. */
  readonly change: (change: Change) => void;
  /** What is to be kept besides when the page is left. */
  readonly atLeave: (change: Change) => void;
}

/** Keeps what the learner does, and shows it. */
export async function connectProgress(): Promise<void> {
  if (page === '') return;
  const { messages } = pack;
  const answers: Event[] = [];
  const early = (event: Event): void => void answers.push(event);
  document.addEventListener('satchel:answered', early);

  const opening = openStore();
  shareSettings(opening);
  const store = await opening;
  // A page that was sent alone keeps what it can by itself, and the whole pack brings that along where the browser lets it.
  if (alone && store.kept === 'not') return;
  await bringAlong(store).catch(() => undefined);
  const session = await sessionIn(store);
  const { learner } = session;
  const sends = pack.lrs && location.protocol !== 'file:';
  if (sends) storeHere(OPEN_VISIT + String(session.since), String(session.since));
  tell('satchel:learner', {
    learner: learner.id === nobody.id ? '' : learner.id,
    kept: store.kept !== 'not',
  });

  if (page !== 'index') {
    const record = await openRecord(session);
    document.removeEventListener('satchel:answered', early);
    connectLesson(
      record,
      answers,
      alone ? undefined : () => loadScript('learner.js', () => window.satchelLearner?.save(session)),
    );
  }
  if (alone) return;
  const open = (code?: string): void =>
    loadScript(
      'learner.js',
      () => window.satchelLearner?.panel(session, code),
      () => {
        tool.remove();
      },
    );
  const said = learner.name || messages.progress.nobody;
  const tool = barButton(`${messages.progress.learner}: ${said}`, 'learner', () => open());
  await showProgress(session, () => open());
  if (location.hash.startsWith(CODE)) open(location.hash.slice(CODE.length));
  if (sends) loadScript('learner.js', () => window.satchelLearner?.send(session));
}

async function sessionIn(store: Store): Promise<Session> {
  const all = await learnersIn(store).catch(() => []);
  const learner = await currentIn(store, all).catch(() => nobody);
  const session: Session = {
    ...{ store, learner, all, since: Date.now() },
    async records() {
      await bringAlong(store).catch(() => undefined);
      // Of a store that has gone nothing is known; what this page knows can still be saved.
      const records = await readRecords(store, learner).catch(() => new Map<string, LessonRecord>());
      const add = (record: LessonRecord, id: string): void =>
        void records.set(id, mergeRecords(records.get(id) ?? emptyRecord, record));
      // What the store does not take.
      (await readRecords(ownStore(), learner)).forEach(add);
      if (session.now) add(session.now(), page);
      return records;
    },
    async keep(whose, records) {
      for (const [lesson, record] of Array.from(records))
        await keepRecord(store, keyOf(whose, lesson), record);
    },
  };
  return session;
}

async function openRecord(session: Session): Promise<OpenRecord> {
  const { store, learner, since } = session;
  const key = keyOf(learner, page);
  let record = await readRecord(store, learner, page).catch(() => emptyRecord);
  const activities: Record<string, unknown> = {};
  for (const id of Object.keys(record.activities)) {
    const attempts = record.activities[id] || [];
    activities[id] = attempts[attempts.length - 1];
  }
  tell('satchel:restore', { activities });
  session.now = () => record;

  const own = ownStore();
  let writing = false;
  let changed = false;
  let removed = false;
  document.addEventListener(REMOVED, () => (removed = true));
  const write = async (): Promise<void> => {
    changed = true;
    if (writing || removed) return;
    writing = true;
    while (changed && !removed) {
      changed = false;
      const written = record;
      await keepRecord(store, key, written)
        // Where the store has gone, the page keeps it, and the next one brings it along.
        .catch((error: Error) => (own.kept === 'not' ? Promise.reject(error) : keepRecord(own, key, written)))
        .then(
          // What came meanwhile is not kept yet.
          () => changed || tell(store.kept === 'not' ? 'satchel:lost' : 'satchel:kept', {}),
          () => tell('satchel:lost', {}),
        );
    }
    writing = false;
  };
  const put: OpenRecord['change'] = (change) => {
    record = change(record, nextTime(record, Date.now()));
  };
  const rest: Change[] = [];
  const leave = (): void => {
    for (const change of rest) put(change);
    put((now, at) =>
      mergeRecords(now, { visits: [{ at: since, until: Math.max(since, at) }], activities: {} }),
    );
  };
  const change: OpenRecord['change'] = (change) => {
    put(change);
    void write();
  };
  change((now) =>
    mergeRecords(now, { opened: since, visits: [{ at: since, until: since }], activities: {} }),
  );
  // Messages that are sent while a page goes are lost.
  addEventListener('pagehide', () => {
    leave();
    if (!removed) keepRecord(own, key, record).catch(() => undefined);
  });
  document.addEventListener('visibilitychange', () => {
    leave();
    void write();
  });
  return { now: () => record, change, atLeave: (change) => void rest.push(change) };
}

function tell(type: string, detail: object): void {
  document.dispatchEvent(new CustomEvent(type, { detail }));
}
