import { asciiDigits } from '../digits.ts';

const MAX_LENGTH = 60;
const GROUPED = /^[1-9]\d{0,2}(?:[.,]\d{2,3})*[.,]\d{3}$/;

/**
 * What a learner can mean by a number, as written in any of the usual ways: decimal comma or point, thousands set apart, the
 * digits of other scripts, `1/2`, `3e8`, `3 × 10^8`. `1,234` can mean two; what is no number means none.
 */
export function readNumbers(text: string): number[] {
  const plain = plainDigits(text);
  if (plain === '' || plain.length > MAX_LENGTH) return [];
  const [above = '', below, ...more] = plain.split('/');
  if (below === undefined) return readDecimals(above);
  if (more.length > 0) return [];
  const values: number[] = [];
  for (const a of readDecimals(above)) for (const b of readDecimals(below)) values.push(a / b);
  return values.filter(isFinite);
}

/** ASCII digits and signs, without white space between groups of digits. */
function plainDigits(text: string): string {
  return (
    asciiDigits(text.slice(0, 4 * MAX_LENGTH).normalize('NFKC'))
      // Marks of direction say nothing about the number.
      .replace(/[\u200b-\u200f\u061c\u202a-\u202e\u2066-\u2069]/g, '')
      .replace(/[^\0-\u007f]/g, asciiOf)
      .trim()
      .replace(/(\d)[ '_](?=\d{3}(?!\d))/g, '$1')
      .replace(/\s*([/])\s*/g, '$1')
      .replace(/\s*[x*]\s*10\s*\^?\s*([+-]?\d+)$/i, 'e$1')
      .replace(/^([+-])\s+/, '$1')
  );
}

function asciiOf(sign: string): string {
  if (/[\u2010-\u2015\u2212]/.test(sign)) return '-';
  if (/[×·⋅]/.test(sign)) return 'x';
  if (sign === '⁄' || sign === '÷' || sign === '∕') return '/';
  if (sign === '،') return ',';
  // The decimal sign of Arabic is nothing else, whatever stands around it.
  if (sign === '٫') return 'd';
  if (sign === '٬' || sign === '’' || sign === '‘') return "'";
  return /\s/.test(sign) ? ' ' : sign;
}

function readDecimals(text: string): number[] {
  const [, sign, digits = '', exponent = '0'] = /^([+-]?)([\d.,d']+)(?:e([+-]?\d{1,3}))?$/i.exec(text) || [];
  return wholeAndPart(digits)
    .map((number) => Number(`${sign || ''}${number}e${exponent}`))
    .filter((value) => isFinite(value));
}

/** The forms with a decimal point that some digits and separators can stand for. */
function wholeAndPart(digits: string): string[] {
  if (!/\d/.test(digits)) return [];
  const arabic = digits.split('d');
  if (arabic.length > 1)
    return arabic.length === 2 && !/[.,']/.test(arabic[1] || '')
      ? [`${(arabic[0] || '0').replace(/[.,']/g, '')}.${arabic[1] || '0'}`]
      : [];
  const signs = digits.replace(/\d/g, '');
  if (signs.indexOf("'") >= 0) return [];
  const last = signs[signs.length - 1];
  if (last === undefined) return [digits];
  const at = digits.lastIndexOf(last);
  const part = digits.slice(at + 1) || '0';
  const before = digits.slice(0, at);
  const grouped =
    GROUPED.test(digits) && (signs === ','.repeat(signs.length) || signs === '.'.repeat(signs.length));
  const thousands = grouped ? [digits.replace(/[.,]/g, '')] : [];
  if (signs.length === 1) return [`${before || '0'}.${part}`, ...thousands];
  // Several alike are thousands; two kinds are thousands, and at the end the decimal sign.
  if (signs.indexOf(last) < signs.length - 1) return thousands;
  return GROUPED.test(before) ? [`${before.replace(/[.,]/g, '')}.${part}`] : [];
}
