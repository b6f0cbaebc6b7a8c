import { compareCodeUnits } from '../order.ts';
import { countedWord, orderNumber } from './names.ts';

/** What the names of pages and folders side by side say about their order; smaller stands first. */
export interface NameRank {
  /** Below 0 what opens a course, above 0 what closes it. */
  readonly edge: number;
  /** Names numbered after one scheme (`1-…`, `Week 1`) stand together where two schemes use the same numbers. */
  readonly scheme: number;
  readonly number: readonly number[] | undefined;
}

const FIRST =
  /^(?:introduction|intro|preface|foreword|welcome|overview|start[ _-]here|introducci[oó]n|introdu[cç][aã]o|introduzione|inleiding|einf[uü]hrung|einleitung|wprowadzenie|введение|вступ|مقدمة|परिचय|utangulizi|介绍|简介|はじめに)(?:$|[ ._-])/i;
const LAST =
  /^(?:conclusions?|wrap[ _-]?up|epilogue|afterword|conclusi[oó]n(?:es)?|conclus[aã]o|conclusioni|schluss|fazit|zako[nń]czenie|заключение|خاتمة|hitimisho|结论|总结|まとめ)(?:$|[ ._-])/i;
const SUMMARY = /^(?:summary|resumen|resumo|résumé|zusammenfassung)(?:$|[ ._-])/i;
const PLAIN_NUMBER = /^\(?\d/;
const ROMAN =
  /^(?:(?:lesson|week|chapter|unit|module|day|part|section|session|episode|lecture|topic|step|class|book|volume|act)[ ._-]*)?\(?(x{0,3}(?:ix|iv|v?i{0,3}))(?:$|[ ._)-])/i;

/**
 * Ranks the names of siblings (without endings). An Introduction opens and a Conclusion closes them only where `free` says
 * that nothing else orders them, nobody numbered them (`01-…`), and there is but one; Roman numerals count only where they make a run.
 */
export function rankNames(names: readonly string[], free: boolean): NameRank[] {
  const numbers = names.map(orderNumber);
  const numbered = names.some((name) => PLAIN_NUMBER.test(name));
  const romans = numbered || numbers.some(Boolean) ? [] : romanRun(names);
  const schemes = names.map((name, i) => (numbers[i] === undefined ? '' : (countedWord(name) ?? '')));
  const clash = schemesClash(schemes, numbers);
  const edges = free && !numbered && names.length > 1;
  const only = (pattern: RegExp): ((name: string) => boolean) => {
    const matching = edges ? names.filter((name) => pattern.test(name)) : [];
    return (name) => matching.length === 1 && matching[0] === name;
  };
  const [opens, closes, sums] = [only(FIRST), only(LAST), only(SUMMARY)];
  const inOrder = [...new Set(schemes)].sort(compareCodeUnits);
  return names.map((name, i) => ({
    edge: opens(name) ? -1 : closes(name) ? 2 : sums(name) ? 1 : 0,
    scheme: clash ? inOrder.indexOf(schemes[i] ?? '') : 0,
    number: romans[i] === undefined ? numbers[i] : [romans[i]],
  }));
}

/** True when one number stands for two names that count differently. */
function schemesClash(
  schemes: readonly string[],
  numbers: readonly (readonly number[] | undefined)[],
): boolean {
  const seen = new Map<string, string>();
  return numbers.some((number, i) => {
    if (number === undefined) return false;
    const key = number.join('.');
    const other = seen.get(key);
    seen.set(key, schemes[i] ?? '');
    return other !== undefined && other !== schemes[i];
  });
}

/** The values of names that begin with a Roman numeral, if together they look like a count: each once, from I, few left out. */
function romanRun(names: readonly string[]): (number | undefined)[] {
  const values = names.map((name) => romanValue(ROMAN.exec(name)?.[1] ?? ''));
  const found = values.filter((value) => value !== undefined);
  const plausible =
    found.length > 1 &&
    found.includes(1) &&
    new Set(found).size === found.length &&
    Math.max(...found) <= found.length * 2;
  return plausible ? values : [];
}

function romanValue(numeral: string): number | undefined {
  if (numeral === '') return undefined;
  const digits = Array.from(numeral.toLowerCase(), (digit) => (digit === 'x' ? 10 : digit === 'v' ? 5 : 1));
  return digits.reduce((sum, digit, i) => (digit < (digits[i + 1] ?? 0) ? sum - digit : sum + digit), 0);
}
