import { fillMessage } from '../fill-message.ts';
import { decodeProgress, encodeProgress, type CodePack } from '../learner/progress-code.ts';
import type { Learner } from '../learner/learner.ts';
import { decodeProgressFile, encodeProgressFile, MAX_FILE } from '../learner/progress-file.ts';
import { isDone, type LessonRecord } from '../learner/progress-record.ts';
import { button, element } from './element.ts';
import { choose, nameLearner, newLearnerId, nobody } from './learners.ts';
import { again, labelled, onEnter, type Panel } from './learner-panel.ts';
import { lessonIds } from './lesson-ids.ts';
import { pack } from './pack.ts';
import type { Session } from './progress.ts';
import { qrPicture } from './qr-picture.ts';
import { words } from './words.ts';

/** Progress carried by hand, to another device or another place: a file, a code, a QR code. */
export function carryingSection(panel: Panel, code: string | undefined): HTMLElement {
  const section = element('section');
  const { session, say } = panel;
  const { id, was } = pack;
  const codePack = async (): Promise<CodePack> => ({ id, was, lessons: await lessonIds() });
  section.append(element('h3', '', words.carry), element('p', '', words.carrySaid));

  section.append(
    button(words.save, () => {
      saveProgress(session)
        .then(() => say(words.saved))
        .catch(() => say(words.failed));
    }),
  );

  const file = element('input');
  file.type = 'file';
  file.accept = '.json,application/json';
  file.onchange = () => {
    const chosen = file.files?.[0];
    file.value = '';
    if (!chosen) return;
    if (chosen.size > MAX_FILE) return say(words.unreadable);
    const reader = new FileReader();
    reader.onerror = () => say(words.unreadable);
    reader.onload = () => {
      const read = decodeProgressFile(id, String(reader.result));
      if ('problem' in read) say(problemSaid(read.problem));
      else askToKeep(panel, read.learner, read.records);
    };
    reader.readAsText(chosen);
  };
  const label = element('label', 'file', words.open);
  label.append(file);
  section.append(label);

  const shown = element('div', 'code');
  section.append(
    button(words.showCode, () => {
      Promise.all([codePack(), session.records()])
        .then(([codes, records]) => showCode(shown, codes, records))
        .catch(() => say(words.failed));
    }),
    shown,
  );

  const [codeLabel, input] = labelled(words.code, 40_000);
  input.dir = 'ltr';
  input.autocapitalize = 'characters';
  const take = (text: string): void => {
    // Whoever pastes the whole address means the code in it.
    const typed = text.replace(/^.*#progress=/, '');
    codePack()
      .then((codes) => {
        const read = decodeProgress(codes, typed);
        if ('problem' in read) say(problemSaid(read.problem));
        else askToKeep(panel, { id: '', name: '' }, read.records);
      })
      .catch(() => say(words.failed));
  };
  const typed = (): void => (input.value.trim() === '' ? input.focus() : take(input.value));
  onEnter(input, typed);
  section.append(codeLabel, button(words.takeCode, typed));
  if (code !== undefined) take(code);
  return section;
}

/** Hands over what the learner of this page has done as a file. */
export async function saveProgress({ learner, records }: Session): Promise<void> {
  download(`progress-${pack.id}.json`, encodeProgressFile(pack, learner, await records()));
}

function askToKeep(
  { session, ask }: Panel,
  learner: Learner,
  records: ReadonlyMap<string, LessonRecord>,
): void {
  const { store, all } = session;
  const into = (whose: Learner) => async (): Promise<void> => {
    await session.keep(whose, records);
    await choose(store, whose);
    again();
  };
  const done = Array.from(records.values()).filter(isDone).length;
  const said = fillMessage(words.keepQuestion, { opened: records.size, done });
  const answers: (readonly [string, () => Promise<void>])[] = [];
  const same =
    all.filter(({ id }) => id === learner.id)[0] ?? all.filter(({ name }) => name === learner.name)[0];
  const own = session.learner;
  if (learner.name && same?.id !== own.id)
    answers.push([
      fillMessage(words.keepAs, { name: (same ?? learner).name }),
      async () => {
        // The same person on two devices keeps one id, and nobody is no person.
        const known = learner.id !== nobody.id && learner.id;
        const whose = same ?? { id: known || newLearnerId(), name: learner.name };
        if (!same) await nameLearner(store, whose);
        await into(whose)();
      },
    ]);
  answers.push([fillMessage(words.keepAs, { name: own.name || words.nobody }), into(own)]);
  ask(said, answers);
}

function showCode(shown: HTMLElement, codes: CodePack, records: ReadonlyMap<string, LessonRecord>): void {
  const now = Date.now();
  const short = element('p', 'letters', encodeProgress(codes, records, now, true));
  short.dir = 'ltr';
  short.tabIndex = -1;
  shown.textContent = '';
  shown.append(element('p', '', words.codeSaid), short);
  short.focus();
  const long = encodeProgress(codes, records, now, false);
  const address =
    location.protocol === 'file:' ? long : `${new URL(startPage(), location.href).href}#progress=${long}`;
  const picture = qrPicture(address);
  if (!picture) return;
  picture.setAttribute('aria-label', words.qr);
  shown.append(picture);
}

function startPage(): string {
  return `${document.documentElement.dataset['up'] || ''}index.html`;
}

function problemSaid(problem: 'unreadable' | 'newer' | 'other-pack' | 'other-version'): string {
  if (problem === 'other-pack') return words.otherPack;
  if (problem === 'other-version') return words.otherVersion;
  return problem === 'newer' ? words.newer : words.unreadable;
}

/** Hands a text over as a file. */
export function download(name: string, text: string): void {
  const link = element('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
