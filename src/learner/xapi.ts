import { attemptsOf, scoreOf, type Attempt, type LessonRecord } from './progress-record.ts';
import { uuidOf, wellFormed } from './uuid.ts';

// What a learner has done as xAPI statements (IEEE 9274.1.1, xAPI 1.0.3) with the verbs of cmi5. They are made from the records alone, and
// the same record gives the same statements with the same ids: what is sent again is known to the LRS.

export interface Statement {
  readonly id: string;
  readonly timestamp: string;
  readonly actor: object;
  readonly verb: { readonly id: string; readonly display: Readonly<Record<string, string>> };
  readonly object: object;
  readonly result?: object;
  readonly context: object;
}

export interface StatementPack {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly language: string;
}

/** UUID of version 5 of `urn:satchel:xapi` as a URL (RFC 9562, appendix). */
const NAMESPACE = '7c664045-5051-5709-87f9-0d8a0d5ddc37';
const VERBS = {
  initialized: 'http://adlnet.gov/expapi/verbs/initialized',
  answered: 'http://adlnet.gov/expapi/verbs/answered',
  completed: 'http://adlnet.gov/expapi/verbs/completed',
  passed: 'http://adlnet.gov/expapi/verbs/passed',
  failed: 'http://adlnet.gov/expapi/verbs/failed',
  terminated: 'https://w3id.org/xapi/adl/verbs/terminated',
} as const;
type Verb = keyof typeof VERBS;

/** cmi.interaction types by kinds of activities. */
const INTERACTIONS: Readonly<Record<string, string>> = {
  choice: 'choice',
  number: 'numeric',
  text: 'fill-in',
  gap: 'fill-in',
  order: 'sequencing',
  match: 'matching',
  reflect: 'long-fill-in',
};

/**
 * The statements of all lessons in order of time.
 * @param isOpen whether a visit that began then is still going on: it is not terminated yet
 */
export function statementsOf(
  pack: StatementPack,
  learner: { readonly id: string; readonly name: string },
  records: ReadonlyMap<string, LessonRecord>,
  isOpen: (at: number) => boolean = () => false,
): { readonly lesson: string; readonly statement: Statement }[] {
  const packIri = `urn:satchel:pack:${iriPart(pack.id)}`;
  const all: { lesson: string; statement: Statement }[] = [];
  records.forEach((record, lesson) => {
    const iri = `${packIri}:${iriPart(lesson)}`;
    const say = (verb: Verb, at: number, object: object, result?: object, what = String(at)): void => {
      const statement: Statement = {
        id: uuidOf(NAMESPACE, [learner.id, iri, verb, what].join('\n')),
        timestamp: new Date(at).toISOString(),
        actor: {
          objectType: 'Agent',
          ...(learner.name && { name: learner.name }),
          // xAPI 1.0.3 part two §2.4.2.4 wants an IRL; of this one nobody can take possession (RFC 6761 §6.4).
          account: { homePage: 'https://satchel.invalid/learner', name: learner.id },
        },
        verb: { id: VERBS[verb], display: { en: verb } },
        object,
        ...(result && { result }),
        context: {
          registration: uuidOf(NAMESPACE, [learner.id, packIri].join('\n')),
          language: pack.language,
          platform: 'Satchel',
          contextActivities: {
            parent: [{ id: object === lessonObject ? packIri : iri }],
            grouping: [{ id: packIri }],
          },
        },
      };
      all.push({ lesson, statement });
    };
    const lessonObject = {
      id: iri,
      definition: { type: 'http://adlnet.gov/expapi/activities/lesson' },
    };
    for (const { at, until } of record.visits) {
      say('initialized', at, lessonObject);
      if (!isOpen(at))
        say('terminated', until, lessonObject, { duration: durationOf(until - at) }, String(at));
    }
    for (const activity of Object.keys(record.activities))
      for (const attempt of attemptsOf(record, activity))
        say(
          'answered',
          attempt.at,
          interactionOf(iri, activity, attempt),
          resultOf(attempt),
          `${activity}\n${JSON.stringify(attempt)}`,
        );
    const { done } = record;
    if (!done || !done.is) return;
    say('completed', done.at, lessonObject, { completion: true });
    const passing = passedAt(record);
    if (passing === undefined) return;
    if (passing > done.at) say('failed', done.at, lessonObject, verdict(record, done.at, false));
    if (passing < Infinity) {
      const at = Math.max(passing, done.at);
      say('passed', at, lessonObject, verdict(record, at, true));
    }
  });
  return all.sort(
    (a, b) =>
      compare(a.statement.timestamp, b.statement.timestamp) ||
      rank(a.statement) - rank(b.statement) ||
      compare(a.statement.id, b.statement.id),
  );
}

/** When the last of the activities that were marked was answered right; never (Infinity), or undefined where none was marked. */
function passedAt(record: LessonRecord): number | undefined {
  let last: number | undefined;
  for (const activity of Object.keys(record.activities)) {
    const marked = attemptsOf(record, activity).filter(({ success }) => success !== undefined);
    if (marked.length === 0) continue;
    const right = marked.filter(({ success }) => success)[0];
    last = Math.max(last || 0, right ? right.at : Infinity);
  }
  return last;
}

/** With the score as it was then: what was said once stays the same. */
function verdict(record: LessonRecord, time: number, success: boolean): object {
  const activities: Record<string, readonly Attempt[]> = {};
  for (const id of Object.keys(record.activities))
    activities[id] = attemptsOf(record, id).filter(({ at }) => at <= time);
  return { success, score: { scaled: scoreOf({ visits: [], activities }) || 0 } };
}

function interactionOf(lesson: string, activity: string, { kind }: Attempt): object {
  return {
    id: `${lesson}:${iriPart(activity)}`,
    definition: {
      type: 'http://adlnet.gov/expapi/activities/cmi.interaction',
      interactionType: Object.prototype.hasOwnProperty.call(INTERACTIONS, kind)
        ? INTERACTIONS[kind]
        : 'other',
    },
  };
}

function resultOf({ success, score, response }: Attempt): object {
  return {
    ...(success !== undefined && { success }),
    ...(score !== undefined && { score: { scaled: score } }),
    response,
  };
}

/** ISO 8601, hundredths of a second as cmi5 §9.5.4.1 asks. */
function durationOf(milliseconds: number): string {
  return `PT${(milliseconds / 1000).toFixed(2)}S`;
}

// What happened at one time, in the order in which it must have.
function rank({ verb }: Statement): number {
  return Object.keys(VERBS).indexOf(verb.display['en'] || '');
}

function iriPart(text: string): string {
  return encodeURIComponent(wellFormed(text));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
