import type { CustomPlugin, XastElement, XastRoot } from 'svgo/browser';
import { cleanStyle, isEmbeddedRaster, isLocalReference } from './style.ts';
import { checkWeight } from './weight.ts';

/** Deeper drawings are not made by any editor, and take the stack of whoever reads them. */
export const MAX_DEPTH = 200;

// SVG 2 and SVG 1.1, without what runs, loads or leads elsewhere.
const elements = words(`svg g defs symbol use switch title desc style image
  path rect circle ellipse line polyline polygon text tspan textPath marker
  linearGradient radialGradient stop pattern clipPath mask filter
  feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap
  feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode
  feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence
  animate animateMotion animateTransform set mpath`);

const attributes =
  words(`id class style lang transform d x y x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy rotate width height
  points pathLength viewBox preserveAspectRatio version offset href xlink:href xml:space xml:lang role
  gradientUnits gradientTransform spreadMethod patternUnits patternContentUnits patternTransform clipPathUnits
  maskUnits maskContentUnits filterUnits primitiveUnits markerUnits markerWidth markerHeight refX refY orient
  textLength lengthAdjust startOffset method spacing side requiredFeatures requiredExtensions systemLanguage media type
  in in2 result mode values operator k1 k2 k3 k4 order kernelMatrix divisor bias targetX targetY edgeMode kernelUnitLength
  preserveAlpha surfaceScale diffuseConstant specularConstant specularExponent scale xChannelSelector yChannelSelector
  azimuth elevation stdDeviation radius baseFrequency numOctaves seed stitchTiles tableValues slope intercept amplitude
  exponent pointsAtX pointsAtY pointsAtZ limitingConeAngle z
  attributeName attributeType begin dur end min max restart repeatCount repeatDur fill calcMode keyTimes keySplines
  keyPoints from to by additive accumulate path origin
  alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation color-interpolation-filters
  color-rendering cursor direction display dominant-baseline enable-background fill-opacity fill-rule filter flood-color
  flood-opacity font font-family font-size font-size-adjust font-stretch font-style font-variant font-weight
  glyph-orientation-horizontal glyph-orientation-vertical image-rendering isolation kerning letter-spacing lighting-color
  marker marker-end marker-mid marker-start mask mask-type mix-blend-mode opacity overflow paint-order pointer-events
  shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin
  stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration text-overflow text-rendering
  transform-origin unicode-bidi vector-effect visibility white-space word-spacing writing-mode`);

// Animating these could lead elsewhere or bring in style that nobody has looked at.
const unanimated = new Set(['href', 'xlink:href', 'style', 'class', 'id']);
const animations = new Set(['animate', 'animateTransform', 'animateMotion', 'set']);

/** What was taken out that a reader could miss or an author should know of. */
export type Removed = 'script' | 'embedded page' | 'outside reference';

/**
 * Removes from a parsed drawing all that is not on the lists above: an allow-list, since what browsers learn next year
 * must not pass. Throws RangeError, with words for the author, for drawings that are too deep or stand for too much,
 * SyntaxError for those whose one root is no `svg`.
 */
export function cleanDrawing(root: XastRoot): Set<Removed> {
  const removed = new Set<Removed>();
  root.children = root.children.filter((node) => node.type === 'element');
  const [svg, ...others] = root.children;
  if (svg?.type !== 'element' || others.length > 0) throw new SyntaxError('not one root element');
  const prefix = /^([^:]+):svg$/.exec(svg.name)?.[1];
  cleanElement(svg, `${prefix ?? 'svg'}:`, 1, removed);
  if (svg.name !== 'svg') throw new SyntaxError('another root element');
  checkWeight(root);
  svg.attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    'xmlns:xlink': 'http://www.w3.org/1999/xlink',
    ...svg.attributes,
  };
  return removed;
}

function cleanElement(element: XastElement, prefix: string, depth: number, removed: Set<Removed>): void {
  if (depth > MAX_DEPTH) throw new RangeError('its elements are nested too deeply');
  if (element.name.startsWith(prefix)) element.name = element.name.slice(prefix.length);
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(element.attributes)) {
    const clean = cleanAttribute(element.name, name, value, removed);
    if (clean !== undefined) kept[name] = clean;
  }
  element.attributes = kept;
  const children: XastElement['children'] = [];
  for (const child of element.children) {
    if (child.type === 'text' || child.type === 'cdata') children.push({ type: 'text', value: child.value });
    else if (child.type === 'element') {
      const name = child.name.startsWith(prefix) ? child.name.slice(prefix.length) : child.name;
      // What stands inside a link is worth keeping; where it leads is not inside the drawing.
      if (name === 'a' || elements.has(name)) {
        cleanElement(child, prefix, depth + 1, removed);
        if (name === 'a') unlink(child);
        if (isWorthKeeping(child, removed)) children.push(child);
      } else if (name === 'script' || name === 'handler') removed.add('script');
      else if (/^(?:foreignObject|iframe|object|embed|audio|video|canvas)$/i.test(name))
        removed.add('embedded page');
    }
  }
  element.children = children;
}

function unlink(link: XastElement): void {
  link.name = 'g';
  delete link.attributes['href'];
  delete link.attributes['xlink:href'];
}

function isWorthKeeping(element: XastElement, removed: Set<Removed>): boolean {
  const { name, attributes: has } = element;
  if (name === 'style') {
    const text = element.children.map((child) => (child.type === 'text' ? child.value : '')).join('');
    const { css, outside } = cleanStyle(text);
    if (outside) removed.add('outside reference');
    element.children = css === undefined ? [] : [{ type: 'text', value: css }];
    return element.children.length > 0;
  }
  if (animations.has(name) && name !== 'animateMotion') {
    const target = has['attributeName'] ?? '';
    return attributes.has(target) && !unanimated.has(target);
  }
  if (name === 'image' || name === 'feImage' || name === 'use')
    return has['href'] !== undefined || has['xlink:href'] !== undefined;
  return true;
}

function cleanAttribute(
  element: string,
  name: string,
  value: string,
  removed: Set<Removed>,
): string | undefined {
  if (/^on/i.test(name)) removed.add('script');
  if (!attributes.has(name) && !/^aria-[a-z]+$/.test(name)) return undefined;
  if (name === 'href' || name === 'xlink:href') {
    const url = value.trim();
    if (isLocalReference(url)) return url;
    const picture = element === 'image' || element === 'feImage';
    if (picture && isEmbeddedRaster(url)) return url.replace(/\s+/g, '');
    if (element !== 'a') removed.add('outside reference');
    return undefined;
  }
  if (/(?:java|vb|live)script:/i.test(value.replace(/[\s\p{Cc}]+/gu, ''))) return undefined;
  if (name !== 'style' && !/[\\(@:]|\/\*/.test(value)) return value;
  const { css, outside } = cleanStyle(value);
  if (outside) removed.add('outside reference');
  return css;
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}

/** {@link cleanDrawing} as a step of svgo; what it removed is told to `report`. */
export function cleaning(report: (removed: ReadonlySet<Removed>) => void): CustomPlugin {
  return {
    name: 'cleanDrawing',
    fn: (root) => {
      report(cleanDrawing(root));
      return null;
    },
  };
}
