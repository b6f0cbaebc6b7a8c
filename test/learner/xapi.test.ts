import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkRecord, mergeRecords, type LessonRecord } from '../../src/learner/progress-record.ts';
import { uuidOf } from '../../src/learner/uuid.ts';
import { statementsOf } from '../../src/learner/xapi.ts';
import { recordArbitrary } from './record-arbitrary.ts';

const pack = { id: 'water', version: '1.0.0', title: 'Water', language: 'en' };
const amina = { id: 'a1', name: 'Amina' };
const said = (record: unknown, open?: number): string[] =>
  statementsOf(pack, amina, new Map([['rain', checkRecord(record)]]), (at) => at === open).map(
    ({ statement }) => `${Date.parse(statement.timestamp)} ${statement.verb.display['en']}`,
  );

it('makes UUIDs of version 5', () => {
  const namespace = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
  // RFC 9562, A.4.
  expect(uuidOf(namespace, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (name) => {
      const hash = createHash('sha1')
        .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
        .update(name)
        .digest();
      expect(uuidOf(namespace, name).replaceAll('-', '').slice(0, 12)).toBe(
        hash.toString('hex').slice(0, 12),
      );
    }),
  );
  expect(uuidOf(namespace, '\ud800')).toBe(uuidOf(namespace, '\ufffd'));
});

describe('statements', () => {
  it('say what was done, in order, a visit that goes on without its end', () => {
    const record = {
      visits: [
        { at: 10, until: 60_010 },
        { at: 70_000, until: 70_000 },
      ],
      done: { at: 50, is: true },
      activities: {
        q1: [
          { at: 20, attempt: 1, kind: 'choice', success: false, score: 0, response: 'a' },
          { at: 30, attempt: 2, kind: 'choice', success: true, score: 1, response: 'b' },
        ],
        note: [{ at: 40, attempt: 1, kind: 'reflect', response: 'I think' }],
      },
    };
    expect(said(record, 70_000)).toEqual([
      '10 initialized',
      '20 answered',
      '30 answered',
      '40 answered',
      '50 completed',
      '50 passed',
      '60010 terminated',
      '70000 initialized',
    ]);
    const [{ statement } = expect.fail()] = statementsOf(
      pack,
      amina,
      new Map([['rain', checkRecord(record)]]),
    ).slice(3);
    expect(statement.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(statement).toMatchObject({
      actor: { name: 'Amina', account: { homePage: 'https://satchel.invalid/learner', name: 'a1' } },
      verb: { id: 'http://adlnet.gov/expapi/verbs/answered' },
      object: {
        id: 'urn:satchel:pack:water:rain:note',
        definition: { interactionType: 'long-fill-in' },
      },
      result: { response: 'I think' },
      context: { contextActivities: { parent: [{ id: 'urn:satchel:pack:water:rain' }] } },
    });
  });

  it('say failed where something was wrong when it was done, and passed once it is right', () => {
    const attempt = (at: number, success: boolean): object => ({
      at,
      kind: 'choice',
      success,
      score: Number(success),
      response: '',
    });
    const done = { at: 30, is: true };
    expect(said({ done, activities: { q: [attempt(20, false)] } }).slice(1)).toEqual([
      '30 completed',
      '30 failed',
    ]);
    expect(said({ done, activities: { q: [attempt(20, false), attempt(40, true)] } }).slice(1)).toEqual([
      '30 completed',
      '30 failed',
      '40 answered',
      '40 passed',
    ]);
    expect(said({ done, activities: {} })).toEqual(['30 completed']);
    expect(said({ done: { at: 30, is: false }, activities: {} })).toEqual([]);
  });

  it('are the same, with the same ids, whenever they are made: each learner, lesson and event has its own', () => {
    const records = fc.dictionary(fc.constantFrom('rain', 'sea', '\ud800'), recordArbitrary());
    fc.assert(
      fc.property(records, recordArbitrary(), (map, more) => {
        const all = statementsOf(pack, amina, new Map(Object.entries(map))).map(({ statement }) => statement);
        expect(
          statementsOf(pack, amina, new Map(Object.entries(map))).map(({ statement }) => statement),
        ).toEqual(all);
        expect(new Set(all.map(({ id }) => id)).size).toBe(
          new Set(all.map((statement) => JSON.stringify(statement))).size,
        );
        const other = statementsOf(pack, { id: 'b2', name: '' }, new Map(Object.entries(map)));
        const ids = new Set(all.map(({ id }) => id));
        expect(other.some(({ statement }) => ids.has(statement.id))).toBe(false);
        // What another copy adds leaves answers and visits as they were.
        const merged = Object.entries(map).map(([id, record]): [string, LessonRecord] => [
          id,
          mergeRecords(record, more),
        ]);
        const later = new Set(
          statementsOf(pack, amina, new Map(merged)).map(({ statement }) => statement.id),
        );
        for (const { id, verb } of all)
          if (/^(?:initialized|answered|terminated)$/.test(verb.display['en'] ?? ''))
            expect(later).toContain(id);
      }),
    );
  });
});
