// What is kept of one learner and one lesson, and how two copies of it become one. Copies meet in any order and again and again
// (tabs, files, codes, other devices): merging is commutative, associative and idempotent, and loses nothing but the oldest
// attempts above the bounds. All that is read back is checked, whoever wrote it. Runs in browsers and when testing.

export interface Attempt {
  /** Milliseconds since 1970, like all times here. */
  readonly at: number;
  /** 1 for the first. */
  readonly attempt: number;
  /** The kind of the activity: `choice`, `number`, … */
  readonly kind: string;
  /** Missing where an answer is kept, not marked. */
  readonly success?: boolean;
  /** 0 to 1. */
  readonly score?: number;
  readonly response: string;
}

export interface Visit {
  readonly at: number;
  readonly until: number;
}

/** A lesson as one learner has left it. */
export interface LessonRecord {
  /** First opened, as far as is known. */
  readonly opened?: number;
  /** In order of time. */
  readonly visits: readonly Visit[];
  /** The last thing said counts. */
  readonly done?: { readonly at: number; readonly is: boolean };
  /** How far into the text, 0 to 1. */
  readonly place?: { readonly at: number; readonly y: number };
  /** A best score that was carried here without its attempts, 0 to 1. */
  readonly score?: number;
  /** By activity id, in order of ids; attempts in order of time. */
  readonly activities: Readonly<Record<string, readonly Attempt[]>>;
}

/** The longest response that is kept. */
export const MAX_RESPONSE = 4000;
const MAX_ATTEMPTS = 50;
const MAX_VISITS = 50;
const MAX_ACTIVITIES = 200;
const MAX_ID = 300;
const MAX_TIME = 8.64e15;
const DAY = 86_400_000;

export const emptyRecord: LessonRecord = { visits: [], activities: {} };

/** A record out of what anybody may have written; what is no part of one is left out. Times after `latest` are taken for it. */
export function checkRecord(value: unknown, latest = MAX_TIME): LessonRecord {
  const { opened, visits, done, place, score, activities } = fields(value);
  const { at: doneAt, is } = fields(done);
  const { at: placeAt, y } = fields(place);
  const given = fields(activities);
  const time = (at: number): number => Math.min(at, latest);
  return canonical({
    ...(isTime(opened) && { opened: time(opened) }),
    visits: present(
      list(visits).map((visit) => {
        const { at, until } = fields(visit);
        return isTime(at) && isTime(until) && until >= at ? { at: time(at), until: time(until) } : undefined;
      }),
    ),
    ...(isTime(doneAt) && typeof is === 'boolean' && { done: { at: time(doneAt), is } }),
    ...(isTime(placeAt) && isShare(y) && { place: { at: time(placeAt), y } }),
    ...(isShare(score) && { score }),
    activities: mapped(Object.keys(given), (id) =>
      present(list(given[id]).map((attempt) => checkAttempt(attempt, latest))),
    ),
  });
}

/** Both copies in one. */
export function mergeRecords(a: LessonRecord, b: LessonRecord): LessonRecord {
  const opened = least(a.opened, b.opened);
  const done = later(a.done, b.done, ({ is }) => Number(is));
  const place = later(a.place, b.place, ({ y }) => y);
  const score = most(a.score, b.score);
  return canonical({
    ...(opened !== undefined && { opened }),
    visits: a.visits.concat(b.visits),
    ...(done && { done }),
    ...(place && { place }),
    ...(score !== undefined && { score }),
    activities: mapped(Object.keys(a.activities).concat(Object.keys(b.activities)), (id) =>
      attemptsOf(a, id).concat(attemptsOf(b, id)),
    ),
  });
}

export function isDone(record: LessonRecord | undefined): boolean {
  return record !== undefined && record.done !== undefined && record.done.is;
}

/** The attempts at an activity, the last one last. */
export function attemptsOf({ activities }: LessonRecord, id: string): readonly Attempt[] {
  return Object.prototype.hasOwnProperty.call(activities, id) ? activities[id] || [] : [];
}

/** The mean of the best scores of all activities that were marked; undefined where none was. */
export function scoreOf(record: LessonRecord): number | undefined {
  const best = present(
    Object.keys(record.activities).map((id) =>
      attemptsOf(record, id).reduce<number | undefined>((sum, { score }) => most(sum, score), undefined),
    ),
  );
  if (best.length === 0) return record.score;
  return most(best.reduce((sum, score) => sum + score, 0) / best.length, record.score);
}

/**
 * When the lesson was last in use, to be compared with that of others; 0 where it never was. What a wrong clock has put into the
 * future comes before all that is past.
 */
export function lastUse({ opened = 0, visits, place }: LessonRecord, now: number): number {
  const last = visits.reduce(
    (known, { until }) => Math.max(known, until),
    Math.max(opened, place ? place.at : 0),
  );
  return last > now + DAY ? last - 2 * MAX_TIME : last;
}

/** A time for something new: now, but after all that the record says already, however wrong the clock was then or is now. */
export function nextTime({ done, place, visits }: LessonRecord, now: number): number {
  const known = visits.reduce((last, { until }) => Math.max(last, until), 0);
  return Math.min(MAX_TIME, Math.max(now, known, (done ? done.at : 0) + 1, (place ? place.at : 0) + 1));
}

function canonical(record: LessonRecord): LessonRecord {
  const visits = new Map<number, number>();
  for (const { at, until } of record.visits) visits.set(at, Math.max(until, visits.get(at) || 0));
  const { activities } = record;
  const ids = Object.keys(activities).filter((id) => activities[id]?.length);
  return {
    ...record,
    visits: Array.from(visits, ([at, until]) => ({ at, until }))
      .sort((a, b) => a.at - b.at)
      .slice(-MAX_VISITS),
    activities: mapped(ids.sort().slice(0, MAX_ACTIVITIES), (id) => kept(activities[id] || [])),
  };
}

/** Each attempt once: the latest, and the best whenever it was. */
function kept(attempts: readonly Attempt[]): Attempt[] {
  const sorted = attempts.slice().sort(order);
  const distinct = sorted.filter((attempt, n) => n === 0 || order(attempt, sorted[n - 1] as Attempt) !== 0);
  const best = distinct.reduce(
    (found, attempt) => (worth(attempt) > worth(found) ? attempt : found),
    distinct[0] as Attempt,
  );
  return distinct.filter((attempt, n) => attempt === best || n >= distinct.length - MAX_ATTEMPTS);
}

function worth({ score, success }: Attempt): number {
  return score === undefined ? -1 : score * 2 + Number(success === true);
}

function order(a: Attempt, b: Attempt): number {
  if (a.at !== b.at) return a.at - b.at;
  const [left, right] = [a, b].map(({ attempt, kind, success, score, response }) =>
    JSON.stringify([attempt, kind, success, score, response]),
  ) as [string, string];
  return left < right ? -1 : left > right ? 1 : 0;
}

function checkAttempt(value: unknown, latest: number): Attempt | undefined {
  const { at, attempt, kind, success, score, response } = fields(value);
  if (!isTime(at) || typeof response !== 'string') return undefined;
  return {
    at: Math.min(at, latest),
    attempt: typeof attempt === 'number' && attempt >= 1 && attempt <= 1e6 ? Math.floor(attempt) : 1,
    kind: typeof kind === 'string' ? kind.slice(0, 40) : '',
    ...(typeof success === 'boolean' && { success }),
    ...(isShare(score) && { score }),
    response: response.slice(0, MAX_RESPONSE),
  };
}

function present<T>(values: readonly (T | undefined)[]): T[] {
  return values.filter((value): value is T => value !== undefined);
}

/** The value of a text that anybody may have written; undefined where that is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a value that anybody may have written has under its names. */
export function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(-1000) : [];
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= MAX_TIME && Math.floor(value) === value;
}

function isShare(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

/** Without a prototype: ids come from anywhere. */
function mapped<T>(ids: readonly string[], valueOf: (id: string) => T): Record<string, T> {
  const map = Object.create(null) as Record<string, T>;
  for (const id of ids) if (id.length > 0 && id.length <= MAX_ID) map[id] = valueOf(id);
  return map;
}

function later<T extends { readonly at: number }>(
  a: T | undefined,
  b: T | undefined,
  rank: (value: T) => number,
): T | undefined {
  if (!a || !b) return a || b;
  return a.at > b.at || (a.at === b.at && rank(a) >= rank(b)) ? a : b;
}

function least(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}

function most(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.max(a, b);
}
