import { readableAccent } from './accent.ts';

/** A font that a bundle carries, as its style sheet names it. */
export interface StyledFont {
  /** Path of the entry, from the bundle's top. */
  readonly path: string;
  /** Letters, digits, spaces, `_` and `-`. */
  readonly family: string;
  /** From the thinnest to the boldest. */
  readonly weight: readonly [number, number];
  readonly italic: boolean;
  /** BCP 47; empty where it is for text in any language. */
  readonly languages: readonly string[];
  /** Code points that it is used for. */
  readonly ranges: readonly (readonly [number, number])[];
}

/** What a pack adds to the end of `pages/style.css`; empty where it has no look of its own. */
export function packStyle(accent: string | undefined, fonts: readonly StyledFont[]): string {
  return [...(accent === undefined ? [] : accentRules(accent)), ...fonts.map(fontFace), ...stacks(fonts)]
    .map((rule) => `${rule}\n`)
    .join('');
}

/** On screens alone: what is printed stays black. */
function accentRules(accent: string): string[] {
  const { light, dark } = readableAccent(accent);
  const rule = (colour: string): string => `:root { --link: ${colour}; --accent: ${colour}; }`;
  return [
    `@media screen { ${rule(light)} }`,
    `@media screen and (prefers-color-scheme: dark) { ${rule(dark)} }`,
  ];
}

function fontFace({ path, family, weight: [thin, bold], italic, ranges }: StyledFont): string {
  const hex = (letter: number): string => letter.toString(16).toUpperCase();
  const range = ranges.map(([from, to]) => `U+${hex(from)}${from === to ? '' : `-${hex(to)}`}`).join(', ');
  return (
    `@font-face { font-family: '${family}'; src: url('../${path}') format('woff2'); ` +
    `font-weight: ${thin === bold ? thin : `${thin} ${bold}`}; font-style: ${italic ? 'italic' : 'normal'}; ` +
    `font-display: swap; unicode-range: ${range}; }`
  );
}

/** The carried fonts before those of the device: for all text, and for each language that some are for, the more special later. */
function stacks(fonts: readonly StyledFont[]): string[] {
  const general = fonts.filter(({ languages }) => languages.length === 0);
  const languages = [...new Set(fonts.flatMap((font) => font.languages))].sort(
    (a, b) => a.length - b.length || (a < b ? -1 : 1),
  );
  return [
    ...(general.length === 0 ? [] : [`html, [lang] { ${stack(general)} }`]),
    ...languages.map((language) => {
      const own = fonts.filter((font) => font.languages.some((named) => isWithin(language, named)));
      return `[lang|='${language}'] { ${stack([...own, ...general])} }`;
    }),
  ];
}

function stack(fonts: readonly StyledFont[]): string {
  const families = new Set(fonts.map(({ family }) => `'${family}'`));
  return `--text: ${[...families].join(', ')}, var(--device);`;
}

/** Whether text in `language` is text in `range` (RFC 4647 §3.3.1), in any case of letters. */
export function isWithin(language: string, range: string): boolean {
  const [own, wanted] = [language.toLowerCase(), range.toLowerCase()];
  return own === wanted || own.startsWith(`${wanted}-`);
}
