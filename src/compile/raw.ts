import { VFile } from 'vfile';
import type { ElementContent, Nodes, Root, RootContent } from 'hast';

type Raw = (tree: Nodes, options?: object) => Nodes;

const VOID = new Set(
  'area base br col embed frame hr img input keygen link meta param source track wbr'.split(' '),
);

/** Nodes of questions are kept; what stands in each is parsed by itself, so that nothing leaves it. */
const QUESTIONS = ['question', 'questionPart', 'gap'] as unknown as Nodes['type'][];

// For each run the parser finds its lines from the start of the page: of a page with more, the rest is one run.
const MAX_RUNS = 100;

/**
 * Parses the raw HTML of a page where it stands. A browser's parser is the slowest step there is, so that it sees only those
 * runs of blocks that hold tags, each from where elements open to where all are closed again.
 */
export function parseRawHtml(tree: Root, raw: Raw, text: string): void {
  const result: RootContent[] = [];
  let run: RootContent[] = [];
  let open = 0;
  let runs = 0;
  const flush = (): void => {
    const parsed =
      run.length > 0
        ? (raw({ type: 'root', children: run }, { file: new VFile(text), passThrough: QUESTIONS }) as Root)
        : undefined;
    for (const child of parsed?.children ?? []) result.push(child);
    run = [];
    open = 0;
  };
  for (const child of tree.children) {
    const tags = openedBy(child);
    if (tags === undefined && run.length === 0) {
      result.push(child);
      continue;
    }
    run.push(child);
    open += tags ?? 0;
    if (open <= 0 && ++runs < MAX_RUNS) flush();
  }
  flush();
  tree.children = result;
}

/** How many elements more the raw HTML in a node opens than it closes; undefined where it has none. */
function openedBy(node: RootContent | ElementContent): number | undefined {
  if (node.type === 'raw') return nestingOf(node.value).balance;
  if (node.type === 'question' || node.type === 'questionPart')
    return node.children.some(hasTags) ? 0 : undefined;
  if (node.type !== 'element') return undefined;
  let sum: number | undefined;
  for (const child of node.children) {
    const tags = openedBy(child);
    if (tags !== undefined) sum = (sum ?? 0) + tags;
  }
  return sum;
}

function hasTags(node: ElementContent): boolean {
  return openedBy(node) !== undefined;
}

/** How many elements more some HTML opens than it closes, and how deep it gets on the way. */
export function nestingOf(html: string): { balance: number; deepest: number } {
  let balance = 0;
  let deepest = 0;
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) {
    if (!/[a-z/]/i.test(html[at + 1] ?? '')) continue;
    TAG.lastIndex = at;
    const [tag, end, name = '', rest = ''] = TAG.exec(html) ?? [];
    // A tag without an end is all that is left.
    if (tag === undefined) break;
    at += tag.length - 1;
    if (VOID.has(name.toLowerCase())) continue;
    if (end !== '') balance--;
    else if (!rest.endsWith('/')) balance++;
    if (balance > deepest) deepest = balance;
  }
  return { balance, deepest };
}

const TAG = /<(\/?)([a-z][^\s/>]*|)(?=[\s/>])((?:"[^"]*"|'[^']*'|[^"'>])*)>/iy;
