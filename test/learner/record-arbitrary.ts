import fc from 'fast-check';
import { checkRecord, type LessonRecord } from '../../src/learner/progress-record.ts';

// Few times and ids, so that copies have much in common and contradict each other.
const time = fc.integer({ min: 0, max: 6 });
const share = fc.constantFrom(0, 0.25, 0.5, 1);
const attempt = fc.record(
  {
    at: time,
    attempt: fc.integer({ min: 1, max: 3 }),
    kind: fc.constantFrom('choice', 'text'),
    success: fc.boolean(),
    score: share,
    response: fc.constantFrom('', 'a', 'b'),
  },
  { requiredKeys: ['at', 'attempt', 'kind', 'response'] },
);

/** Records as they are kept. `attempts`: at most so many an activity. */
export function recordArbitrary(attempts = 8): fc.Arbitrary<LessonRecord> {
  return fc
    .record(
      {
        opened: time,
        visits: fc.array(fc.tuple(time, time).map(([at, length]) => ({ at, until: at + length }))),
        done: fc.record({ at: time, is: fc.boolean() }),
        place: fc.record({ at: time, y: share }),
        score: share,
        activities: fc.dictionary(
          fc.constantFrom('q1', 'q2', '__proto__', 'toString'),
          fc.array(attempt, { maxLength: attempts }),
        ),
      },
      { requiredKeys: ['visits', 'activities'] },
    )
    .map(checkRecord);
}
