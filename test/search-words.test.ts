import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldText, isUnspaced, searchTerms, termsOf, tolerance } from '../src/search-words.ts';

// What people type, and what stands in a lesson: each pair must meet.
test.for([
  ['Spanish without accents', 'evaporacion', 'La evaporación del agua'],
  ['French, after an elision', 'eau', 'L’eau est précieuse'],
  ['German', 'strasse', 'Straße'],
  ['capitals in Turkish', 'istanbul', 'İstanbul'],
  ['Vietnamese without accents', 'nuoc', 'nước'],
  ['Arabic without vowel marks', 'محمد', 'مُحَمَّد'],
  ['Arabic without hamza', 'احمد', 'أحمد'],
  ['Arabic with heh for teh marbuta', 'مدرسه', 'المدرسة مدرسة'],
  ['Arabic without tatweel', 'الحرارة', 'الحَـــرارة'],
  ['Persian with Arabic letters', 'كتاب', 'کتاب'],
  ['Hindi without nukta', 'कलम', 'क़लम'],
  ['Hindi, nasal as dot or letter', 'हिंदी', 'हिन्दी'],
  ['digits of other scripts', '2024', '٢٠٢٤ २०२४'],
  ['Thai amid a sentence', 'โรงเรียน', 'ฉันไปโรงเรียนทุกวัน'],
  ['Thai with sara am', 'น้ำ', 'ดื่มน้ำสะอาด'],
  ['Khmer amid a sentence', 'សាលារៀន', 'ខ្ញុំទៅសាលារៀនរាល់ថ្ងៃ'],
  ['Khmer across a zero-width space', 'សាលារៀន', 'ខ្ញុំ\u200bទៅ\u200bសាលា\u200bរៀន'],
  ['Lao', 'ໂຮງຮຽນ', 'ຂ້ອຍໄປໂຮງຮຽນ'],
  ['Burmese', 'ကျောင်း', 'ကျွန်တော်ကျောင်းသွားသည်'],
  ['Chinese', '水循环', '地球上的水循环'],
  ['Japanese in half width', 'ﾃｽﾄ', 'これはテストです'],
  ['Korean', '학교', '우리 학교'],
  ['Latin beside Thai', 'python', 'ใช้Pythonเขียน'],
  ['a part of a name in a program', 'csv', 'call readCsv and load_csv(x)'],
  ['a name in a program', 'readCsv', 'call readCsv(x)'],
  ['a name written small', 'javascript', 'JavaScript'],
  ['a file', 'inflammation-01.csv', 'open “inflammation-01.csv”'],
] as const)('%s is found', ([, typed, written]) => {
  const there = new Set(searchTerms(written));
  const isThere = (term: string): boolean =>
    there.has(term) || [...there].some((one) => isUnspaced(term) && one.startsWith(term));
  expect(searchTerms(typed).length).toBeGreaterThan(0);
  expect(searchTerms(typed).filter((term) => !isThere(term))).toEqual([]);
});

test('what differs stays apart', () => {
  for (const [one, other] of [
    ['水', '火'],
    ['कमल', 'कलम'],
    ['باب', 'ناب'],
    ['ano', 'amo'],
  ] as const)
    expect(termsOf(one)).not.toEqual(termsOf(other));
});

describe('for any text', () => {
  const scripts = fc.stringMatching(
    /^[a-zA-ZÀ-ſ\u0370-\u052f\u05d0-\u0670\u0900-\u097f\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u4e00-\u4fff가-각0-9 .\-_'\u0300-\u036f\u200b-\u200d]*$/u,
  );
  const any = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), scripts);

  test('folding twice is folding once', () => {
    fc.assert(
      fc.property(any, (text) => foldText(foldText(text)) === foldText(text)),
      { numRuns: 3000 },
    );
  });
  test('composed and decomposed text have the same terms', () => {
    fc.assert(
      fc.property(any, (text) => {
        expect(searchTerms(text.normalize('NFD'))).toEqual(searchTerms(text.normalize('NFC')));
      }),
      { numRuns: 3000 },
    );
  });
  test('a word is found wherever spaces surround it', () => {
    fc.assert(
      fc.property(any, any, (before, word) => {
        const there = new Set(searchTerms(`${before} ${word} `));
        expect(searchTerms(word).filter((term) => !there.has(term))).toEqual([]);
      }),
    );
  });
  test('terms are short, and none is empty or has a space', () => {
    fc.assert(
      fc.property(any, (text) => {
        for (const term of searchTerms(text + 'x'.repeat(300))) expect(term).toMatch(/^\S{1,120}$/u);
      }),
    );
  });
});

test('long words may be misspelt, short ones, numbers and pairs of signs may not', () => {
  expect(['sol', 'soil', 'moisture', '12345', 'โร'].map(tolerance)).toEqual([0, 1, 2, 0, 0]);
});
