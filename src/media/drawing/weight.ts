import type { XastElement, XastRoot } from 'svgo/browser';

/** No drawing that a page should hold is made of more: browsers take seconds for as many. */
const MAX_DRAWN = 500_000;

/**
 * Throws RangeError for a drawing that stands for more elements than a browser can draw: each `use`, pattern, mask, marker or
 * clip path is drawn again wherever it is referred to, so that ten lines can stand for billions.
 */
export function checkWeight(root: XastRoot): void {
  const byId = new Map<string, XastElement>();
  const styled = new Map<string, string[]>();
  const collect = (element: XastElement): void => {
    const { id } = element.attributes;
    if (id !== undefined && !byId.has(id)) byId.set(id, element);
    if (element.name === 'style') collectStyle(element, styled);
    for (const child of element.children) if (child.type === 'element') collect(child);
  };
  const weights = new Map<XastElement, number>();
  const weigh = (element: XastElement): number => {
    const known = weights.get(element);
    if (known !== undefined) return known;
    // What refers to itself is not drawn again (SVG 2 §5.5).
    weights.set(element, 0);
    let weight = 1;
    for (const child of element.children) if (child.type === 'element') weight += weigh(child);
    for (const id of referencesOf(element, styled)) {
      const target = byId.get(id);
      if (target) weight += weigh(target) * (target.name === 'marker' ? verticesOf(element) : 1);
    }
    weights.set(element, weight);
    return weight;
  };
  for (const child of root.children) if (child.type === 'element') collect(child);
  for (const child of root.children)
    if (child.type === 'element' && weigh(child) > MAX_DRAWN)
      throw new RangeError(`it stands for more than ${MAX_DRAWN} elements`);
}

/** Remembers which ids the rules of a style sheet refer to, by every name in their selectors. */
function collectStyle(style: XastElement, styled: Map<string, string[]>): void {
  const css = style.children.map((child) => (child.type === 'text' ? child.value : '')).join('');
  for (const rule of css.split('}')) {
    const brace = rule.lastIndexOf('{');
    const ids = urlsIn(rule.slice(brace + 1));
    if (ids.length === 0) continue;
    for (const [name] of rule.slice(0, brace).matchAll(/[.#]?[\w-]+|\*/g))
      styled.set(name, [...(styled.get(name) ?? []), ...ids]);
  }
}

function referencesOf({ name, attributes }: XastElement, styled: ReadonlyMap<string, string[]>): string[] {
  const found: string[] = [];
  for (const [key, value] of Object.entries(attributes))
    if (key === 'href' || key === 'xlink:href') found.push(value.slice(1));
    else if (value.includes('url(')) found.push(...urlsIn(value));
  if (styled.size === 0) return found;
  const classes = (attributes['class'] ?? '').split(/\s+/).map((one) => `.${one}`);
  for (const key of ['*', name, `#${attributes['id'] ?? ''}`, ...classes])
    found.push(...(styled.get(key) ?? []));
  return found;
}

function urlsIn(text: string): string[] {
  return [...text.matchAll(/url\(\s*["']?#([^\s"'()]+)/g)].map((match) => match[1] ?? '');
}

/** At most as many vertices, each with its marker, as there are letters and commas. */
function verticesOf({ attributes }: XastElement): number {
  return 2 + Math.ceil(((attributes['d'] ?? '').length + (attributes['points'] ?? '').length) / 4);
}
