// Style in drawings: kept where it paints, removed where it would reach outside the file.

const LOCAL = /^#[^\s"'()<>\\]+$/;
const RASTER = /^data:image\/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]+$/i;
const FONT =
  /^data:(?:font\/(?:woff2?|ttf|otf|sfnt)|application\/(?:x-)?font-[a-z0-9]+|application\/octet-stream);[^"'()<>\\]*$/i;

/** Whether a reference stays inside the drawing: a fragment of it. */
export function isLocalReference(url: string): boolean {
  return LOCAL.test(url);
}

/** Whether a reference is a raster picture that stands in the drawing itself. */
export function isEmbeddedRaster(url: string): boolean {
  return RASTER.test(url);
}

const URL_FUNCTION = /url\(\s*(?:"([^"]*)"|'([^']*)'|([^"'()\s]*))\s*\)/gi;

// Whatever fetches, runs or hides, in any function but url(), which is looked at by itself.
const FORBIDDEN =
  /@import|@namespace|@charset|image-set|cross-fade|image\s*\(|src\s*\(|element\s*\(|expression\s*\(|behaviou?r\s*:|-moz-binding|(?:java|vb|live)script:|[a-z]:\/\/|<\/?[a-z!]/i;

/** Style that is safe to write out; `css` is undefined where nothing of it is. */
export interface CleanStyle {
  readonly css: string | undefined;
  /** Something referred to the outside and is gone. */
  readonly outside: boolean;
}

/**
 * A style sheet, the value of a `style` attribute or of a presentation attribute, with nothing in it that refers to the
 * outside: such a reference becomes `none`, an imported sheet and a font face from elsewhere are left out.
 */
export function cleanStyle(style: string): CleanStyle {
  let cuts = 0;
  const cut = (replacement: string): string => {
    cuts++;
    return replacement;
  };
  const css = decodeEscapes(style.replace(/\/\*[^]*?(?:\*\/|$)/g, ' ').replace(/<!--|-->/g, ' '))
    .replace(/@charset\b[^;]*(?:;|$)/gi, '')
    .replace(/@import\b[^;]*(?:;|$)/gi, () => cut(''))
    .replace(/\s+/g, ' ')
    .split('}')
    .map((rule) =>
      rule.replace(/@font-face ?\{[^]*$/i, (face) => (isEmbeddedFace(face) ? face : cut('@font-face{'))),
    )
    .join('}')
    .replace(URL_FUNCTION, (_, a?: string, b?: string, c?: string) => {
      const url = (a ?? b ?? c ?? '').trim();
      if (isLocalReference(url)) return `url(${url})`;
      return isEmbeddedRaster(url) || FONT.test(url) ? `url("${url.replace(/\s+/g, '')}")` : cut('none');
    });
  // What the patterns above did not understand is not left to a browser that may.
  const rest = css.replace(/url\((?:#[^\s"'()<>\\]+|"data:[^"'()<>\\]*")\)/gi, '');
  const safe = !FORBIDDEN.test(rest) && !/url\s*\(|\\|\/\*/i.test(rest);
  return { css: safe ? css : undefined, outside: cuts > 0 || !safe };
}

function isEmbeddedFace(face: string): boolean {
  const urls = [...face.matchAll(/url\(\s*["']?([^"')]*)/gi)].map((match) => match[1] ?? '');
  return urls.length > 0 && urls.every((url) => FONT.test(url.trim()));
}

/** CSS Syntax Level 3 §4.3.7. Without escapes a name can be told by its letters. */
function decodeEscapes(css: string): string {
  return css.replace(/\\(?:([0-9a-f]{1,6})\s?|\r?\n|([^]))/gi, (_, hex?: string, character?: string) => {
    if (hex === undefined) return character ?? '';
    const code = Number.parseInt(hex, 16);
    return code === 0 || code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
  });
}
