import type { Html, RootContent } from 'mdast';

const PLAIN = new Set('b cite code del dfn em i ins kbd mark q s samp small strong sub sup u var'.split(' '));

/**
 * Makes elements of the HTML that authors write most within a line, `H<sub>2</sub>O`, `<kbd>Esc</kbd>`, `<br>`: tags without
 * attributes around nothing but text. A page that has no other needs no HTML parser, which is the slowest step there is.
 */
export function readPlainTags(nodes: RootContent[]): RootContent[] {
  if (!nodes.some(({ type }) => type === 'html')) return nodes;
  const result: RootContent[] = [];
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at] as RootContent;
    const tag = node.type === 'html' ? /^<([a-z]+) ?\/?>$/.exec(node.value)?.[1] : undefined;
    const end = tag !== undefined && PLAIN.has(tag) ? endOf(tag, nodes, at + 1) : at;
    if (tag === 'br') result.push(element('br', [], node as Html));
    else if (tag !== undefined && end > at) {
      result.push(element(tag, nodes.slice(at + 1, end), node as Html));
      at = end;
    } else result.push(node);
  }
  return result;
}

/** Where the end tag stands, with nothing but text before it; -1 where something else does. */
function endOf(tag: string, nodes: readonly RootContent[], from: number): number {
  let at = from;
  while (nodes[at]?.type === 'text') at++;
  const end = nodes[at];
  return end?.type === 'html' && end.value === `</${tag}>` ? at : -1;
}

function element(hName: string, children: RootContent[], { position }: Html): RootContent {
  return { type: 'container', children, data: { hName, hProperties: {} }, ...(position && { position }) };
}
