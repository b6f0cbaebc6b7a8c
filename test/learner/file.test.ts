import { readFileSync } from 'node:fs';
import ajv from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packageFile } from '../../src/package.ts';
import { decodeProgressFile, encodeProgressFile } from '../../src/learner/progress-file.ts';
import {
  attemptsOf,
  checkRecord,
  lastUse,
  mergeRecords,
  nextTime,
  type LessonRecord,
} from '../../src/learner/progress-record.ts';
import { recordArbitrary } from './record-arbitrary.ts';

const pack = { id: 'water', version: '1.0.0', title: 'Water' };
const schema = JSON.parse(readFileSync(packageFile('schemas/progress-1.schema.json'), 'utf8')) as object;
const valid = new ajv.Ajv2020({ strict: true }).compile(schema);
const lessons = fc
  .dictionary(fc.constantFrom('rain', 'sea/salt', '__proto__', 'constructor'), recordArbitrary())
  .map((map) => new Map(Object.entries(map)));

it('keeps all that it is given, as its schema says', () => {
  fc.assert(
    fc.property(lessons, fc.string({ unit: 'binary' }), (records, name) => {
      const text = encodeProgressFile(pack, { id: 'abc1', name }, records);
      const read = decodeProgressFile('water', text);
      if ('problem' in read) throw new Error(read.problem);
      expect(JSON.stringify([...read.records].sort())).toBe(JSON.stringify([...records].sort()));
      const again = encodeProgressFile(pack, read.learner, read.records);
      expect(valid(JSON.parse(again)), JSON.stringify(valid.errors)).toBe(true);
    }),
  );
});

it.each([
  ['', 'unreadable'],
  ['{', 'unreadable'],
  ['[]', 'unreadable'],
  ['{"format":"satchel-progress"}', 'unreadable'],
  ['{"format":"other","formatVersion":1}', 'unreadable'],
  ['{"format":"satchel-progress","formatVersion":2,"pack":{"id":"water"}}', 'newer'],
  ['{"format":"satchel-progress","formatVersion":1,"pack":{"id":"fire"}}', 'other-pack'],
  ['{"format":"satchel-progress","formatVersion":1,"pack":null}', 'other-pack'],
])('tells what is wrong with %j', (text, problem) => {
  expect(decodeProgressFile('water', text)).toEqual({ problem });
});

it('takes of hostile files no more than learners and records', () => {
  const read = decodeProgressFile(
    'water',
    '\ufeff' +
      JSON.stringify({
        ...{ format: 'satchel-progress', formatVersion: 1, pack },
        learner: { id: '../x', name: ` \u202eA\u0000\n${'m'.repeat(500)}` },
        lessons: { '~sent/rain': {}, ' ': {}, rain: 'x', sea: { done: { at: 1, is: true, more: {} } } },
      }),
  );
  expect(read).toMatchObject({ learner: { id: '', name: `A ${'m'.repeat(58)}` } });
  expect('records' in read && [...read.records.keys()]).toEqual(['rain', 'sea']);
});

it('gives nobody the last word for ever', () => {
  const end = 8.64e15;
  const text = JSON.stringify({
    ...{ format: 'satchel-progress', formatVersion: 1, pack, learner: {} },
    lessons: {
      rain: {
        ...{ opened: end, visits: [{ at: end, until: end }], place: { at: end, y: 1 } },
        done: { at: end, is: true },
        activities: { q: [{ at: end, attempt: 1, kind: 'choice', success: false, score: 0, response: '1' }] },
      },
      sea: { visits: [{ at: 5, until: 9 }] },
    },
  });
  const read = decodeProgressFile('water', text);
  if ('problem' in read) throw new Error(read.problem);
  const [rain, sea] = ['rain', 'sea'].map((id) => checkRecord(read.records.get(id))) as [
    LessonRecord,
    LessonRecord,
  ];
  const undone = { ...rain, done: { at: nextTime(rain, 10), is: false } };
  expect(mergeRecords(rain, checkRecord(undone)).done?.is).toBe(false);
  const at = (attemptsOf(rain, 'q')[0]?.at ?? 0) + 1;
  const answered = checkRecord({ activities: { q: [{ at, attempt: 2, kind: 'choice', response: '2' }] } });
  expect(attemptsOf(mergeRecords(rain, answered), 'q').at(-1)?.response).toBe('2');
  expect(lastUse(sea, 10)).toBeGreaterThan(lastUse(rain, 10));
});
