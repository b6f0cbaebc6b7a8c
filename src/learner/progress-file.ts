import { isLearnerId, isLessonId, learnerName, type Learner } from './learner.ts';
import { checkRecord, fields, parseJson, type LessonRecord } from './progress-record.ts';

// The progress file (schemas/progress-1.schema.json): what one learner has done in one pack, carried by hand to another device.

export interface ProgressFile {
  readonly format: 'satchel-progress';
  readonly formatVersion: 1;
  readonly pack: { readonly id: string; readonly version: string; readonly title: string };
  readonly learner: Learner;
  /** By lesson id. */
  readonly lessons: Readonly<Record<string, LessonRecord>>;
}

export type FileProblem = 'unreadable' | 'newer' | 'other-pack';

/** Larger ones are no progress files. */
export const MAX_FILE = 1 << 25;
const MAX_LESSONS = 20_000;
/** Later times are those of broken clocks, or of whoever wants to have the last word for ever. */
const LATEST = Date.UTC(2100, 0);

export function encodeProgressFile(
  pack: ProgressFile['pack'],
  learner: Learner,
  records: ReadonlyMap<string, LessonRecord>,
): string {
  const { id, version, title } = pack;
  const file: ProgressFile = {
    format: 'satchel-progress',
    formatVersion: 1,
    pack: { id, version, title },
    learner: { id: learner.id, name: learner.name },
    lessons: byId(Array.from(records.keys()).sort(), (lesson) => records.get(lesson)),
  };
  return JSON.stringify(file, null, 1) + '\n';
}

export function decodeProgressFile(
  packId: string,
  text: string,
):
  | { readonly learner: Learner; readonly records: ReadonlyMap<string, LessonRecord> }
  | { readonly problem: FileProblem } {
  const file = fields(text.length > MAX_FILE ? undefined : parseJson(text.replace(/^\ufeff/, '')));
  if (file['format'] !== 'satchel-progress' || typeof file['formatVersion'] !== 'number')
    return { problem: 'unreadable' };
  if (file['formatVersion'] !== 1) return { problem: 'newer' };
  if (fields(file['pack'])['id'] !== packId) return { problem: 'other-pack' };
  const { id, name } = fields(file['learner']);
  const lessons = fields(file['lessons']);
  const ids = Object.keys(lessons).filter(isLessonId).slice(0, MAX_LESSONS);
  return {
    learner: { id: isLearnerId(id) ? id : '', name: learnerName(name) },
    records: new Map(ids.map((lesson) => [lesson, checkRecord(lessons[lesson], LATEST)])),
  };
}

function byId(
  ids: readonly string[],
  recordOf: (id: string) => LessonRecord | undefined,
): Record<string, LessonRecord> {
  const map = Object.create(null) as Record<string, LessonRecord>;
  for (const id of ids) {
    const record = recordOf(id);
    if (record) map[id] = record;
  }
  return map;
}
