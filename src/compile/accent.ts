// The author's colour, made readable: WCAG 2.2 asks for a contrast of 4.5 : 1 between text and what is behind it. Boxes are tinted
// and a little nearer to the text than the paper is, so more is asked for here.
const CONTRAST = 5.5;
const PAPER = { light: [255, 255, 255], dark: [0x15, 0x19, 0x1e] } as const;
const STEPS = 100;

type Colour = readonly [red: number, green: number, blue: number];

/** `#rrggbb` as it is shown on light and on dark paper: darkened or lightened no more than is needed to read it there. */
export function readableAccent(accent: string): { readonly light: string; readonly dark: string } {
  const colour = [1, 3, 5].map((at) => Number.parseInt(accent.slice(at, at + 2), 16)) as unknown as Colour;
  return {
    light: readable(colour, [0, 0, 0], PAPER.light),
    dark: readable(colour, [255, 255, 255], PAPER.dark),
  };
}

function readable(colour: Colour, towards: Colour, paper: Colour): string {
  for (let step = 0; ; step++) {
    const share = step / STEPS;
    const mixed = colour.map((part, n) =>
      Math.round(part + ((towards[n] ?? 0) - part) * share),
    ) as unknown as Colour;
    if (step === STEPS || contrast(mixed, paper) >= CONTRAST)
      return `#${mixed.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
  }
}

/** WCAG 2.2, “contrast ratio” and “relative luminance”. */
function contrast(a: Colour, b: Colour): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
