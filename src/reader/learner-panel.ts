import { fillMessage } from '../fill-message.ts';
import { learnerName, type Learner } from '../learner/learner.ts';
import { carryingSection } from './carrying.ts';
import { openDialog } from './dialog.ts';
import { button, element } from './element.ts';
import { choose, nameLearner, newLearnerId, nobody, removeLearner } from './learners.ts';
import type { Lrs } from './lrs.ts';
import type { Session } from './progress.ts';
import { keptSaid } from './kept-said.ts';
import { teacherSection } from './teacher-section.ts';
import { words } from './words.ts';

/** What the sections of the panel share. */
export interface Panel {
  readonly session: Session;
  /** Asks in the panel, with the answers as buttons; the last one is always “cancel”. */
  readonly ask: (
    question: string,
    answers: readonly (readonly [label: string, act: () => Promise<void>])[],
  ) => void;
  /** Says how something went. */
  readonly say: (text: string) => void;
}

/** Who is learning, and what can be done with what they have done. `code`: one that came with the address. */
export function openLearnerPanel(session: Session, lrs: Lrs, code?: string): void {
  if (document.querySelector('.learner-panel')) return;
  const content = element('div');
  const question = element('div', 'asked');
  question.setAttribute('role', 'group');
  const status = element('p', 'status');
  status.setAttribute('role', 'status');
  const panel: Panel = {
    session,
    say: (text) => {
      question.textContent = '';
      status.textContent = text;
    },
    ask: (text, answers) => {
      status.textContent = '';
      question.textContent = '';
      const said = element('p', '', text);
      question.append(said);
      for (const [label, act] of answers) {
        const answer = button(label, () => {
          act().catch(() => panel.say(words.failed));
        });
        question.append(answer);
      }
      question.append(button(words.cancel, () => panel.say('')));
      question.setAttribute('aria-label', text);
      question.querySelector('button')?.focus();
    },
  };
  content.append(question, status);
  if (session.store.kept !== 'well') content.append(element('p', 'notice', keptSaid(session.store.kept)));
  content.append(whoSection(panel), carryingSection(panel, code), teacherSection(panel, lrs));
  openDialog(words.learner, content, 'learner-panel');
}

function whoSection({ session, ask, say }: Panel): HTMLElement {
  const section = element('section');
  const { store, learner, all } = session;
  section.append(element('h3', '', words.who));
  const group = element('div', 'learners');
  group.setAttribute('role', 'group');
  group.setAttribute('aria-label', words.who);
  const go = (chosen: Learner) => async (): Promise<void> => {
    await choose(store, chosen);
    again();
  };
  for (const one of [nobody].concat(all)) {
    const who = button(one.name || words.nobody, () => void go(one)());
    who.setAttribute('aria-pressed', String(one.id === learner.id));
    group.append(who);
  }
  section.append(group);

  const [label, input] = labelled(words.name, 60);
  const named = (act: (name: string) => Promise<void>) => (): void => {
    const name = learnerName(input.value);
    if (name === '') return input.focus();
    act(name).catch(() => say(words.failed));
  };
  const add = named(async (name) => {
    const one = { id: newLearnerId(), name };
    await nameLearner(store, one);
    await go(one)();
  });
  onEnter(input, add);
  section.append(label, button(words.add, add));
  if (learner.name)
    section.append(
      button(
        fillMessage(words.rename, { name: learner.name }),
        named(async (name) => {
          await nameLearner(store, { ...learner, name });
          again();
        }),
      ),
    );
  const whose = learner.name || words.nobody;
  section.append(
    button(fillMessage(words.remove, { name: whose }), () =>
      ask(fillMessage(words.removeQuestion, { name: whose }), [
        [
          fillMessage(words.remove, { name: whose }),
          async () => {
            await removeLearner(store, learner);
            again();
          },
        ],
      ]),
    ),
  );
  return section;
}

/** The page shows what is kept anew: questions, marks, the place to go on. */
export function again(): void {
  history.replaceState(null, '', location.href.replace(/#.*/, ''));
  location.reload();
}

export function labelled(text: string, maxLength: number): [HTMLLabelElement, HTMLInputElement] {
  const label = element('label', '', `${text} `);
  const input = element('input');
  input.type = 'text';
  input.maxLength = maxLength;
  input.autocomplete = 'off';
  label.append(input);
  return [label, input];
}

export function onEnter(input: HTMLInputElement, act: () => void): void {
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.isComposing) act();
  });
}
