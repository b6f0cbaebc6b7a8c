/**
 * The bytes that a Range header asks for, as [start, end) within `size`. Undefined where the whole is the right answer:
 * no header, another unit, several ranges (RFC 9110 §14.2 allows to ignore them).
 */
export function parseRange(
  header: string | undefined,
  size: number,
): readonly [start: number, end: number] | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  const [, first, last] = match ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  if (first === '') {
    const suffix = Math.min(Number(last), size);
    return suffix === 0 ? 'unsatisfiable' : [size - suffix, size];
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return undefined;
  if (start >= size) return 'unsatisfiable';
  return [start, last === '' ? size : Math.min(Number(last) + 1, size)];
}
