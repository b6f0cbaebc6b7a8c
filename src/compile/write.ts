import type { Element, ElementContent, Nodes, Root } from 'hast';
import type { Findings } from './findings.ts';
import { hasPicture, textOf, type Headings } from './headings.ts';
import { Output } from './output.ts';
import { QuestionWriter } from './question-write.ts';
import { isReference, writeReference, type ReferenceWriter } from './references.ts';
import { termAnchor } from './terms.ts';
import { mediaOf, urlKind } from './url.ts';
import {
  allowedAttributes,
  allowedClasses,
  allowedId,
  elements,
  removed,
  renamed,
  silentlyRemoved,
  voidElements,
} from './schema.ts';

/**
 * Writes a page's tree as HTML with slots. What the schema does not name is not written, whoever put it into the tree, so
 * this is the last step and the one that sanitises. Ids that stand twice are written once.
 */
export class PageWriter implements ReferenceWriter {
  readonly out = new Output();
  readonly anchors: string[] = [];
  readonly findings: Findings;
  readonly questions: QuestionWriter = new QuestionWriter(this);
  readonly #headings: Headings;
  readonly #seen = new Set<string>();
  /** True within a link: links do not nest. */
  inLink = false;
  #inTable = false;
  /** How many elements are open that blocks must not stand in. */
  #phrasing = 0;
  /** So many slots have places for their transcripts. */
  #withPlaces = 0;

  constructor(findings: Findings, headings: Headings) {
    this.findings = findings;
    this.#headings = headings;
  }

  write(node: Nodes): void {
    switch (node.type) {
      case 'text':
        this.out.text(node.value);
        break;
      case 'element':
        this.#element(node);
        break;
      case 'root':
        this.children(node);
        break;
      case 'question':
        this.questions.question(node);
        break;
      case 'questionPart':
        this.questions.part(node);
        break;
      case 'gap':
        this.questions.gap(node);
        break;
      default:
      // Comments, doctypes: nothing that a reader sees.
    }
  }

  children(node: Root | Element): void {
    for (const child of node.children) this.write(child);
  }

  /** Content whose headings have an outline of their own. */
  block(nodes: readonly ElementContent[]): void {
    const leave = this.#headings.enter();
    for (const node of nodes) this.write(node);
    leave();
    this.#transcripts();
  }

  /** Writes ` id="…"` where the id may stand, and remembers it as an anchor. */
  id(value: unknown): void {
    const id = allowedId(value);
    if (id === undefined || this.#seen.has(id)) return;
    this.#seen.add(id);
    this.anchors.push(id);
    this.out.attribute('id', id);
  }

  #element(node: Element): void {
    const tag = renamed.get(node.tagName) ?? node.tagName;
    switch (tag) {
      case 'p':
        if (isFigure(node)) this.#figure(node);
        else this.#known(node, tag);
        break;
      case 'table':
        if (this.#inTable) this.#known(node, tag);
        else this.#table(node);
        break;
      case 'input':
        this.#checkbox(node);
        break;
      case 'h1':
      case 'h2':
      case 'h3':
      case 'h4':
      case 'h5':
      case 'h6':
        this.#heading(node, Number(tag[1]));
        break;
      default:
        if (isReference(tag)) {
          writeReference(node, this);
          this.#transcripts();
        } else if (!removed.has(tag)) this.#known(node, tag);
        else if (!silentlyRemoved.has(tag)) this.findings.report('html-removed', { element: tag }, node);
    }
  }

  /** An element of the schema with what the schema has of its attributes; of any other element what stands in it. */
  #known(node: Element, tag: string): void {
    const own = elements.get(tag);
    const { properties } = node;
    const classes = [
      ...allowedClasses(properties['className']),
      ...(isLongCell(node) ? ['long'] : []),
      ...(isWord(node) ? ['word'] : []),
    ];
    const attributes = own ? allowedAttributes(own, properties) : [];
    const anchor = properties['id'] ?? properties['name'] ?? this.#ownAnchor(node);
    if (anchor == null && isEmptyCode(node)) return;
    const saysNothing = anchor == null && classes.length === 0 && attributes.length === 0;
    if (!own || (tag === 'span' && saysNothing)) {
      this.children(node);
      return;
    }
    this.out.html(`<${tag}`);
    if (anchor != null) this.id(anchor);
    if (classes.length > 0) this.out.attribute('class', classes.join(' '));
    for (const [name, value] of attributes) {
      if (value === '') this.out.html(` ${name}`);
      else this.out.attribute(name, value);
    }
    if (properties['role'] === 'note') this.out.html(' role="note"');
    // Lines of code read from left to right in every language, and are scrolled with the keyboard too.
    if (tag === 'pre') this.out.html(' dir="ltr" tabindex="0"');
    if (tag === 'div' && isMathBlock(properties['className'])) this.out.html(' tabindex="0"');
    this.out.html('>');
    if (voidElements.has(tag)) return;
    const leave = opensSection(tag) ? this.#headings.enter() : undefined;
    this.#content(node, tag);
    leave?.();
  }

  /** What stands in an element, and its end. */
  #content(node: Element, tag: string): void {
    const isPhrasing = PHRASING.has(tag);
    if (isPhrasing) this.#phrasing++;
    this.children(node);
    if (isPhrasing) this.#phrasing--;
    this.out.html(`</${tag}>`);
    this.#transcripts();
  }

  /** A place for transcripts as soon as there are players and a block may stand here. */
  #transcripts(): void {
    if (this.#phrasing > 0 || this.inLink) return;
    const { slots } = this.out;
    const from = this.#withPlaces;
    if (from === slots.length) return;
    this.#withPlaces = slots.length;
    if (slots.slice(from).some(({ kind }) => kind === 'player')) this.out.slot({ kind: 'transcripts' });
  }

  /** The anchor of a word that is explained, and of a summary that is a heading in the author's text. */
  #ownAnchor({ tagName, properties, children }: Element): string | undefined {
    if (tagName === 'dt') return termAnchor(textOf({ type: 'root', children }));
    if (tagName !== 'summary' || properties['dataHeading'] == null) return undefined;
    return this.#headings.anchor(textOf({ type: 'root', children }).trim());
  }

  #heading(node: Element, depth: number): void {
    const added = this.#headings.add(node, depth, this.findings);
    if (!added) return;
    const { level, id } = added;
    this.out.html(`<h${level}`);
    this.id(id);
    this.out.html('>');
    this.#content(node, `h${level}`);
  }

  /** A picture that has a paragraph to itself: its title, which on a phone nobody can point at, is its caption. */
  #figure(node: Element): void {
    const picture = pictureIn(node) as Element;
    const { title, ...rest } = picture.properties;
    picture.properties = rest;
    this.out.html('<figure class="figure">');
    this.children(node);
    if (typeof title === 'string' && title !== '') {
      this.out.html('<figcaption>');
      this.out.text(title);
      this.out.html('</figcaption>');
    }
    this.out.html('</figure>');
  }

  /** Task lists: a learner's page has no form, so that the state is a sign in the text. */
  #checkbox(node: Element): void {
    const { properties } = node;
    if (properties['type'] === 'checkbox') this.out.html(properties['checked'] === true ? '☑' : '☐');
    else this.findings.report('html-removed', { element: 'input' }, node);
  }

  /** A wide table scrolls by itself, so that the page need not; who has no mouse scrolls it with the keyboard. */
  #table(node: Element): void {
    this.#inTable = true;
    this.out.html('<div class="table-scroll" role="group" tabindex="0" aria-label="');
    this.out.slot({ kind: 'label', name: 'table' });
    this.out.html('">');
    this.#known(node, 'table');
    this.out.html('</div>');
    this.#inTable = false;
  }
}

/** True for a cell of a table that holds sentences, which need some room. */
function isLongCell({ tagName, children }: Element): boolean {
  return tagName === 'td' && textOf({ type: 'root', children }).trim().length > LONG_CELL;
}

const LONG_CELL = 40;

/** True for short code that a line must not end in: behind its hyphen it could, and then looks hyphenated. */
function isWord({ tagName, children }: Element): boolean {
  return tagName === 'code' && /^(?=\S*-)\S{2,20}$/.test(textOf({ type: 'root', children }));
}

/** True for a block of code without any: a grey bar with a button that copies nothing. */
function isEmptyCode(node: Element): boolean {
  return node.tagName === 'pre' && textOf(node).trim() === '' && !hasPicture(node);
}

/** True for a paragraph that is nothing but one picture of the source, linked or not. */
function isFigure(node: Element): boolean {
  const src = pictureIn(node)?.properties['src'];
  return typeof src === 'string' && src !== '' && urlKind(src) === 'local' && mediaOf(src) === undefined;
}

function pictureIn(node: Element): Element | undefined {
  const content = node.children.filter((child) => child.type !== 'text' || child.value.trim() !== '');
  const [only] = content;
  if (content.length !== 1 || only?.type !== 'element') return undefined;
  if (only.tagName === 'img') return only;
  return only.tagName === 'a' ? pictureIn(only) : undefined;
}

function isMathBlock(classes: unknown): boolean {
  return Array.isArray(classes) && classes.includes('math-display');
}

/** Headings within these stand below the heading before them, and not in the table of contents. */
function opensSection(tag: string): boolean {
  return SECTIONS.has(tag);
}

/** Elements that hold no blocks (HTML, “phrasing content”), of those that the schema has. */
const PHRASING = new Set(
  `p h1 h2 h3 h4 h5 h6 pre summary abbr b bdi bdo cite code del dfn em i ins kbd mark q rp rt ruby s samp small span
  strike strong sub sup tt u var`.split(/\s+/),
);

const SECTIONS = new Set(['aside', 'div', 'details', 'blockquote', 'li', 'td', 'th', 'dd', 'figure']);
