import type { Node, Parent, RootContent } from 'mdast';
import { readNumbers } from '../learner/answer-number.ts';
import type { Findings } from './findings.ts';
import type { Mark } from './marks.ts';
import { fillGaps } from './question-gaps.ts';
import { isEmpty, lastList, sidesOf, takeAsides, wordsOf, type Asides } from './question-parts.ts';
import {
  isQuestionName,
  readSettings,
  shortened,
  type QuestionName,
  type Settings,
} from './question-settings.ts';

type Open = Extract<Mark, { kind: 'open' }>;
type Placed = Pick<RootContent, 'position'>;

/** A question, its parts in the order of the page. */
export interface Question extends Parent {
  type: 'question';
  name: QuestionName;
  settings: Settings;
  children: RootContent[];
}

export interface QuestionPart extends Parent {
  type: 'questionPart';
  part: 'prompt' | 'choice' | 'feedback' | 'item' | 'left' | 'right' | 'hint' | 'explanation';
  /** Of a choice. */
  right?: boolean;
  children: RootContent[];
}

/** A place in a text to be filled in. */
export interface Gap extends Node {
  type: 'gap';
  accepted: string[];
  /** Punctuation that stays on the line of the gap. */
  after: string;
}

declare module 'mdast' {
  interface RootContentMap {
    question: Question;
    questionPart: QuestionPart;
    gap: Gap;
  }
  interface PhrasingContentMap {
    gap: Gap;
  }
}

/**
 * The question that a block of such a name is: undefined where it is none, or cannot be answered, which is reported. A quiz
 * that holds questions is a frame around them.
 */
export function questionOf(
  mark: Open,
  content: RootContent[],
  node: Placed,
  findings: Findings,
): Question | undefined {
  if (!isQuestion(mark) || isGroup(mark, content)) return undefined;
  const name = mark.name.toLowerCase() as QuestionName;
  const { settings, readable } = readSettings(name, mark, node, findings);
  const { body, asides } = takeAsides(content);
  const parts = readable ? partsOf(name, settings, body, asides, node, findings) : undefined;
  if (!parts) return undefined;
  const [prompt] = parts;
  if (prompt === undefined || isEmpty(prompt.children))
    findings.report('question-prompt-missing', { name }, node);
  const children: QuestionPart[] = [
    ...parts,
    ...asides.hints.map((hint) => part('hint', hint)),
    ...(asides.explanation.length > 0 ? [part('explanation', asides.explanation)] : []),
  ];
  return {
    type: 'question',
    name,
    settings,
    children,
    ...(node.position && { position: node.position }),
  };
}

/** True for a fence with the name of a question; `::: {.text}` is a div with a class of Pandoc's. */
export function isQuestion({ name, colons, raw }: Open): boolean {
  return colons > 0 && isQuestionName(name.toLowerCase()) && !/^:+\s*\{\s*[.#]/.test(raw);
}

/** True for a quiz around questions. */
export function isGroup({ name }: Open, content: readonly RootContent[]): boolean {
  return (
    name.toLowerCase() === 'quiz' &&
    content.some(({ type }) => type === 'question') &&
    !content.some((child) => child.type === 'list' && child.children.some(({ checked }) => checked != null))
  );
}

/** The prompt, and what is answered; undefined where that cannot be. */
function partsOf(
  name: QuestionName,
  settings: Settings,
  body: RootContent[],
  asides: Asides,
  node: Placed,
  findings: Findings,
): QuestionPart[] | undefined {
  switch (name) {
    case 'quiz':
      return quizParts(body, asides, node, findings);
    case 'number': {
      const answer = settings.answer ?? '';
      if (decimalOf(answer) !== undefined) return [part('prompt', body)];
      if (answer === '') findings.report('question-answer-missing', {}, node);
      else findings.report('number-answer-invalid', { answer: shortened(answer) }, node);
      return undefined;
    }
    case 'text':
      return textParts(settings, body, asides, node, findings);
    case 'order':
      return orderParts(body, asides, node, findings);
    case 'match':
      return matchParts(body, asides, node, findings);
    case 'gap': {
      const prompt = part('prompt', body);
      return fillGaps(prompt, node, findings) ? [prompt] : undefined;
    }
    case 'reflect':
      return [part('prompt', body)];
  }
}

/** The number that an author means; undefined for what is none, or could be two. */
export function decimalOf(text: string): number | undefined {
  const values = readNumbers(text);
  return values.length === 1 || /^\s*[+-]?\d+\.\d+\s*$/.test(text) ? values[0] : undefined;
}

function quizParts(
  body: RootContent[],
  asides: Asides,
  node: Placed,
  findings: Findings,
): QuestionPart[] | undefined {
  const { before, list, after } = lastList(
    body,
    ({ checked, oddBox }) => checked !== undefined || oddBox !== undefined,
  );
  const odd = (list?.items ?? []).filter(({ oddBox }) => oddBox !== undefined);
  for (const { oddBox = '', node: at } of odd) findings.report('quiz-box-unknown', { box: oddBox }, at);
  if (odd.length > 0) return undefined;
  if (!list || list.items.length < 2) {
    findings.report('quiz-answers-missing', {}, list?.node ?? node);
    return undefined;
  }
  if (!list.items.some(({ checked }) => checked === true)) {
    findings.report('quiz-right-missing', {}, list.node);
    return undefined;
  }
  asides.explanation.unshift(...after);
  const choices = list.items.map(({ text, more, checked, node: at }) => {
    const feedback = more.length > 0 ? [part('feedback', more)] : [];
    const choice = part('choice', [...text, ...feedback], at);
    choice.right = checked === true;
    return choice;
  });
  const empty = list.items.find(({ text }) => isEmpty(text));
  if (empty) findings.report('quiz-answers-missing', {}, empty.node);
  if (empty || hasTwins(list.items, findings)) return undefined;
  return [part('prompt', before), ...choices];
}

function textParts(
  settings: Settings,
  body: RootContent[],
  asides: Asides,
  node: Placed,
  findings: Findings,
): QuestionPart[] | undefined {
  let prompt = body;
  let forms = settings.answer?.split('|') ?? [];
  if (settings.answer === undefined) {
    // Forms with signs that braces cannot hold stand in a list.
    const { before, list, after } = lastList(body);
    asides.explanation.unshift(...after);
    if (list) prompt = before;
    forms = list?.items.map(({ words }) => words) ?? [];
  }
  settings.accepted = forms.map((form) => form.trim()).filter((form) => form !== '');
  if (settings.accepted.length > 0) return [part('prompt', prompt)];
  findings.report('question-answer-missing', {}, node);
  return undefined;
}

function orderParts(
  body: RootContent[],
  asides: Asides,
  node: Placed,
  findings: Findings,
): QuestionPart[] | undefined {
  const { before, list, after } = lastList(body);
  if (!list || list.items.length < 2) {
    findings.report('order-items-missing', {}, list?.node ?? node);
    return undefined;
  }
  if (hasTwins(list.items, findings)) return undefined;
  asides.explanation.unshift(...after);
  return [
    part('prompt', before),
    ...list.items.map(({ text, more, node: at }) => part('item', [...text, ...more], at)),
  ];
}

function matchParts(
  body: RootContent[],
  asides: Asides,
  node: Placed,
  findings: Findings,
): QuestionPart[] | undefined {
  const found = sidesOf(body);
  if (!found || found.rows.length < 2) {
    findings.report('match-pairs-missing', {}, node);
    return undefined;
  }
  const odd = found.rows.filter(({ sides }) => sides.length !== 2 || sides.some((side) => isEmpty(side)));
  for (const row of odd) findings.report('match-row-odd', {}, row.node);
  if (odd.length > 0) return undefined;
  const sides = [0, 1].map((n) =>
    found.rows.map(({ sides: both, node: at }) => ({ words: wordsOf(both[n] ?? []), node: at })),
  );
  if (sides.map((side) => hasTwins(side, findings)).includes(true)) return undefined;
  asides.explanation.unshift(...found.after);
  return [
    part('prompt', found.before),
    ...found.rows.flatMap(({ sides: [left = [], right = []], node: at }) => [
      part('left', left, at),
      part('right', right, at),
    ]),
  ];
}

/** Reports what stands twice among things that a learner has to tell apart. */
function hasTwins(
  items: readonly { readonly words: string; readonly node: Placed }[],
  findings: Findings,
): boolean {
  const seen = new Set<string>();
  let twice = false;
  for (const { words, node } of items) {
    // Pictures without a description have no words to compare.
    if (words !== '' && seen.has(words)) {
      findings.report('question-item-twice', { text: shortened(words) }, node);
      twice = true;
    }
    seen.add(words);
  }
  return twice;
}

function part(name: QuestionPart['part'], children: RootContent[], at?: Placed): QuestionPart {
  return { type: 'questionPart', part: name, children, ...(at?.position && { position: at.position }) };
}
