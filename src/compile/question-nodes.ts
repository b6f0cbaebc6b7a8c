import type { ElementContent, Parent } from 'hast';
import type { Activity } from '../learner/activity.ts';
import type { Findings } from './findings.ts';
import type { Output } from './output.ts';
import type { QuestionPart } from './question.ts';

/** A question in the page's tree. No HTML that an author writes becomes one. */
export interface QuestionNode extends Parent {
  type: 'question';
  activity: Activity;
  children: ElementContent[];
}

export interface QuestionPartNode extends Parent {
  type: 'questionPart';
  part: QuestionPart['part'];
  right: boolean;
  children: ElementContent[];
}

export interface GapNode extends Parent {
  type: 'gap';
  accepted: string[];
  after: string;
  children: [];
}

declare module 'hast' {
  interface RootContentMap {
    question: QuestionNode;
    questionPart: QuestionPartNode;
    gap: GapNode;
  }
  interface ElementContentMap {
    question: QuestionNode;
    questionPart: QuestionPartNode;
    gap: GapNode;
  }
}

/** What writing a question needs of the page's writer. */
export interface PageParts {
  readonly out: Output;
  readonly findings: Findings;
  id(value: unknown): void;
  /** Writes some content of the page; its headings stand below what is around it. */
  block(nodes: readonly ElementContent[]): void;
}

/** Content of one paragraph without it, and without what is told only with the answers. */
export function unwrapped(nodes: readonly ElementContent[]): ElementContent[] {
  const own = nodes.filter(
    (child) => child.type !== 'questionPart' && !(child.type === 'text' && child.value.trim() === ''),
  );
  const [only] = own;
  return own.length === 1 && only?.type === 'element' && only.tagName === 'p' ? only.children : own;
}
