import { keyOf, type Activity } from '../learner/activity.ts';
import { shuffled } from '../learner/shuffle.ts';
import type { MessageKey } from './messages.ts';
import type { QuestionPart } from './question.ts';
import {
  unwrapped,
  type GapNode,
  type PageParts,
  type QuestionNode,
  type QuestionPartNode,
} from './question-nodes.ts';

/** Writes questions where they stand, and their answers at the end of the page. */
export class QuestionWriter {
  readonly activities: Activity[] = [];
  readonly #page: PageParts;
  readonly #answers: { activity: Activity; number: number; parts: QuestionPartNode[] }[] = [];
  readonly #ids = new Set<string>();
  #open = false;

  constructor(page: PageParts) {
    this.#page = page;
  }

  question(node: QuestionNode): void {
    if (this.#open) {
      this.#page.findings.report('question-nested', {}, node);
      this.#page.block(node.children);
      return;
    }
    this.#open = true;
    const number = this.activities.length + 1;
    const activity = { ...node.activity, id: this.#idOf(node, number) };
    const parts = node.children.filter((child) => child.type === 'questionPart');
    this.activities.push(activity);
    this.#answers.push({ activity, number, parts });
    this.#start(activity, number, node.activity.id !== '');
    this.#parts(parts, 'prompt', 'div', 'prompt');
    this.#answerable(activity, parts);
    for (const hint of parts) if (hint.part === 'hint') this.#page.block(hint.children);
    this.#html('</section>');
    this.#open = false;
  }

  /** A gap, as long as the longest answer is not told. */
  gap({ after }: GapNode): void {
    const gap = '<span class="gap">__________</span>';
    this.#html(after === '' ? gap : `<span class="held">${gap}`);
    if (after === '') return;
    this.#page.out.text(after);
    this.#html('</span>');
  }

  /** A part that stands somewhere else than in a question: what it holds. */
  part({ part, children }: QuestionPartNode): void {
    if (part !== 'feedback') this.#page.block(children);
  }

  /** The answers of all questions, on a sheet of their own when printed. */
  finish(): void {
    const answers = this.#answers.filter(
      ({ activity, parts }) =>
        activity.kind !== 'reflect' || parts.some(({ part }) => part === 'explanation'),
    );
    if (answers.length === 0) return;
    this.#open = true;
    this.#html('<section class="answers"><details><summary>');
    this.#label('answers');
    this.#html('</summary>');
    for (const { activity, number, parts } of answers) {
      this.#html('<div class="answer"');
      this.#page.out.attribute('data-for', activity.id);
      this.#html('>');
      this.#title(activity, number);
      this.#rightAnswer(activity, parts);
      this.#feedback(parts);
      this.#parts(parts, 'explanation', 'div', 'explanation');
      this.#html('</div>');
    }
    this.#html('</details></section>');
    this.#open = false;
  }

  #idOf(node: QuestionNode, number: number): string {
    const given = node.activity.id;
    const id = given === '' ? `q${number}` : given;
    if (!this.#ids.has(id)) {
      this.#ids.add(id);
      return id;
    }
    this.#page.findings.report('question-id-twice', { id }, node);
    let free = number;
    while (this.#ids.has(`${id}-${free}`)) free++;
    this.#ids.add(`${id}-${free}`);
    return `${id}-${free}`;
  }

  #start(activity: Activity, number: number, isNamed: boolean): void {
    this.#html('<section class="question"');
    if (isNamed) this.#page.id(activity.id);
    this.#page.out.attribute('data-activity', activity.id);
    this.#page.out.attribute('data-key', JSON.stringify(keyOf(activity)));
    this.#html('>');
    this.#title(activity, number);
  }

  #title({ title }: Activity, number: number): void {
    this.#html('<p class="label">');
    this.#label('questionNumber', number);
    if (title !== undefined) {
      this.#html(' · ');
      this.#page.out.text(title);
    }
    this.#html('</p>');
  }

  /** What is answered, with room to do so on paper. */
  #answerable(activity: Activity, parts: readonly QuestionPartNode[]): void {
    switch (activity.kind) {
      case 'choice':
        if (activity.multiple) this.#note('severalRight');
        this.#html(`<ul class="choices${activity.multiple ? ' several' : ''}">`);
        for (const choice of parts) if (choice.part === 'choice') this.#item(choice);
        this.#html('</ul>');
        break;
      case 'number':
        this.#html('<p class="blank"><span class="line"></span>');
        if (activity.unit !== undefined) {
          this.#html(' <span class="unit">');
          this.#page.out.text(activity.unit);
          this.#html('</span>');
        }
        this.#html('</p>');
        break;
      case 'text':
        this.#html('<p class="blank"><span class="line"></span></p>');
        break;
      case 'order':
        this.#note('putInOrder', 'paper');
        this.#html('<ul class="items">');
        this.#mixed(parts, 'item', activity.items.join('\n'), true);
        this.#html('</ul>');
        break;
      case 'match':
        this.#note('matchPairs', 'paper');
        this.#html('<div class="pairs"><ul class="left">');
        for (const side of parts) if (side.part === 'left') this.#item(side);
        this.#html('</ul><ol class="right" type="A">');
        this.#mixed(parts, 'right', activity.pairs.map(({ left, right }) => left + right).join('\n'), false);
        this.#html('</ol></div>');
        break;
      case 'reflect':
        this.#html('<p class="blank lines"></p>');
        break;
      case 'gap':
    }
  }

  /** Parts in an order that tells nothing; each with its place in the right one. */
  #mixed(
    parts: readonly QuestionPartNode[],
    wanted: QuestionPart['part'],
    seed: string,
    apart: boolean,
  ): void {
    const own = parts.filter(({ part }) => part === wanted).map((node, n) => ({ node, n }));
    for (const { node, n } of shuffled(own, seed, apart)) this.#item(node, n);
  }

  #rightAnswer(activity: Activity, parts: readonly QuestionPartNode[]): void {
    const { out } = this.#page;
    const plain = (text: string): void => {
      this.#html('<p class="right">');
      out.text(text);
      this.#html('</p>');
    };
    const list = (tag: 'ul' | 'ol', items: readonly QuestionPartNode[]): void => {
      this.#html(`<${tag} class="right">`);
      for (const item of items) this.#item(item);
      this.#html(`</${tag}>`);
    };
    switch (activity.kind) {
      case 'choice':
        list(
          'ul',
          parts.filter(({ part, right }) => part === 'choice' && right),
        );
        break;
      case 'number': {
        const tolerance =
          activity.tolerance === 0 ? '' : ` ± ${activity.tolerance}${activity.tolerancePercent ? ' %' : ''}`;
        plain(`${activity.answer}${tolerance}${activity.unit === undefined ? '' : ` ${activity.unit}`}`);
        break;
      }
      case 'text':
        plain(activity.accepted.join(' / '));
        break;
      case 'order':
        list(
          'ol',
          parts.filter(({ part }) => part === 'item'),
        );
        break;
      case 'match': {
        const rights = parts.filter(({ part }) => part === 'right');
        this.#html('<ul class="right">');
        parts
          .filter(({ part }) => part === 'left')
          .forEach((left, n) => {
            this.#html('<li>');
            this.#page.block(unwrapped(left.children));
            this.#html(' = ');
            this.#page.block(unwrapped(rights[n]?.children ?? []));
            this.#html('</li>');
          });
        this.#html('</ul>');
        break;
      }
      case 'gap':
        this.#html('<ol class="right">');
        for (const { accepted } of activity.gaps) {
          this.#html('<li>');
          out.text(accepted.join(' / '));
          this.#html('</li>');
        }
        this.#html('</ol>');
        break;
      case 'reflect':
    }
  }

  #feedback(parts: readonly QuestionPartNode[]): void {
    const choices = parts.filter(({ part }) => part === 'choice');
    const feedbackOf = (choice: QuestionPartNode): QuestionPartNode | undefined =>
      choice.children.find((child) => child.type === 'questionPart');
    if (!choices.some(feedbackOf)) return;
    this.#html('<ul class="feedback">');
    choices.forEach((choice, n) => {
      const feedback = feedbackOf(choice);
      if (!feedback) return;
      this.#html(`<li data-n="${n}"><q>`);
      this.#page.block(unwrapped(choice.children));
      this.#html('</q> <div>');
      this.#page.block(feedback.children);
      this.#html('</div></li>');
    });
    this.#html('</ul>');
  }

  #item(node: QuestionPartNode, n?: number): void {
    this.#html(n === undefined ? '<li>' : `<li data-n="${n}">`);
    this.#page.block(unwrapped(node.children));
    this.#html('</li>');
  }

  #parts(parts: readonly QuestionPartNode[], wanted: QuestionPart['part'], tag: string, name: string): void {
    for (const { part, children } of parts) {
      if (part !== wanted || children.length === 0) continue;
      this.#html(`<${tag} class="${name}">`);
      this.#page.block(children);
      this.#html(`</${tag}>`);
    }
  }

  #note(name: MessageKey, more = ''): void {
    this.#html(`<p class="how${more && ` ${more}`}">`);
    this.#label(name);
    this.#html('</p>');
  }

  #label(name: MessageKey, number?: number): void {
    this.#page.out.slot({ kind: 'label', text: true, name, ...(number !== undefined && { number }) });
  }

  #html(text: string): void {
    this.#page.out.html(text);
  }
}
