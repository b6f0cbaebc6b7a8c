import type { Blockquote, Parents, PhrasingContent, RootContent } from 'mdast';
import type {} from 'mdast-util-to-hast';
import type { Position } from 'unist';
import type { Attributes } from './attributes.ts';
import type { Findings } from './findings.ts';
import { suggest } from '../suggest.ts';
import { kindNames, kindOf, type Kind } from './kinds.ts';
import { MAX_DEPTH } from './prepare.ts';
import { labelText } from './label.ts';
import { markIndex, type Mark } from './marks.ts';
import { isGroup, isQuestion, questionOf } from './question.ts';
import { questionNames } from './question-settings.ts';

type Open = Extract<Mark, { kind: 'open' }>;
type Block = Extract<RootContent, { type: 'container' }>;

/** A block with a frame or fold of its own; `data` says which HTML element it becomes. */
interface Container {
  type: 'container';
  children: RootContent[];
  data: { hName: string; hProperties: Record<string, unknown> };
  position?: Position | undefined;
}

declare module 'mdast' {
  interface RootContentMap {
    container: Container;
  }
}

/** Makes blocks of the marks among the children of one node, and of quotes that are alerts. */
export function groupBlocks(parent: Parents, marks: readonly Mark[], findings: Findings): void {
  const children = parent.children as RootContent[];
  const indexes = children.map((child) => (child.type === 'html' ? markIndex(child.value) : undefined));
  if (indexes.every((index) => index === undefined)) return;

  const spares = sparesOf(indexes, marks);
  const result: RootContent[] = [];
  const open: { mark: Open; node: RootContent; content: RootContent[] }[] = [];
  const current = (): RootContent[] => open.at(-1)?.content ?? result;
  const close = (): void => {
    const block = open.pop();
    if (block) current().push(...blockOf(block.mark, block.content, block.node, findings));
  };
  const unclosed = (): void => {
    const block = open.at(-1);
    if (block && block.mark.colons > 0)
      findings.report('directive-unclosed', { name: block.mark.name }, block.node);
    close();
  };
  children.forEach((child, at) => {
    const mark = marks[indexes[at] ?? -1];
    switch (mark?.kind) {
      case undefined:
      case 'tag':
        current().push(child);
        break;
      case 'open':
        if (open.length < MAX_DEPTH) open.push({ mark, node: child, content: [] });
        else findings.report('markdown-too-deep', { limit: MAX_DEPTH }, child);
        break;
      case 'close': {
        const target = closedBy(mark, open, spares[at] ?? 0);
        if (target < 0) findings.report('directive-unopened', {}, child);
        else {
          while (open.length > target + 1) unclosed();
          close();
        }
        break;
      }
      case 'attributes':
        applyToLast(mark.attributes, current());
        break;
      case 'anchor':
        current().push(container('span', { id: mark.id }, [], child));
        break;
      case 'template':
        findings.reportTag(mark.raw, child);
        break;
    }
  });
  while (open.length > 0) unclosed();
  parent.children = result;
}

/**
 * Which open block a closing line ends. As in Pandoc a bare fence ends the innermost; but where too few closing lines are
 * left for all that is open, one whose colons are those of an outer block ends that, and the inner one was forgotten.
 */
function closedBy(
  mark: Extract<Mark, { kind: 'close' }>,
  open: readonly { mark: Open }[],
  remaining: number,
): number {
  const last = open.length - 1;
  if (mark.colons === 0) return open.findLastIndex((block) => block.mark.colons === 0);
  const floor = open.findLastIndex((block) => block.mark.colons === 0) + 1;
  if (last < floor) return -1;
  if (mark.name !== '') {
    const named = open.findLastIndex((block) => block.mark.name === mark.name);
    return named >= floor ? named : last;
  }
  if (open[last]?.mark.colons === mark.colons || remaining >= open.length - floor) return last;
  const equal = open.findLastIndex((block) => block.mark.colons === mark.colons);
  return equal >= floor ? equal : last;
}

/** For each child, the closing lines from there on that what follows does not need for itself. */
function sparesOf(indexes: readonly (number | undefined)[], marks: readonly Mark[]): number[] {
  const spares: number[] = [];
  let count = 0;
  for (let at = indexes.length - 1; at >= 0; at--) {
    const mark = marks[indexes[at] ?? -1];
    if (mark?.kind === 'close' && mark.colons > 0) count++;
    else if (mark?.kind === 'open' && mark.colons > 0 && count > 0) count--;
    spares[at] = count;
  }
  return spares;
}

function blockOf(mark: Open, content: RootContent[], node: RootContent, findings: Findings): RootContent[] {
  if (mark.name === 'figure' && mark.colons === 0 && mark.raw === '') return [figure(content, node)];
  if (mark.name === 'dl' || mark.name === 'dt' || mark.name === 'dd') {
    if (mark.colons === 0 && mark.raw === '') return [definitionPart(mark.name, content, node)];
  }
  if (isQuestion(mark)) {
    const question = questionOf(mark, content, node, findings);
    if (question) return [question];
    const around = kindOf(isGroup(mark, content) ? 'div' : 'question') ?? PLAIN;
    return [frame(around, mark.title, mark.attributes, content, node)];
  }
  const kind = mark.attributes.classes.map(kindOf).find((found) => found !== undefined) ?? kindOf(mark.name);
  const known = kind ?? (isPandocDiv(mark) ? kindOf('div') : undefined);
  if (!known) {
    const suggestion = suggest(mark.name, [...questionNames, ...kindNames]);
    findings.report('directive-unknown', { name: mark.name, ...(suggestion && { suggestion }) }, node);
  }
  // In Quarto the heading that a callout begins with is its title.
  const isCallout = mark.attributes.classes.some((name) => name.startsWith('callout-'));
  const [first, ...rest] = content;
  if (isCallout && mark.title === '' && first?.type === 'heading')
    return [frame(known ?? PLAIN, first.children, mark.attributes, rest, node)];
  return [frame(known ?? PLAIN, mark.title, mark.attributes, content, node)];
}

/** A picture that is the first paragraph, and its caption. */
function figure([picture, ...caption]: RootContent[], node: RootContent): RootContent {
  if (picture?.type !== 'paragraph')
    return container('figure', {}, picture ? [picture, ...caption] : [], node);
  const [only] = caption;
  const words = caption.length === 1 && only?.type === 'paragraph' ? only.children : caption;
  const below = caption.length === 0 ? [] : [container('figcaption', {}, words, node)];
  return container('figure', { className: ['figure'] }, [...picture.children, ...below], node);
}

const PLAIN: Kind = { shape: 'plain', classes: [], label: undefined };

/** Pandoc's divs carry any class that the author's own styles know: it says nothing here, and nothing is wrong. */
function isPandocDiv({ raw, attributes }: Open): boolean {
  return /^:+\s*\{/.test(raw) && (attributes.classes.length > 0 || attributes.id !== undefined);
}

/** One part of a definition list; a definition of one paragraph is set without it. */
function definitionPart(name: string, content: RootContent[], node: RootContent): RootContent {
  const [only] = content;
  const tight = name !== 'dl' && content.length === 1 && only?.type === 'paragraph';
  return container(name, {}, tight ? only.children : content, node);
}

/** Wraps the content in the element, title and classes of its kind. */
export function frame(
  kind: Kind,
  title: string | PhrasingContent[],
  attributes: Attributes | undefined,
  content: RootContent[],
  node: RootContent,
): RootContent {
  const given = typeof title === 'string' ? titleWords(title) : title;
  const properties: Record<string, unknown> = {};
  if (attributes?.id !== undefined) properties['id'] = attributes.id;
  if (kind.classes.length > 0) properties['className'] = [...kind.classes];
  const heading = content[0]?.type === 'heading' ? content[0] : undefined;
  if (kind.shape === 'plain') {
    const label: RootContent[] = given.length === 0 ? [] : [titleLine('p', given, node)];
    return container('div', properties, [...label, ...content], node);
  }
  const words: PhrasingContent[] =
    given.length > 0 ? given : kind.label ? [{ type: 'text', value: labelText(kind.label) }] : [];
  const fold = attributes?.values.get('fold') ?? attributes?.values.get('collapse');
  if (kind.shape === 'details' || fold === 'closed' || fold === 'open' || fold === 'true') {
    if (fold === 'open') properties['open'] = true;
    const summary = given.length === 0 && heading ? heading.children : words;
    const rest = given.length === 0 && heading ? content.slice(1) : content;
    const line = titleLine('summary', summary, heading ?? node);
    // The heading that became the summary can still be linked to.
    if (summary !== words && line.type === 'container') line.data.hProperties['dataHeading'] = true;
    return container('details', properties, [line, ...rest], node);
  }
  if (kind.shape === 'aside') properties['role'] = 'note';
  return container(kind.shape, properties, [titleLine('p', words, node), ...content], node);
}

function titleLine(name: 'p' | 'summary', children: PhrasingContent[], node: RootContent): RootContent {
  return container(name, name === 'p' ? { className: ['label'] } : {}, children, node);
}

/** A title that stands in the line of a fence, where no parser reads it: its code and emphasis. */
function titleWords(title: string): PhrasingContent[] {
  const words: PhrasingContent[] = [];
  let from = 0;
  for (const match of title.matchAll(/`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*|(?<!\w)_([^_]+)_(?!\w)/g)) {
    const [whole, code, strong, star, score] = match as (string | undefined)[];
    if (match.index > from) words.push({ type: 'text', value: title.slice(from, match.index) });
    if (code !== undefined) words.push({ type: 'inlineCode', value: code });
    else {
      const type = strong === undefined ? 'emphasis' : 'strong';
      words.push({ type, children: [{ type: 'text', value: strong ?? star ?? score ?? '' }] });
    }
    from = match.index + (whole?.length ?? 0);
  }
  if (from < title.length) words.push({ type: 'text', value: title.slice(from) });
  return words;
}

function container(
  hName: string,
  hProperties: Record<string, unknown>,
  children: RootContent[],
  { position }: RootContent,
): Block {
  return { type: 'container', children, data: { hName, hProperties }, ...(position && { position }) };
}

/** kramdown puts a block's attributes on the line after it: `{: .challenge}` after a quote makes a challenge of the quote. */
function applyToLast(attributes: Attributes, content: RootContent[]): void {
  const last = content.pop();
  if (!last) return;
  const kind =
    last.type === 'blockquote'
      ? attributes.classes.map(kindOf).find((found) => found !== undefined)
      : undefined;
  if (kind) {
    content.push(frame(kind, '', attributes, (last as Blockquote).children, last));
    return;
  }
  content.push(last);
  if (last.type === 'code' && last.lang == null) {
    const language = attributes.classes
      .map((name) => name.replace(/^language-/, ''))
      .find((name) => name !== 'source');
    if (language !== undefined) last.lang = language;
  }
  if (attributes.id !== undefined) {
    last.data = { ...last.data, hProperties: { ...last.data?.hProperties, id: attributes.id } };
  }
}
