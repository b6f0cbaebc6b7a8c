import type { Heading, Root, RootContent } from 'mdast';
import { toString } from 'mdast-util-to-string';

/**
 * The first heading, where the page begins with one that has text, but for anchors, and it is of depth 1 or says again how the page is
 * `named`: it is the page's title. Taken out of `tree`.
 */
export function takeTitle(tree: Root, named: string | undefined): Heading | undefined {
  const at = tree.children.findIndex((child) => child.type !== 'container' || child.data.hName !== 'span');
  const first = tree.children[at];
  if (first?.type !== 'heading' || !hasText(first)) return undefined;
  if (first.depth !== 1 && toString(first, { includeHtml: false }).trim() !== named?.trim()) return undefined;
  tree.children.splice(at, 1);
  return first;
}

function hasText(node: RootContent): boolean {
  if ('value' in node) return node.type !== 'html' && node.value.trim() !== '';
  return 'children' in node && node.children.some(hasText);
}
