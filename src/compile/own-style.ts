const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/@import\b/i, '@import'],
  [/@font-face\b/i, '@font-face'],
  [/\b(?:url|src|image|image-set|-webkit-image-set|-moz-element)\(/i, 'url(…)'],
  [/</, '<'],
];

/** What must not stand in a pack's own style sheet, and its offset: whatever would load another file. */
export function refusedStyle(css: string): { what: string; offset: number } | undefined {
  for (const [form, what] of REFUSED) {
    const plain = form.exec(css);
    if (plain) return { what, offset: plain.index };
    // The same in escapes (CSS Syntax §4.3.7).
    if (form.test(unescaped(css))) return { what, offset: Math.max(0, css.indexOf('\\')) };
  }
  const depth = bracesOf(css);
  return depth === 0 ? undefined : { what: depth > 0 ? '{ without }' : '} without {', offset: css.length };
}

function unescaped(css: string): string {
  return css
    .replace(/\\([0-9a-f]{1,6})(?:\r\n|\s)?/gi, (_, point: string) => {
      const code = Number.parseInt(point, 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
    })
    .replace(/\\(?:\r?\n|(.))/g, '$1');
}

function bracesOf(css: string): number {
  const code = css.replace(/\/\*[^]*?(?:\*\/|$)|"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'/g, '');
  return code.split('{').length - code.split('}').length;
}
