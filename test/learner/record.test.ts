import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  attemptsOf,
  checkRecord,
  emptyRecord,
  mergeRecords,
  nextTime,
  scoreOf,
  type LessonRecord,
} from '../../src/learner/progress-record.ts';
import { recordArbitrary } from './record-arbitrary.ts';

const record = recordArbitrary();
const text = (value: LessonRecord): string => JSON.stringify(value);

describe('merging two copies', () => {
  it('gives the same in any order, in any grouping, and as often as one likes', () => {
    fc.assert(
      fc.property(record, record, record, (a, b, c) => {
        expect(text(mergeRecords(a, b))).toBe(text(mergeRecords(b, a)));
        expect(text(mergeRecords(mergeRecords(a, b), c))).toBe(text(mergeRecords(a, mergeRecords(b, c))));
        expect(text(mergeRecords(a, a))).toBe(text(a));
        expect(text(mergeRecords(mergeRecords(a, b), b))).toBe(text(mergeRecords(a, b)));
        expect(text(mergeRecords(a, emptyRecord))).toBe(text(a));
      }),
      { numRuns: 500 },
    );
  });

  it('does so above the bounds too', () => {
    const many = (seed: number): LessonRecord =>
      checkRecord({
        visits: Array.from({ length: 70 }, (_, n) => ({ at: n * 3 + seed, until: n * 3 + seed })),
        activities: {
          q: Array.from({ length: 70 }, (_, n) => ({
            ...{ at: n * 3 + seed, attempt: n + 1, kind: 'choice', response: `${seed}` },
            score: n === 10 ? 1 : 0.5,
          })),
        },
      });
    const [a, b, c] = [many(0), many(1), many(2)] as [LessonRecord, LessonRecord, LessonRecord];
    expect(text(mergeRecords(mergeRecords(a, b), c))).toBe(text(mergeRecords(a, mergeRecords(c, b))));
    expect(scoreOf(mergeRecords(mergeRecords(a, b), c))).toBe(1);
  });

  it('loses no attempt, no visit, no score', () => {
    fc.assert(
      fc.property(record, record, (a, b) => {
        const both = mergeRecords(a, b);
        for (const one of [a, b]) {
          for (const id of Object.keys(one.activities))
            expect(attemptsOf(both, id)).toEqual(expect.arrayContaining([...attemptsOf(one, id)]));
          for (const { at, until } of one.visits)
            expect(both.visits.find((visit) => visit.at === at)?.until).toBeGreaterThanOrEqual(until);
          expect(both.opened ?? Infinity).toBeLessThanOrEqual(one.opened ?? Infinity);
          expect(both.score ?? -1).toBeGreaterThanOrEqual(one.score ?? -1);
        }
        expect([a.done, b.done]).toContainEqual(both.done);
        expect([a.place, b.place]).toContainEqual(both.place);
      }),
    );
  });

  it('lets what is done next count, whatever the clock says', () => {
    fc.assert(
      fc.property(record, record, fc.integer({ min: 0, max: 20 }), fc.boolean(), (a, b, now, is) => {
        const later = { ...a, done: { at: nextTime(a, now), is } };
        expect(mergeRecords(mergeRecords(later, a), emptyRecord).done).toEqual(later.done);
        expect(mergeRecords(later, { ...b, ...(b.done && { done: { ...b.done, at: 0 } }) }).done).toEqual(
          later.done,
        );
      }),
    );
  });
});

describe('what is read back', () => {
  it('is a record, whatever it was', () => {
    fc.assert(
      fc.property(fc.anything({ maxDepth: 5, withNullPrototype: true }), (anything) => {
        const checked = checkRecord(anything);
        expect(text(checkRecord(JSON.parse(text(checked))))).toBe(text(checked));
      }),
    );
  });

  it.each([
    null,
    'record',
    [],
    { visits: {}, activities: [] },
    { opened: -1, done: { at: '1', is: true }, place: { at: 1, y: 2 }, score: NaN },
    { done: { at: 1e300, is: true }, visits: [{ at: 2, until: 1 }, null] },
    { activities: { q: [{ at: 1 }, null, 7, { at: 1.5, response: '' }] } },
  ])('leaves out what is no part of one: %j', (hostile) => {
    expect(text(checkRecord(hostile))).toBe(text(emptyRecord));
  });

  it('is bounded', () => {
    const attempts = Array.from({ length: 5000 }, (_, at) => ({ at, response: 'x'.repeat(10_000) }));
    const activities = Object.fromEntries(
      Array.from({ length: 1000 }, (_, n) => [`q${n}`, attempts.slice(0, 3)]),
    );
    const checked = checkRecord({
      activities: { ...activities, aa: attempts, ['i'.repeat(1000)]: attempts },
    });
    expect(Object.keys(checked.activities)).toHaveLength(200);
    expect(attemptsOf(checked, 'aa').length).toBeLessThanOrEqual(51);
    expect(attemptsOf(checked, 'aa')[0]?.response).toHaveLength(4000);
  });
});
