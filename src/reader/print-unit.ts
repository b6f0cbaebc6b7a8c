import { fillMessage } from '../fill-message.ts';
import type { ReaderMessages } from '../pack-script.ts';
import { askPage } from './asked-page.ts';
import type { Entry } from './contents.ts';
import { openDialog } from './dialog.ts';
import { all, button, element, inWords } from './element.ts';
import { loadScript } from './load-script.ts';
import { alone, page, pack } from './pack.ts';

/** Buttons at the end of a lesson that print it, or its whole unit, put together from the pages of its lessons. */
export function connectPrinting(): void {
  const says = pack.messages.tools;
  const main = document.querySelector('main.lesson');
  if (!main) return;
  const place = inWords(element('p', 'printing', `${says.print}: `));
  place.append(button(says.printLesson, () => print()));
  if (!alone) {
    const unit = (): void => printUnit(says);
    place.append(
      ' ',
      button(says.printUnit, () => loadScript('navigation.js', unit, unit)),
    );
  }
  main.appendChild(place);
}

function printUnit(says: ReaderMessages['tools']): void {
  const unit = (window.satchelNavigation?.units || []).filter((one) => pagesOf(one).some(isHere))[0];
  if (!unit) return print();
  const status = element('p', '', says.preparing);
  status.setAttribute('role', 'status');
  const panel = openDialog(says.printUnit, status);
  const sheets = element('div', 'sheets');
  const answers = element('div');
  const next = (entries: readonly Entry[]): void => {
    const [entry, ...rest] = entries;
    if (!panel.isConnected) return;
    if (!entry) {
      sheets.appendChild(answers);
      panel.querySelector<HTMLButtonElement>('.close')?.click();
      return show(sheets);
    }
    askPage(entry[1], 'print', (html) => {
      if (typeof html !== 'string') status.textContent = fillMessage(says.printFailed, { title: entry[0] });
      else {
        add(html, entry[0], sheets, answers);
        next(rest);
      }
    });
  };
  next(pagesOf(unit));
}

/** A unit's own page, if it has one, its lessons and their parts. */
function pagesOf(unit: Entry): Entry[] {
  const all: Entry[] = unit[1].indexOf('#') < 0 ? [unit] : [];
  for (const lesson of unit[2] || []) all.push(lesson, ...(lesson[2] || []));
  return all;
}

function isHere(entry: Entry): boolean {
  return entry[1] === `${page}.html`;
}

/** A lesson for the unit's sheets; what is to be asked before it is answered has its answers on sheets of their own. */
function add(html: string, title: string, sheets: Element, answers: Element): void {
  const lesson = element('div');
  // A page of our own bundle, parsed where no script runs; the page's policy keeps it so.
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  lesson.append(...Array.from(parsed.body.childNodes));
  for (const part of all('.answers', lesson)) {
    answers.append(element('h2', '', title), part);
  }
  sheets.appendChild(lesson);
}

function show(sheets: HTMLElement): void {
  document.body.appendChild(sheets);
  document.documentElement.classList.add('prints-unit');
  const images = all<HTMLImageElement>('img', sheets);
  const loaded = images.map(
    (image) =>
      new Promise((resolve) => {
        if (image.complete) resolve(undefined);
        else image.onload = image.onerror = resolve;
      }),
  );
  addEventListener('afterprint', function done() {
    removeEventListener('afterprint', done);
    document.documentElement.classList.remove('prints-unit');
    sheets.remove();
  });
  void Promise.all(loaded).then(() => print());
}
