import { fillMessage } from '../fill-message.ts';
import type { ReaderMessages } from '../pack-script.ts';
import type { Entry } from './contents.ts';
import { openDialog } from './dialog.ts';
import { alone, page, pack, up } from './pack.ts';
import { FOR_PRINT, type HandedOver } from './print-lesson.ts';

/** Milliseconds. A lesson that has not come by then does not come. */
const PATIENCE = 15_000;

/** Buttons at the end of a lesson that print it, or its whole unit, put together from the pages of its lessons. */
export function connectPrinting(): void {
  const says = pack?.messages.tools;
  const main = document.querySelector('main.lesson');
  if (!says || !main) return;
  const place = main.appendChild(document.createElement('p'));
  place.className = 'printing';
  const button = (label: string, onClick: () => void): void => {
    const element = document.createElement('button');
    element.type = 'button';
    element.textContent = label;
    element.onclick = onClick;
    place.append(element, ' ');
  };
  place.append(`${says.print}: `);
  button(says.printLesson, () => print());
  if (!alone) button(says.printUnit, () => withNavigation(() => printUnit(says)));
}

function withNavigation(act: () => void): void {
  if (window.satchelNavigation) return act();
  const script = document.createElement('script');
  script.src = `${up}navigation.js`;
  script.onload = act;
  script.onerror = () => print();
  document.head.appendChild(script);
}

function printUnit(says: ReaderMessages['tools']): void {
  const unit = (window.satchelNavigation?.units ?? []).filter((one) => pagesOf(one).some(isHere))[0];
  if (!unit) return print();
  const status = document.createElement('p');
  status.setAttribute('role', 'status');
  status.textContent = says.preparing;
  const panel = openDialog(says.printUnit, status);
  const sheets = document.createElement('div');
  sheets.className = 'sheets';
  const answers = document.createElement('div');
  const next = (entries: readonly Entry[]): void => {
    const [entry, ...rest] = entries;
    if (!panel.isConnected) return;
    if (!entry) {
      sheets.appendChild(answers);
      panel.querySelector<HTMLButtonElement>('.close')?.click();
      return show(sheets);
    }
    lessonAt(up + entry[1], (html) => {
      if (html === undefined) status.textContent = fillMessage(says.printFailed, { title: entry[0] });
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
  for (const lesson of unit[2] ?? []) all.push(lesson, ...(lesson[2] ?? []));
  return all;
}

function isHere(entry: Entry): boolean {
  return entry[1] === `${page}.html`;
}

/** The text of a lesson's page, by that page itself; undefined where it does not come. */
function lessonAt(address: string, take: (html: string | undefined) => void): void {
  const frame = document.createElement('iframe');
  frame.className = 'aside';
  frame.title = '…';
  const end = (html?: string): void => {
    clearTimeout(patience);
    removeEventListener('message', hear);
    frame.remove();
    take(html);
  };
  const hear = (event: MessageEvent): void => {
    const lesson = event.data as Partial<HandedOver> | null;
    if (event.source === frame.contentWindow && typeof lesson?.satchelLesson === 'string')
      end(lesson.satchelLesson);
  };
  const patience = setTimeout(() => end(), PATIENCE);
  addEventListener('message', hear);
  frame.src = address + FOR_PRINT;
  document.body.appendChild(frame);
}

/** A lesson for the unit's sheets; what is to be asked before it is answered has its answers on sheets of their own. */
function add(html: string, title: string, sheets: Element, answers: Element): void {
  const lesson = document.createElement('div');
  // A page of our own bundle, parsed where no script runs; the page's policy keeps it so.
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  lesson.append(...Array.from(parsed.body.childNodes));
  for (const part of Array.from(lesson.querySelectorAll('.answers'))) {
    const heading = document.createElement('h2');
    heading.textContent = title;
    answers.append(heading, part);
  }
  sheets.appendChild(lesson);
}

function show(sheets: HTMLElement): void {
  document.body.appendChild(sheets);
  document.documentElement.classList.add('prints-unit');
  const images = Array.from(sheets.querySelectorAll('img'));
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
