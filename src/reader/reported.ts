import type { Learner } from '../learner/learner.ts';
import type { LessonRecord } from '../learner/progress-record.ts';
import { statementsOf } from '../learner/xapi.ts';
import { readRecords } from './kept-records.ts';
import { newLearnerId, nobody } from './learners.ts';
import { openVisits } from './open-visits.ts';
import type { Session } from './progress.ts';
import { pack } from './pack.ts';

const DEVICE = 'satchel/~device';

/** All learners of this store with what they have done in this pack. Nobody is another one on each device. */
export async function reportedLearners({
  store,
  all,
}: Session): Promise<{ learner: Learner; actor: Learner; records: ReadonlyMap<string, LessonRecord> }[]> {
  await store.change(DEVICE, (id) => id || newLearnerId());
  const device = (await store.get(DEVICE)) || '';
  const found = [];
  for (const learner of [nobody].concat(all)) {
    const records = await readRecords(store, learner);
    const actor = learner.id === nobody.id ? { id: `nobody-${device.slice(0, 40)}`, name: '' } : learner;
    if (records.size > 0) found.push({ learner, actor, records });
  }
  return found;
}

/** What all of them have done as xAPI statements, a JSON array. */
export async function statementsFile(session: Session): Promise<string> {
  const all = [];
  const isOpen = openVisits(session);
  for (const { actor, records } of await reportedLearners(session))
    all.push(...statementsOf(pack, actor, records, isOpen));
  return JSON.stringify(
    all.map(({ statement }) => statement),
    null,
    1,
  );
}
