import type { Element, ElementContent, Root as HastRoot } from 'hast';
import type {
  Code,
  Definition,
  FootnoteDefinition,
  Image,
  ImageReference,
  Link,
  LinkReference,
  List,
  ListItem,
  Root,
} from 'mdast';
import { defaultHandlers, toHast, type Handlers, type State } from 'mdast-util-to-hast';
import { formulaClass } from './formula-width.ts';
import { labelText } from './label.ts';
import type { Gap, Question, QuestionPart } from './question.ts';
import { activityOf } from './question-data.ts';

/** Makes the elements of a code block and of a formula; what is loaded only for pages that have them. */
export interface Renderers {
  readonly code: (value: string, language: string | undefined) => ElementContent[];
  readonly math: (value: string, display: boolean, node: Placed) => ElementContent[];
}

type Placed = Pick<Element, 'position'>;

/**
 * Turns a page's mdast into hast. Addresses stay as the author wrote them; raw HTML stays in `raw` nodes. `definitions` are
 * all of `tree`: mdast-util-to-hast would walk all of the page for them.
 */
export function toPageTree(
  tree: Root,
  definitions: readonly (Definition | FootnoteDefinition)[],
  renderers: Renderers,
): HastRoot {
  const loose = new WeakMap<List, List>();
  // A list's items are looked at once, not once for each of them.
  const looseness = (list: List): List => {
    let known = loose.get(list);
    if (!known) {
      const spread =
        list.spread === true || list.children.some((item) => item.spread ?? item.children.length > 1);
      known = { type: 'list', spread, children: [] };
      loose.set(list, known);
    }
    return known;
  };
  const handlers = {
    root: (state: State) => {
      // Positions are only read: elements share those of the Markdown they come from.
      state.patch = (from, to) => {
        if (from.position) to.position = from.position;
      };
      return defaultHandlers.root(state, tree);
    },
    link: (state: State, node: Link) => link(state, node, node),
    linkReference: (state: State, node: LinkReference) => {
      const definition = definitionOf(state, node.identifier);
      return definition ? link(state, node, definition) : defaultHandlers.linkReference(state, node);
    },
    image: (state: State, node: Image) => image(state, node, node),
    imageReference: (state: State, node: ImageReference) => {
      const definition = definitionOf(state, node.identifier);
      return definition ? image(state, node, definition) : defaultHandlers.imageReference(state, node);
    },
    listItem: (state: State, node: ListItem, parent: List | undefined) =>
      defaultHandlers.listItem(state, node, parent && looseness(parent)),
    code: (state: State, node: Code) => {
      const language = languageOf(node.lang);
      const value = node.value === '' ? '' : `${node.value}\n`;
      const code = element('code', {}, renderers.code(value, language));
      const properties = {
        ...node.data?.hProperties,
        ...(language !== undefined && { className: [`language-${language}`] }),
      };
      return patched(state, node, element('pre', properties, [code]));
    },
    math: (state: State, node: { type: 'math'; value: string; position?: Element['position'] }) => {
      const formula = element('div', {}, renderers.math(node.value, true, node));
      formula.properties['className'] = ['math-display', ...formulaClass(formula)];
      return patched(state, node, formula);
    },
    inlineMath: (_: State, node: { value: string }) => renderers.math(node.value, false, node as Placed),
    question: (state: State, node: Question) => ({
      type: 'question',
      activity: activityOf(node),
      children: state.all(node),
      position: node.position,
    }),
    questionPart: (state: State, node: QuestionPart) => ({
      type: 'questionPart',
      part: node.part,
      right: node.right === true,
      children: state.all(node),
    }),
    gap: (_: State, { accepted, after }: Gap) => ({ type: 'gap', accepted, after, children: [] }),
    container: (state: State, node: { data: { hName: string; hProperties: Element['properties'] } }) => {
      const block = !INLINE.has(node.data.hName);
      const children = state.all(node as never);
      return patched(
        state,
        node,
        element(node.data.hName, { ...node.data.hProperties }, block ? state.wrap(children, true) : children),
      );
    },
  };
  return toHast(
    { type: 'root', children: [...definitions] },
    {
      allowDangerousHtml: true,
      clobberPrefix: '',
      footnoteBackContent: '↩',
      footnoteBackLabel: (reference) => labelText('backToReference', reference + 1),
      footnoteLabel: labelText('footnotes'),
      footnoteLabelProperties: {},
      handlers: handlers as unknown as Handlers,
    },
  ) as HastRoot;
}

// Elements that hold text: no line breaks are set between their children.
const INLINE = new Set(
  'abbr b cite code del dfn dt dd em figure figcaption i ins kbd mark p q s samp small span strong sub summary sup u var video audio track'.split(
    ' ',
  ),
);

/** The language of a code block without what tools put around it: `{r, echo=FALSE}`, `language-python`, `py:numbered`. */
export function languageOf(lang: string | null | undefined): string | undefined {
  const [, name] = /^\{?[=.\s]*(?:lang(?:uage)?-)?([\p{L}\p{N}+#_-]+)/iu.exec(lang ?? '') ?? [];
  return name?.toLowerCase();
}

function link(state: State, node: Link | LinkReference, target: Link | Definition): Element {
  const properties: Element['properties'] = { href: target.url };
  if (target.title != null) properties['title'] = target.title;
  return patched(state, node, element('a', properties, state.all(node)));
}

function image(state: State, node: Image | ImageReference, target: Image | Definition): Element {
  const properties: Element['properties'] = { src: target.url };
  // An empty text between the brackets is most often forgotten; who means decoration says so with an attribute.
  if (node.alt != null && node.alt !== '') properties['alt'] = node.alt;
  if (target.title != null && target.title !== '') properties['title'] = target.title;
  return patched(state, node, element('img', properties, []));
}

function definitionOf(state: State, identifier: string): Definition | undefined {
  return state.definitionById.get(identifier.toUpperCase());
}

function element(tagName: string, properties: Element['properties'], children: ElementContent[]): Element {
  return { type: 'element', tagName, properties, children };
}

function patched(state: State, node: unknown, result: Element): Element {
  state.patch(node as never, result);
  const applied: unknown = state.applyData(node as never, result);
  return applied as Element;
}
