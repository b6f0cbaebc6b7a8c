import type { Properties } from 'hast';
import type { Image, Parents, RootContent, Text } from 'mdast';
import type {} from 'mdast-util-to-hast';
import { termLink } from './terms.ts';
import { isAttributes, parseAttributes, type Attributes } from './attributes.ts';

/**
 * Applies the attribute lists of kramdown and Pandoc within one run of children: `![](a.png){alt="…"}`, `[term]{#id}`,
 * `## Title {#id}`. `source` is the parsed text, since a list may hold what reads as emphasis.
 */
export function applyAttributes(children: RootContent[], parent: Parents, source: string): RootContent[] {
  if (!children.some((child) => child.type === 'text' && child.value.includes('{'))) return children;
  const result: RootContent[] = [];
  for (let index = 0; index < children.length; index++) {
    const child = children[index] as RootContent;
    const last = result.at(-1);
    if (child.type === 'text' && child.value.startsWith('{') && last && takesAttributes(last)) {
      const list = /^\{([^{}]{0,2000})\}/.exec(source.slice(child.position?.start.offset ?? source.length));
      if (list?.[1] !== undefined && isAttributes(list[1])) {
        apply(parseAttributes(list[1]), last);
        // The list may reach over nodes that were made of its inside.
        while (index < children.length && !cutThrough(children[index] as RootContent)) index++;
        const rest = children[index];
        if (rest?.type === 'text' && rest.value !== '') result.push(...spans(rest));
        continue;
      }
    }
    if (child.type === 'text' && child.value.includes(']{')) result.push(...spans(child));
    else result.push(child);
  }
  if (parent.type === 'heading') takeHeadingAttributes(parent, result);
  return result;
}

function takesAttributes(node: RootContent): boolean {
  return ['image', 'imageReference', 'link', 'linkReference', 'inlineCode', 'emphasis', 'strong'].includes(
    node.type,
  );
}

/** Cuts a text after its first `}`; false for a node without one. */
function cutThrough(node: RootContent): boolean {
  if (node.type !== 'text' || !node.value.includes('}')) return false;
  node.value = node.value.slice(node.value.indexOf('}') + 1);
  return true;
}

function apply({ id, values }: Attributes, node: RootContent): void {
  const properties: Properties = {};
  if (id !== undefined) properties['id'] = id;
  for (const name of ['width', 'height', 'title', 'lang', 'dir']) {
    const value = values.get(name);
    if (value !== undefined) properties[name] = value;
  }
  const alt = values.get('alt') ?? values.get('fig-alt');
  if (node.type === 'image' && alt !== undefined) captioned(node, alt);
  if (Object.keys(properties).length > 0) {
    node.data = Object.assign({}, node.data, { hProperties: { ...node.data?.hProperties, ...properties } });
  }
}

/** With the alternative text in the list, what stands between the brackets is the caption, as in the Carpentries' lessons. */
function captioned(image: Image, alt: string): void {
  if (image.alt != null && image.alt !== '' && image.title == null) image.title = image.alt;
  image.alt = alt;
  if (alt === '') image.data = { ...image.data, hProperties: { ...image.data?.hProperties, alt: '' } };
}

/** Makes `[term]{#id}` within a text a span of its own. */
function spans(node: Text): RootContent[] {
  const result: RootContent[] = [];
  let from = 0;
  for (const match of node.value.matchAll(/\[([^[\]{}]+)\]\{([^{}]{1,500})\}/g)) {
    const [whole, inner = '', body = ''] = match;
    if (!isAttributes(body)) continue;
    const { id, classes, values } = parseAttributes(body);
    if (match.index > from) result.push({ type: 'text', value: node.value.slice(from, match.index) });
    const place = node.position ? { position: node.position } : {};
    from = match.index + whole.length;
    if (classes.includes('term')) {
      result.push(termLink(values.get('of') ?? inner, [{ type: 'text', value: inner }], place));
      continue;
    }
    result.push({
      type: 'container',
      children: [{ type: 'text', value: inner }],
      data: { hName: 'span', hProperties: { id, lang: values.get('lang'), dir: values.get('dir') } },
      ...place,
    });
  }
  if (from === 0) return [node];
  if (from < node.value.length) result.push({ type: 'text', value: node.value.slice(from) });
  return result;
}

function takeHeadingAttributes(heading: Parents, children: RootContent[]): void {
  const last = children.at(-1);
  if (last?.type !== 'text') return;
  const text = last.value.trimEnd();
  const brace = text.endsWith('}') ? text.lastIndexOf('{') : -1;
  if (brace < 0) return;
  const body = text.slice(brace + 1, -1);
  if (!isAttributes(body) && body !== '-') return;
  last.value = text.slice(0, brace).trimEnd();
  const { id } = parseAttributes(body);
  if (id !== undefined) heading.data = { ...heading.data, hProperties: { id } };
}
