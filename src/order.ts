/** Orders by UTF-16 code units: the same on every machine, whatever its locale. */
export function compareCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Orders as a person counts: runs of digits by value (`2-b` before `10-a`), the rest by lower-cased code units. */
export function compareNatural(a: string, b: string): number {
  const as = a.toLowerCase().match(/\d+|\D+/g) ?? [];
  const bs = b.toLowerCase().match(/\d+|\D+/g) ?? [];
  for (let i = 0; i < Math.min(as.length, bs.length); i++) {
    const x = as[i] ?? '';
    const y = bs[i] ?? '';
    const order = /^\d/.test(x) && /^\d/.test(y) ? compareDigits(x, y) : compareCodeUnits(x, y);
    if (order !== 0) return order;
  }
  return as.length - bs.length || compareCodeUnits(a, b);
}

/** Compares digit strings of any length by value, without the limits of numbers. */
function compareDigits(a: string, b: string): number {
  const x = a.replace(/^0+(?=\d)/, '');
  const y = b.replace(/^0+(?=\d)/, '');
  return x.length - y.length || compareCodeUnits(x, y);
}
