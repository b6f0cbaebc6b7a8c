import { expect, test } from 'vitest';
import { compiled } from './shown.ts';

const ltr = (text: string): string => `<bdi dir="ltr">${text}</bdi>`;

test.each([
  ['المجموع 25 + 12 = 37', `المجموع ${ltr('25 + 12 = 37')}`],
  ['النتيجة (212 - 197) / 197 = 0.076.', `النتيجة ${ltr('(212 - 197) / 197 = 0.076')}.`],
  ['عند 110°C (230°F) تقريبًا', `عند ${ltr('110°C')} (${ltr('230°F')}) تقريبًا`],
  ['الحرارة -10 أو °C', `الحرارة ${ltr('-10')} أو ${ltr('°C')}`],
  ['تصبح ((20/5)*9) + 32 = 68°F تقريبًا', `تصبح ${ltr('((20/5)*9) + 32 = 68°F')} تقريبًا`],
  ['نتيجة (أي 2 + 3 = 5) هنا', `نتيجة (أي ${ltr('2 + 3 = 5')}) هنا`],
  ['لغة C/C++ أو C#', `لغة ${ltr('C/C++')} أو ${ltr('C#')}`],
  ['**3 × 4** يساوي 12', `<strong>${ltr('3 × 4')}</strong> يساوي 12`],
])('a sum stands from left to right in a text from right to left: %s', async (text, shown) => {
  expect(await compiled(`${text}\n`)).toBe(`<p>${shown}</p>`);
});

test.each([
  'من 48-72 ساعة',
  'في 12/05/2021',
  'الجمع ٢ + ٣ = ٥',
  'الإصدار 1.2.3',
  'الهاتف 555-1234',
  'لذا 10 × (60 ثانية في الدقيقة) مرة',
])('what is no sum, or is written in Arabic digits, is left as it stands: %s', async (text) => {
  expect(await compiled(`${text}\n`)).toBe(`<p>${text}</p>`);
});

test('neither code nor a page from left to right has isolated sums', async () => {
  expect(await compiled('احسب `1 + 2 = 3`\n')).not.toContain('bdi');
  expect(await compiled('Sum: 1 + 2 = 3, -10 °C\n')).not.toContain('bdi');
});
