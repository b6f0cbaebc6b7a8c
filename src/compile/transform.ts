import type {
  Code,
  Definition,
  FootnoteDefinition,
  Html,
  Paragraph,
  Parents,
  PhrasingContent,
  Root,
  RootContent,
} from 'mdast';
import { groupBlocks } from './blocks.ts';
import { alertOf } from './alerts.ts';
import { applyAttributes } from './attribute-lists.ts';
import { replaceDirective } from './directives.ts';
import { readPlainTags } from './inline-html.ts';
import type { Findings, Placed } from './findings.ts';
import { readLooseLinks } from './loose-links.ts';
import { nestingOf } from './raw.ts';
import { markIndex, unmarked } from './marks.ts';
import { tagAsText } from './placeholder.ts';
import { MAX_DEPTH, type Prepared } from './prepare.ts';
import { readRoles } from './roles.ts';
import { replaceTags } from './tags.ts';

/** What a page needs that is loaded only for pages that need it. */
export interface Needs {
  math: boolean;
  html: boolean;
  readonly languages: Set<string>;
  /** What other parts of the page refer to, in order. */
  readonly definitions: (Definition | FootnoteDefinition)[];
}

// Inline nesting adds to that of blocks; each level costs the later steps a few stack frames.
const MAX_TREE_DEPTH = 3 * MAX_DEPTH;

// Each reference is linked back to from its footnote; no page for readers has as many.
const MAX_NOTES = 5000;

/** Turns what is CommonMark and more in the author's dialect into one tree that means the same; changes `tree`. */
export function transformTree(tree: Root, prepared: Prepared, findings: Findings): Needs {
  const needs: Needs = { math: false, html: false, languages: new Set(), definitions: [] };
  const context: Context = { prepared, findings, needs, cut: false, openTags: 0, notes: 0 };
  transformChildren(tree, 1, context);
  return needs;
}

// Three hyphens between words are a dash for Pandoc, kramdown, Hugo and Quarto, and nothing else for anybody.
const DASH = /(?<=\s)---(?=\s)|(?<=\p{L})---(?=\p{L})/gu;

interface Context {
  readonly prepared: Prepared;
  readonly findings: Findings;
  readonly needs: Needs;
  /** True once a part of the page lay too deep: one finding is enough. */
  cut: boolean;
  /** Elements of raw HTML that are open where the walk is. */
  openTags: number;
  /** References to footnotes so far. */
  notes: number;
}

function transformChildren(parent: Parents, depth: number, context: Context): void {
  const { prepared, findings } = context;
  if (depth > MAX_TREE_DEPTH) {
    flatten(parent, context);
    return;
  }
  if (prepared.marks.length > 0) groupBlocks(parent, prepared.marks, findings);
  const children = parent.children as RootContent[];
  const result: RootContent[] = [];
  for (const child of isPhrasingParent(parent) ? readPlainTags(children) : children) {
    const before = result.at(-1);
    if (
      child.type === 'code' &&
      before?.type === 'code' &&
      isIndented(child, prepared) &&
      isIndented(before, prepared)
    ) {
      continueCode(before, child, prepared);
      continue;
    }
    const replaced = transformNode(child, parent, depth, context);
    if (replaced) result.push(...(Array.isArray(replaced) ? replaced : [replaced]));
  }
  const linked = readLooseLinks(result, parent, prepared, findings);
  const meant = readRoles(linked, findings, () => {
    context.needs.math = true;
  });
  parent.children = applyAttributes(meant, parent, prepared.text);
}

/** Blocks of indented code with nothing between are one (CommonMark 4.4): Sätteri takes some apart, below a heading in a list. */
function continueCode(before: Code, code: Code, prepared: Prepared): void {
  const gap = (code.position?.start.line ?? 0) - (before.position?.end.line ?? 0);
  before.value += '\n'.repeat(Math.max(1, gap)) + trimmedCode(restored(code.value, prepared));
  if (before.position && code.position) before.position = { ...before.position, end: code.position.end };
}

function isIndented({ position }: Code, { text }: Prepared): boolean {
  return !/[`~]/.test(text[position?.start.offset ?? -1] ?? '`');
}

/** Indented code without the spaces that nobody sees: the parsers cut them at different places. */
function trimmedCode(value: string): string {
  return value
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd();
}

function transformNode(
  node: RootContent,
  parent: Parents,
  depth: number,
  context: Context,
): RootContent | RootContent[] | undefined {
  const { prepared, findings, needs } = context;
  switch (node.type) {
    case 'text':
      node.value = shownText(node.value, context);
      // The anchors of headings are made from what their authors typed.
      if (parent.type !== 'heading' && node.value.includes('---')) node.value = node.value.replace(DASH, '—');
      return node;
    case 'inlineCode':
      node.value = restored(node.value, prepared);
      return node;
    case 'code':
      if (/^math$/i.test(node.lang ?? '')) {
        needs.math = true;
        return { type: 'math', value: restored(node.value, prepared), ...at(node) };
      }
      node.value = restored(node.value, prepared);
      if (node.value.includes('{{#')) leaveOutIncludes(node, findings);
      if (isIndented(node, prepared)) node.value = trimmedCode(node.value);
      if (node.lang != null) needs.languages.add(node.lang);
      return node;
    case 'math':
    case 'inlineMath':
      node.value = restored(node.value, prepared);
      // remark-math puts the elements of another pipeline here, Sätteri does not.
      delete node.data;
      needs.math = true;
      return node;
    case 'html':
      return transformHtml(node, parent, context);
    case 'footnoteReference':
      if (++context.notes <= MAX_NOTES) return node;
      return { type: 'text', value: `[^${node.label ?? node.identifier}]` };
    case 'definition':
      node.url = shownText(node.url, context);
      needs.definitions.push(node);
      return node;
    case 'footnoteDefinition':
      needs.definitions.push(node);
      transformChildren(node, depth + 1, context);
      return node;
    case 'image':
      node.url = shownText(node.url, context);
      if (node.alt != null) node.alt = shownText(node.alt, context);
      if (node.title != null) node.title = shownText(node.title, context);
      return node;
    case 'textDirective':
    case 'leafDirective':
    case 'containerDirective': {
      const replaced = replaceDirective(node, prepared.text, findings);
      for (const item of replaced) if ('children' in item) transformChildren(item, depth + 1, context);
      return replaced;
    }
    case 'blockquote': {
      transformChildren(node, depth + 1, context);
      return alertOf(node) ?? node;
    }
    case 'listItem': {
      transformChildren(node, depth + 1, context);
      const [first] = node.children;
      const text = first?.type === 'paragraph' ? first.children[0] : undefined;
      if (node.checked != null && text?.type === 'text') text.value = text.value.trimStart();
      return node;
    }
    case 'link':
      node.url = shownText(node.url, context);
      if (node.title != null) node.title = shownText(node.title, context);
      transformChildren(node, depth + 1, context);
      // Nothing but a tag stood there: the link leads nowhere.
      return node.url === '' && prepared.marks.length > 0 ? node.children : node;
    case 'paragraph': {
      transformChildren(node, depth + 1, context);
      const formula = isAnswer(parent) ? undefined : formulaOf(node, prepared);
      if (formula !== undefined) return { type: 'math', value: formula, ...at(node) };
      return prepared.marks.length > 0 && node.children.every(isBlankText) ? undefined : node;
    }
    default:
      if ('children' in node) transformChildren(node, depth + 1, context);
      return node;
  }
}

function transformHtml(node: Html, parent: Parents, context: Context): RootContent | undefined {
  const { prepared, needs } = context;
  const index = prepared.marks.length > 0 ? markIndex(node.value) : undefined;
  if (index !== undefined) return { type: 'text', value: prepared.marks[index]?.raw ?? '' };
  // White space around a block of HTML says nothing, and the parsers cut it at different places.
  const block = !isPhrasingParent(parent);
  if (block) node.value = node.value.trim();
  if (/^\s*(?:<!--(?:(?!-->)[^])*-->\s*)+$/.test(node.value)) return undefined;
  node.value = shownText(node.value, context);
  const { balance, deepest } = nestingOf(node.value);
  const tooDeep = context.openTags + deepest > MAX_TREE_DEPTH;
  if (tooDeep) reportDepth(node, context);
  else context.openTags = Math.max(0, context.openTags + balance);
  const text = tooDeep ? node.value : tagAsText(node.value, prepared.text);
  if (text !== undefined) {
    const literal: RootContent = { type: 'text', value: text };
    return block ? { type: 'paragraph', children: [literal], ...at(node) } : literal;
  }
  needs.html = true;
  return node;
}

const BLOCK_PARENTS = new Set([
  ...['root', 'blockquote', 'listItem', 'footnoteDefinition', 'container', 'list'],
  ...['question', 'questionPart'],
]);

function isPhrasingParent(parent: Parents): boolean {
  return !BLOCK_PARENTS.has(parent.type);
}

function at({ position }: RootContent): { position?: NonNullable<RootContent['position']> } {
  return position ? { position } : {};
}

/** Puts back what stood in the author's text before it was prepared. */
function restored(value: string, { marks, dollar }: Prepared): string {
  const text = dollar === undefined ? value : value.replaceAll(dollar, '$');
  return marks.length === 0 ? text : unmarked(text, marks);
}

/** The same for text that is shown: tags of other systems are left out of it, and told. */
function shownText(value: string, { prepared, findings }: Context): string {
  if (prepared.marks.length === 0) return restored(value, prepared);
  const shown = replaceTags(value, (index) => {
    const mark = prepared.marks[index];
    if (mark?.kind === 'tag') findings.reportTag(mark.raw, mark);
    return '';
  });
  return restored(shown, prepared);
}

/** `$$…$$` with nothing beside it in its paragraph stands by itself, whether its signs have lines of their own or not (Pandoc, GitHub). */
function formulaOf(node: Paragraph, { text }: Prepared): string | undefined {
  const [only] = node.children;
  const start = only?.position?.start.offset;
  if (node.children.length !== 1 || only?.type !== 'inlineMath' || start === undefined) return undefined;
  return text.startsWith('$$', start) ? only.value : undefined;
}

/** What is chosen, ordered or paired stands in a line, beside its box or its other side. */
function isAnswer(parent: Parents): boolean {
  return parent.type === 'questionPart' && /^(?:choice|item|left|right)$/.test(parent.part);
}

function isBlankText(node: RootContent): boolean {
  return node.type === 'text' && node.value.trim() === '';
}

/** mdBook's code is often a line that names the file it lies in, which is not read. */
function leaveOutIncludes(node: Code, findings: Findings): void {
  node.value = node.value
    .split('\n')
    .filter((line) => {
      const isInclude = /^\s*\{\{#(?:include|rustdoc_include|playground|playpen)\s[^{}]*\}\}\s*$/.test(line);
      if (isInclude) findings.reportTag(line.trim(), node);
      return !isInclude;
    })
    .join('\n');
}

/** What lies too deep is shown as the author wrote it. */
function flatten(parent: Parents, context: Context): void {
  reportDepth(parent, context);
  const start = parent.children[0]?.position?.start.offset;
  const end = parent.children.at(-1)?.position?.end.offset;
  const value = restored(context.prepared.text.slice(start ?? 0, end ?? 0), context.prepared);
  const text: PhrasingContent = { type: 'text', value };
  const wrapped = isPhrasingParent(parent) ? text : { type: 'paragraph', children: [text] };
  if (parent.type === 'list' || parent.type === 'table' || parent.type === 'tableRow') parent.children = [];
  else parent.children = [wrapped] as typeof parent.children;
}

function reportDepth(node: Placed, context: Context): void {
  if (!context.cut) context.findings.report('markdown-too-deep', { limit: MAX_TREE_DEPTH }, node);
  context.cut = true;
}
