const KEY = /^[ \t]*(?:-[ \t]+)?[A-Za-z_][\w-]*:[ \t]+$/;
const MAX_LINE = 500;

/**
 * Mends `title: Lesson 1: Water`, which is no YAML, but whose meaning is plain: the text is put in quotation marks, so that
 * the keys after it are not taken for its own. `offsets` are where the parser stumbled, ascending; those of `values` are of
 * the new text. Undefined when nothing is of that kind.
 */
export function quoteColons(
  text: string,
  offsets: readonly number[],
): { text: string; values: { offset: number; value: string }[] } | undefined {
  const values: { offset: number; value: string }[] = [];
  let quoted = '';
  let from = 0;
  for (const offset of offsets) {
    if (offset < from) continue;
    const start = text.lastIndexOf('\n', offset - 1) + 1;
    const newline = text.indexOf('\n', offset);
    const end = newline < 0 ? text.length : newline;
    if (end - start > MAX_LINE || !KEY.test(text.slice(start, offset))) continue;
    const [value = ''] = text.slice(offset, end).split(/[ \t]#/, 1);
    const plain = value.trimEnd();
    if (!/^[\p{L}\p{N}(¿¡]/u.test(plain) || !/:(?:[ \t]|$)/.test(plain)) continue;
    quoted += text.slice(from, offset);
    values.push({ offset: quoted.length, value: plain });
    quoted += `'${plain.replaceAll("'", "''")}'`;
    from = offset + plain.length;
  }
  return values.length === 0 ? undefined : { text: quoted + text.slice(from), values };
}
