import type { ListItem, Paragraph, PhrasingContent, RootContent, Text } from 'mdast';
import { toString } from 'mdast-util-to-string';
import { kindClassOf } from './kinds.ts';

type Placed = Pick<RootContent, 'position'>;

/** What stands in a question beside prompt and answers. */
export interface Asides {
  hints: RootContent[][];
  explanation: RootContent[];
}

/** Takes the hints and explanations out of a question's content. */
export function takeAsides(content: RootContent[]): { body: RootContent[]; asides: Asides } {
  const asides: Asides = { hints: [], explanation: [] };
  const body: RootContent[] = [];
  for (const child of content) {
    const kind = child.type === 'container' ? kindClassOf(child.data.hProperties['className']) : undefined;
    if (child.type === 'container' && kind === 'hint') asides.hints.push([child]);
    else if (child.type === 'container' && kind === 'solution') {
      const [first, ...rest] = child.children;
      const isSummary = first?.type === 'container' && first.data.hName === 'summary';
      asides.explanation.push(...(isSummary ? rest : child.children));
    } else body.push(child);
  }
  return { body, asides };
}

/** One entry of a list: its own text, and what is nested below it. */
export interface Item {
  readonly text: RootContent[];
  readonly more: RootContent[];
  /** Undefined for an entry without a box. */
  readonly checked: boolean | undefined;
  /** What stands in its place and is none, such as `[o]`. */
  readonly oddBox?: string;
  readonly words: string;
  readonly node: Placed;
}

interface FoundList {
  readonly before: RootContent[];
  readonly list: { readonly items: Item[]; readonly node: Placed } | undefined;
  readonly after: RootContent[];
}

/** The last list with an entry that is one; all else stands before or after it. */
export function lastList(body: RootContent[], isOne: (item: Item) => boolean = () => true): FoundList {
  for (let at = body.length - 1; at >= 0; at--) {
    const node = body[at];
    if (node?.type !== 'list') continue;
    const items = node.children.map(itemOf);
    if (items.some(isOne))
      return { before: body.slice(0, at), list: { items, node }, after: body.slice(at + 1) };
  }
  return { before: body, list: undefined, after: [] };
}

// Boxes that GFM does not read: `[]`, `[ x ]`, a box with nothing after it.
const LOOSE_BOX = /^\s*\[\s*([xX✓✔]?)\s*\](?:\s+|$)/;
// What looks like one: a sign or a short word.
const ODD_BOX = /^\s*(\[\s*[^\s[\]]{1,5}\s*\])(?:\s|$)/;

function itemOf(item: ListItem): Item {
  const [first, ...rest] = item.children as RootContent[];
  const text = first === undefined ? [] : [first];
  let checked = item.checked ?? undefined;
  let oddBox: string | undefined;
  const words = first?.type === 'paragraph' ? first.children[0] : undefined;
  if (words?.type === 'text') {
    const box = checked === undefined ? LOOSE_BOX.exec(words.value) : undefined;
    if (box) {
      checked = box[1] !== '';
      words.value = words.value.slice(box[0].length);
    } else {
      if (checked === undefined) oddBox = ODD_BOX.exec(words.value)?.[1];
      words.value = words.value.trimStart();
    }
  }
  return {
    ...{ text, more: rest.flatMap(unquoted), checked, words: wordsOf(text), node: item },
    ...(oddBox !== undefined && { oddBox }),
  };
}

/** Feedback stands below its answer as a quote, a list or a paragraph: as the author likes it. */
function unquoted(node: RootContent): RootContent[] {
  if (node.type === 'blockquote') return node.children;
  if (node.type === 'list' && node.children.length === 1) return node.children[0]?.children ?? [];
  return [node];
}

/** The words by which a learner tells things apart. */
export function wordsOf(content: readonly RootContent[]): string {
  return content
    .map((node) => toString(node, { includeHtml: false }))
    .join(' ')
    .trim();
}

/** True for content that shows nothing. */
export function isEmpty(content: readonly RootContent[]): boolean {
  return content.every((node) => wordsOf([node]) === '' && !hasPicture(node));
}

function hasPicture(node: RootContent): boolean {
  if (node.type === 'image' || node.type === 'imageReference' || node.type === 'html' || node.type === 'gap')
    return true;
  return 'children' in node && (node.children as RootContent[]).some(hasPicture);
}

interface Row {
  readonly sides: RootContent[][];
  readonly node: Placed;
}

/** The pairs of a question: rows of its last table, or entries of its last list with a sign between the two sides. */
export function sidesOf(
  body: RootContent[],
): { before: RootContent[]; rows: Row[]; after: RootContent[] } | undefined {
  for (let at = body.length - 1; at >= 0; at--) {
    const node = body[at];
    const rows =
      node?.type === 'table'
        ? // The head names the columns.
          node.children.slice(1).map((row) => ({
            sides: row.children.map(({ children }): RootContent[] => [paragraph(children)]),
            node: row,
          }))
        : node?.type === 'list'
          ? node.children.map((item) => ({ sides: splitSides(item), node: item }))
          : undefined;
    if (rows) return { before: body.slice(0, at), rows, after: body.slice(at + 1) };
  }
  return undefined;
}

const BETWEEN = /\s+(?:=+>?|-+>|<->|[→⟶⇒↔←⟵⇐])\s+/;

function splitSides(item: ListItem): RootContent[][] {
  const [first, ...rest] = item.children as RootContent[];
  if (first?.type !== 'paragraph') return [item.children];
  const sides: PhrasingContent[][] = [[]];
  for (const child of first.children) {
    const texts: (string | undefined)[] = child.type === 'text' ? child.value.split(BETWEEN) : [undefined];
    texts.forEach((value, n) => {
      if (n > 0) sides.push([]);
      if (value === undefined) sides[sides.length - 1]?.push(child);
      else if (value !== '') sides[sides.length - 1]?.push({ ...(child as Text), value });
    });
  }
  const [left = [], ...others] = sides;
  return others.length === 0 && rest.length === 0
    ? [[paragraph(left)]]
    : // What is nested below an entry is its other side.
      [
        [paragraph(left)],
        ...others.map((side): RootContent[] => [paragraph(side)]),
        ...(rest.length > 0 ? [rest.flatMap(unquoted)] : []),
      ];
}

function paragraph(children: PhrasingContent[]): Paragraph {
  return { type: 'paragraph', children };
}
