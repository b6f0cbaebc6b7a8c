import type { Key } from '../learner/activity.ts';
import { fillMessage } from '../fill-message.ts';
import { markParts, markResponse, splitParts, type Mark } from '../learner/marking.ts';
import { parseJson } from '../learner/progress-record.ts';
import { fieldOf } from './answer-fields.ts';
import { all, button, element, inWords } from './element.ts';
import { pack, page } from './pack.ts';

/** A learner's last answer, as it is kept. */
export interface Answered {
  readonly attempt: number;
  readonly response: string;
}

export interface Question {
  /** As nobody has answered it, mixed for a learner; `kept`: whether answers are there again when the page is. */
  reset(learner: string, kept: boolean): void;
  restore(answered: Answered): void;
}

/** Makes a question of the page one that can be answered; `answers` is where its answers stand. */
export function connectQuestion(
  section: HTMLElement,
  answers: HTMLElement | undefined,
): Question | undefined {
  const words = pack.messages.activities;
  const id = section.dataset.activity || '';
  const key = keyIn(section);
  if (!key) return undefined;
  const status = inWords(element('p', 'result'));
  status.setAttribute('role', 'status');
  status.tabIndex = -1;
  const say = (text: string): void => {
    status.textContent = text;
  };
  const field = fieldOf(section, key, words, say);
  const isMarked = key.kind !== 'reflect';
  const explanations = answers
    ? all('.explanation', answers).filter((part) => part.parentElement === answers)
    : [];
  let isKept = false;
  const check = inWords(button('', () => submit(), 'check'));
  const show = inWords(button(words.show, () => reveal(), 'show'));
  const told = element('div', 'told');
  const bar = element('div', 'controls');
  bar.append(check, show);
  section.insertBefore(bar, section.querySelector('.hint'));
  section.insertBefore(status, bar.nextSibling);
  section.insertBefore(told, status.nextSibling);
  section.classList.add('live');
  name(section, id);

  let attempt = 0;
  let waiting = false;
  // Whoever has begun is not interrupted when at last it is known what they answered before.
  let begun = false;
  for (const type of ['input', 'click']) section.addEventListener(type, () => (begun = true));

  const clear = (): void => {
    say('');
    status.className = 'result';
    told.textContent = '';
    for (const mark of all('.told-here', section)) mark.remove();
    field.lock(false);
    waiting = false;
    check.textContent = isMarked ? words.check : isKept ? words.keep : words.show;
    // What is neither marked nor kept may still have something said about it.
    check.hidden = !isMarked && !isKept && explanations.length === 0;
    show.hidden = true;
  };

  /** The right answer, where it was not given, and why it is so. */
  const tell = (mark: Mark | undefined): void => {
    field.lock(isMarked);
    check.hidden = isMarked;
    show.hidden = true;
    const missed = mark && !mark.success;
    if (missed) told.appendChild(inWords(element('p', 'lead', words.answerIs)));
    for (const part of answers ? all(missed ? '.right, .explanation' : '.explanation', answers) : [])
      if (part.parentElement === answers) told.appendChild(copyOf(part));
  };

  const present = (response: string, mark: Mark | undefined): void => {
    say(resultOf(mark));
    status.className = `result ${!mark || (mark.score > 0 && mark.score < 1) ? '' : mark.success ? 'good' : 'bad'}`;
    if (key.kind === 'choice') judge(section, answers, key.right, splitParts(response).map(Number), words);
    const parts = markParts(key, response);
    partsOf(section, key.kind).forEach((part, n) => {
      const mark = verdict(parts[Number(part.dataset.n || n)] === true, words);
      if (key.kind === 'gap') part.insertAdjacentElement('beforebegin', mark);
      else part.appendChild(mark);
    });
    const left = key.attempts === undefined ? Infinity : key.attempts - attempt;
    if (!mark || mark.success || left <= 0) {
      tell(mark);
      return;
    }
    if (left < Infinity) say(`${resultOf(mark)} ${fillMessage(words.left, { number: left })}`);
    field.lock(true);
    waiting = true;
    check.textContent = words.again;
    show.hidden = left < Infinity;
  };

  const resultOf = (mark: Mark | undefined): string =>
    !mark ? '' : mark.success ? words.right : mark.score > 0 ? words.partly : words.wrong;

  const submit = (): void => {
    if (waiting) {
      clear();
      if (field.first) field.first.focus();
      return;
    }
    const response = field.read();
    if (response === undefined) {
      say(words.first);
      if (field.first) field.first.focus();
      return;
    }
    clear();
    attempt++;
    const mark = markResponse(key, response);
    present(response, mark);
    // What can no longer be used leaves the focus nowhere.
    (check.hidden ? status : check).focus();
    const detail = {
      ...{ activity: id, kind: key.kind, attempt, response },
      success: mark && mark.success,
      score: mark && mark.score,
    };
    // Whether anything is kept may not be known yet.
    if (!isMarked) document.addEventListener('satchel:kept', () => isKept && say(words.kept), { once: true });
    document.dispatchEvent(new CustomEvent('satchel:answered', { detail }));
  };
  const reveal = (): void => {
    tell({ success: false, score: 0 });
    status.focus();
  };
  section.addEventListener('keydown', (event) => {
    const { target } = event;
    if (event.key !== 'Enter' || !(target instanceof HTMLInputElement) || target.disabled) return;
    event.preventDefault();
    submit();
  });

  return {
    reset: (learner, kept) => {
      isKept = kept;
      if (begun) return;
      attempt = 0;
      clear();
      field.write('');
      field.mix(learner === '' && key.kind !== 'choice' ? '' : `${learner}/${page}/${id}`);
    },
    restore: (answered) => {
      attempt += answered.attempt;
      if (begun) return;
      field.write(answered.response);
      present(answered.response, markResponse(key, answered.response));
      if (!isMarked) say(words.kept);
    },
  };
}

/** Undefined for what no build has written: the question stays as it is on paper. */
function keyIn(section: HTMLElement): Key | undefined {
  return parseJson(section.dataset.key || '') as Key | undefined;
}

interface Verdicts {
  readonly right: string;
  readonly wrong: string;
}

function verdict(isRight: boolean, words: Verdicts): HTMLElement {
  const mark = element('span', `told-here ${isRight ? 'good' : 'bad'}`, isRight ? '✓' : '✗');
  mark.setAttribute('role', 'img');
  mark.setAttribute('aria-label', isRight ? words.right : words.wrong);
  return mark;
}

/** Rows and gaps that are right or wrong each by itself; a gap has its mark after its field. */
function partsOf(section: HTMLElement, kind: Key['kind']): HTMLElement[] {
  const where = { order: '.items > li', match: '.left > li', gap: '.gap' } as const;
  return kind === 'order' || kind === 'match' || kind === 'gap' ? all(where[kind], section) : [];
}

/** Says of each answer that was chosen whether it is right, and what its author says about it. */
function judge(
  section: HTMLElement,
  answers: HTMLElement | undefined,
  right: readonly number[],
  chosen: readonly number[],
  words: Verdicts,
): void {
  for (const item of all('.choices > li', section)) {
    const n = Number(item.dataset.n);
    if (chosen.indexOf(n) < 0) continue;
    (item.firstChild as HTMLElement).appendChild(verdict(right.indexOf(n) >= 0, words));
    const feedback = answers && answers.querySelector(`.feedback > [data-n="${n}"] > div`);
    if (feedback) {
      const copy = copyOf(feedback);
      copy.className = 'told-here feedback';
      item.appendChild(copy);
    }
  }
}

function copyOf(part: Element): HTMLElement {
  const copy = part.cloneNode(true) as HTMLElement;
  for (const named of all('[id]', copy)) named.removeAttribute('id');
  return copy;
}

/** A question is a group of controls, named by its number and by what it asks. */
function name(section: HTMLElement, id: string): void {
  section.setAttribute('role', 'group');
  const named = all('.label, .prompt', section).filter(({ parentElement }) => parentElement === section);
  named.forEach((part, n) => (part.id = part.id || `satchel-question-${id}-${n}`));
  section.setAttribute('aria-labelledby', named.map((part) => part.id).join(' '));
}
