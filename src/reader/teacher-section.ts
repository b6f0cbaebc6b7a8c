import { fillMessage } from '../fill-message.ts';
import { download } from './carrying.ts';
import { button, element } from './element.ts';
import { labelled, onEnter, type Panel } from './learner-panel.ts';
import type { Lrs } from './lrs.ts';
import { statementsFile } from './reported.ts';
import { pack } from './pack.ts';
import { words } from './words.ts';

/** What teachers ask for: statements as a file, and how sending goes. */
export function teacherSection({ session, say }: Panel, sender: Lrs): HTMLElement {
  const section = element('details');
  const { id, lrs } = pack;
  section.append(element('summary', '', words.teachers), element('p', '', words.statementsSaid));
  section.append(
    button(words.statements, () => {
      statementsFile(session)
        .then((text) => {
          download(`xapi-${id}.json`, text);
          say(words.saved);
        })
        .catch(() => say(words.failed));
    }),
  );
  if (!lrs || location.protocol === 'file:') return section;
  const status = element('p', 'lrs');
  const show = (): void => {
    const { waiting, problem } = sender.state();
    const state = waiting === 0 ? words.allSent : fillMessage(words.waiting, { count: waiting });
    status.textContent = `${lrs}: ${problem === 'key' ? words.keyWanted : state}`;
  };
  const [label, input] = labelled(words.key, 2000);
  input.type = 'password';
  const keep = (): void => {
    sender
      .setKey(session, input.value.trim())
      .then(() => {
        input.value = '';
        say(words.kept);
      })
      .catch(() => say(words.failed));
  };
  onEnter(input, keep);
  section.append(status, label, button(words.keepKey, keep));
  section.ontoggle = show;
  return section;
}
