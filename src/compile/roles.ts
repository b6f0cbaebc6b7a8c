import type { InlineCode, PhrasingContent, RootContent } from 'mdast';
import type { Findings } from './findings.ts';
import { termLink } from './terms.ts';

// Roles of MyST: code with a name in braces before it, such as {doc}`intro` and {math}`x^2`.

const NAME = /\{([a-zA-Z][\w:+.-]{0,40})\}$/;
const TITLED = /^([^]*?)\s*<([^<>]+)>$/;
const ELEMENTS: Readonly<Record<string, string>> = {
  sub: 'sub',
  subscript: 'sub',
  sup: 'sup',
  superscript: 'sup',
  kbd: 'kbd',
};
const CODE =
  /^(?:code|file|command|program|samp|envvar|option|literal|py:.*|c:.*|cpp:.*|js:.*|func|class|meth|mod|attr|data|exc|pep|rfc)$/;
const WORDS = /^(?:guilabel|menuselection|dfn|index|emphasis|strong|abbr|eval)$/;
const CITATIONS = /^(?:foot)?cite(?::\w+|full)*$/;

/** Gives each code with the name of a role before it the role's meaning. `onMath` is told of formulas. */
export function readRoles(children: RootContent[], findings: Findings, onMath: () => void): RootContent[] {
  if (!children.some((child, n) => child.type === 'inlineCode' && isNamed(children[n - 1]))) return children;
  const result: RootContent[] = [];
  for (const child of children) {
    const before = result.at(-1);
    const name =
      child.type === 'inlineCode' && before?.type === 'text' ? NAME.exec(before.value)?.[1] : undefined;
    if (child.type !== 'inlineCode' || before?.type !== 'text' || name === undefined) {
      result.push(child);
      continue;
    }
    before.value = before.value.slice(0, -name.length - 2);
    if (before.value === '') result.pop();
    result.push(roleOf(name.toLowerCase(), child, findings, onMath));
  }
  return result;
}

function isNamed(node: RootContent | undefined): boolean {
  return node?.type === 'text' && node.value.endsWith('}') && NAME.test(node.value);
}

function roleOf(name: string, code: InlineCode, findings: Findings, onMath: () => void): RootContent {
  const { value } = code;
  const place = code.position && { position: code.position };
  const text = (words: string): PhrasingContent => ({ type: 'text', value: words });
  const [, title = '', target = value] = TITLED.exec(value) ?? [];
  if (name === 'doc' || name === 'download') {
    const words = title === '' ? (target.split('/').at(-1) ?? '') : title;
    return { type: 'link', url: target, children: [text(words)], ...place };
  }
  if (name === 'ref' || name === 'numref' || name === 'eq' || name.endsWith(':ref')) {
    const words = title === '' ? target : title.replace(/%s|\{number\}/g, '').trim();
    // The label may stand in any page.
    const data = { hProperties: { dataAnywhere: true } };
    return { type: 'link', url: `#${target}`, children: [text(words)], data, ...place };
  }
  if (name === 'term') return termLink(target, [text(title === '' ? target : title)], place || {});
  if (name === 'math') {
    onMath();
    return { type: 'inlineMath', value, ...place };
  }
  const element = Object.hasOwn(ELEMENTS, name) ? ELEMENTS[name] : undefined;
  if (element !== undefined)
    return {
      type: 'container',
      children: [text(value)],
      data: { hName: element, hProperties: {} },
      ...place,
    };
  if (CITATIONS.test(name)) return { ...text(`[${value}]`), ...place };
  if (WORDS.test(name)) return { ...text(title === '' ? value : title), ...place };
  if (!CODE.test(name)) findings.report('role-unknown', { name }, code);
  return code;
}
