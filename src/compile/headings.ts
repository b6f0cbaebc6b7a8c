import type { Element, Nodes, Root } from 'hast';
import GithubSlugger from 'github-slugger';
import type { Findings } from './findings.ts';
import type { Fragment } from './fragment.ts';
import { parseLabel } from './label.ts';
import { escapeAttribute, escapeText } from './output.ts';
import { allowedAttributes, allowedId, elements } from './schema.ts';

type Heading = Fragment['headings'][number];

/** The headings of a page in order: their levels in the page, their anchors, and what is wrong with their order. */
export class Headings {
  readonly all: Heading[] = [];
  readonly #slugger = new GithubSlugger();
  /** The author's depths of the headings that the next one stands below; 0 for a block with an outline of its own. */
  #open: number[] = [];
  #previous: number;
  #blocks = 0;

  /** `title`: the author's depth of the page's title. */
  constructor(title = 1) {
    this.#previous = title;
  }

  /**
   * The anchor of a heading: the author's own, or GitHub's for its text (`-challenge` for “🚀 Challenge”), numbered when it is
   * there already. A heading that GitHub has no anchor for, such as “???”, needs one all the same: tables of contents link to it.
   */
  anchor(text: string, id?: unknown): string {
    const given = allowedId(id);
    if (given === undefined) return allowedId(this.#slugger.slug(text)) ?? this.#slugger.slug('section');
    this.#slugger.slug(given, true);
    return given;
  }

  /** Enters a block with headings of its own; call the answer to leave it. */
  enter(): () => void {
    const outer = this.#open;
    this.#open = [...outer, 0];
    this.#blocks++;
    return () => {
      this.#open = outer;
      this.#blocks--;
    };
  }

  /**
   * Gives a heading its level: one below the heading it belongs to, from 2 on, whatever depth the author gave it. One
   * that says nothing gets none.
   */
  add(node: Element, depth: number, findings: Findings): { level: number; id: string } | undefined {
    const text = textOf(node).trim();
    if (text === '' && hasLabel(node)) return { level: 2, id: 'footnote-label' };
    if (text === '' && !hasPicture(node)) {
      findings.report('heading-empty', {}, node);
      return undefined;
    }
    while ((this.#open.at(-1) ?? 0) >= depth) this.#open = this.#open.slice(0, -1);
    const level = Math.min(6, 2 + this.#open.filter((open) => open > 0).length);
    this.#open = [...this.#open, depth];
    const id = this.anchor(text, node.properties['id']);
    if (this.#blocks === 0) {
      if (depth > this.#previous + 1) {
        findings.report(
          'heading-order',
          { depth, previous: this.#previous, expected: this.#previous + 1 },
          node,
        );
      }
      this.#previous = depth;
      if (text !== '') this.all.push({ depth: level, id, html: inlineHtml(node).trim() });
    }
    return { level, id };
  }
}

/** The text of a node without what stands in its markup: the words a heading is named by. */
export function textOf(node: Nodes): string {
  if (node.type === 'text') return parseLabel(node.value) ? '' : node.value;
  return 'children' in node ? node.children.map(textOf).join('') : '';
}

/** A heading as a title or an entry of a table of contents: code, emphasis, formulas and the like, without links and pictures. */
export function inlineHtml(node: Element | Root): string {
  return node.children
    .map((child) => {
      if (child.type === 'text') return parseLabel(child.value) ? '' : escapeText(child.value);
      if (child.type !== 'element') return '';
      if (child.tagName === 'math') return mathHtml(child);
      const inner = inlineHtml(child);
      return /^(?:code|em|strong|sub|sup|i|b|kbd)$/.test(child.tagName) && inner !== ''
        ? `<${child.tagName}>${inner}</${child.tagName}>`
        : inner;
    })
    .join('');
}

/** A formula, as far as the schema knows its elements. */
function mathHtml(node: Element): string {
  const own = elements.get(node.tagName);
  const inner = node.children
    .map((child) =>
      child.type === 'element' ? mathHtml(child) : child.type === 'text' ? escapeText(child.value) : '',
    )
    .join('');
  if (!own) return inner;
  const attributes = allowedAttributes(own, node.properties)
    .map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`)
    .join('');
  return `<${node.tagName}${attributes}>${inner}</${node.tagName}>`;
}

/** True for the heading over the footnotes, whose words are Satchel's own. */
function hasLabel(node: Element): boolean {
  return node.children.some((child) => child.type === 'text' && parseLabel(child.value) !== undefined);
}

export function hasPicture(node: Element): boolean {
  return node.children.some(
    (child) => child.type === 'element' && (child.tagName === 'img' || hasPicture(child)),
  );
}
