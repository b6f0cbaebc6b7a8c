// Those that people write and that templates need. Pages have every other character as itself.
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  mdash: '—',
  ndash: '–',
};

/** Text of HTML with its character references read. One that is unknown, or stands for no character that shows, stays as it is. */
export function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{1,8}));/gi,
    (all, decimal?: string, hexadecimal?: string, name?: string) => {
      if (name !== undefined) return Object.hasOwn(NAMED, name) ? (NAMED[name] ?? all) : all;
      const point = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
      const shown = point > 31 && point <= 0x10ffff && !(point >= 0xd800 && point < 0xe000);
      return shown ? String.fromCodePoint(point) : all;
    },
  );
}
