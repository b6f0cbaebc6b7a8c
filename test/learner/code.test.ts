import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeProgress, encodeProgress, type CodePack } from '../../src/learner/progress-code.ts';
import { mergeRecords, scoreOf, type LessonRecord } from '../../src/learner/progress-record.ts';
import { recordArbitrary } from './record-arbitrary.ts';

const now = Date.UTC(2026, 10, 28, 7, 0, 30);
const pack = (count: number, id = 'water'): CodePack => ({
  id,
  lessons: Array.from({ length: count }, (_, n) => `unit-${n % 7}/lesson-${n}`),
  was: {},
});
const done: LessonRecord = { visits: [], done: { at: 5, is: true }, activities: {} };

function decoded(into: CodePack, code: string): ReadonlyMap<string, LessonRecord> {
  const read = decodeProgress(into, code);
  if ('problem' in read) throw new Error(read.problem);
  return read.records;
}

describe.each([true, false])('a code (for the same version alone: %s)', (short) => {
  it('says which lessons were opened and done, and the best scores, never better than they were', () => {
    const some = fc
      .integer({ min: 1, max: 40 })
      .chain((count) =>
        fc.tuple(fc.constant(pack(count)), fc.array(fc.tuple(fc.nat(count - 1), recordArbitrary()))),
      );
    fc.assert(
      fc.property(some, ([codes, chosen]) => {
        const records = new Map(chosen.map(([n, record]) => [codes.lessons[n] ?? '', record]));
        const read = decoded(codes, encodeProgress(codes, records, now, short));
        expect([...read.keys()].sort()).toEqual([...records.keys()].sort());
        for (const [id, record] of records) {
          expect(read.get(id)?.done?.is ?? false).toBe(record.done?.is ?? false);
          const [was, is] = [scoreOf(record) ?? -1, read.get(id)?.score ?? -1];
          expect(is).toBeLessThanOrEqual(was);
          expect(was - is).toBeLessThan(1 / 31 + 1e-9);
        }
        // Taken in a second time, and made again from what was taken in, it says the same.
        const again = decoded(codes, encodeProgress(codes, read, now, short));
        expect([...again].sort()).toEqual([...read].sort());
        for (const [id, record] of read)
          expect(
            JSON.stringify(mergeRecords(mergeRecords(records.get(id) as LessonRecord, record), record)),
          ).toBe(JSON.stringify(mergeRecords(records.get(id) as LessonRecord, record)));
      }),
    );
  });

  it('is refused where it was mistyped, cut off or belongs to another pack', () => {
    const codes = pack(30);
    const code = encodeProgress(
      codes,
      new Map(codes.lessons.slice(3, 20).map((id) => [id, done])),
      now,
      short,
    );
    for (let n = 0; n < code.length; n++) {
      if (code[n] === '-') continue;
      const other = code[n] === 'A' ? 'B' : 'A';
      // The last letter may have bits that mean nothing.
      if (n < code.length - 1)
        expect(decodeProgress(codes, code.slice(0, n) + other + code.slice(n + 1))).toEqual({
          problem: 'unreadable',
        });
      expect(decodeProgress(codes, code.slice(0, n))).toEqual({ problem: 'unreadable' });
    }
    expect(decodeProgress(pack(30, 'fire'), code)).toEqual({ problem: 'other-pack' });
  });

  it('ends whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ maxLength: 300 }), fc.stringMatching(/^[0-9A-Z-]{0,200}$/)),
        (text) => {
          expect(decodeProgress(pack(20), text)).toEqual({ problem: 'unreadable' });
        },
      ),
    );
    expect(decodeProgress(pack(1), 'Z'.repeat(1e6))).toEqual({ problem: 'unreadable' });
  });

  it('has room for every lesson of a large pack', () => {
    const codes = pack(3000);
    const records = new Map(codes.lessons.map((id) => [id, done]));
    expect([...decoded(codes, encodeProgress(codes, records, now, short))]).toHaveLength(3000);
  });
});

it('is short, and read however it is typed', () => {
  const codes = pack(40);
  const code = encodeProgress(codes, new Map(codes.lessons.slice(0, 12).map((id) => [id, done])), now, true);
  expect(code.replace(/-/g, '').length).toBeLessThan(45);
  const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
  expect(decoded(codes, typed)).toEqual(decoded(codes, code));
  const arabic = code.replace(/[0-9]/g, (digit) => String.fromCharCode(0x660 + Number(digit)));
  expect(decoded(codes, arabic)).toEqual(decoded(codes, code));
});

it('of another version is understood by its hashes, under earlier ids too, or refused', () => {
  const codes = pack(10);
  const [first = '', second = ''] = codes.lessons;
  const records = new Map([first, second].map((id) => [id, done]));
  const later: CodePack = {
    id: 'water',
    lessons: [...codes.lessons.slice(1), 'unit-9/new', 'moved'],
    was: { moved: [first] },
  };
  expect(decodeProgress(later, encodeProgress(codes, records, now, true))).toEqual({
    problem: 'other-version',
  });
  expect([...decoded(later, encodeProgress(codes, records, now, false)).keys()].sort()).toEqual(
    ['moved', second].sort(),
  );
});
