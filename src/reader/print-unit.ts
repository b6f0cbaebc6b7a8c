import { fillMessage } from '../fill-message.ts';
import type { ReaderMessages } from '../pack-script.ts';
import { askPage } from './asked-page.ts';
import type { Entry } from './contents.ts';
import { openDialog } from './dialog.ts';
import { all, button, element, inWords } from './element.ts';
import { loadScript } from './load-script.ts';
import { alone, page, pack } from './pack.ts';
import { setAnswersApart } from './print.ts';

/** Buttons at the end of a lesson that print it, or its whole unit, put together from the pages of its lessons; on the start page one for each unit. */
export function connectPrinting(): void {
  const says = pack.messages.tools;
  const unitButton = (text: string, isOne: (entry: Entry) => boolean): HTMLButtonElement => {
    const unit = (): void => printUnit(says, isOne);
    return button(text, () => loadScript('navigation.js', unit, unit));
  };
  const main = document.querySelector('main.lesson');
  if (main) {
    const place = inWords(element('p', 'printing', `${says.print}: `));
    place.append(button(says.printLesson, () => printWithPictures(main)));
    if (!alone) place.append(' ', unitButton(says.printUnit, isHere));
    main.appendChild(place);
  }
  if (alone) return;
  for (const section of all('.units > section')) {
    const links = all('.lessons a', section).map((link) => link.getAttribute('href'));
    if (links.length === 0) continue;
    const place = section.appendChild(inWords(element('p', 'printing')));
    const unit = unitButton(says.print, (entry) => links.indexOf(entry[1]) >= 0);
    unit.setAttribute('aria-label', `${says.print}: ${section.querySelector('h2')?.textContent ?? ''}`);
    place.append(unit);
  }
}

function printUnit(says: ReaderMessages['tools'], isOne: (entry: Entry) => boolean): void {
  const unit = (window.satchelNavigation?.units || []).filter((one) => pagesOf(one).some(isOne))[0];
  if (!unit) return print();
  const status = element('p', '', says.preparing);
  status.setAttribute('role', 'status');
  const panel = openDialog(says.printUnit, status);
  const sheets = element('div', 'sheets');
  const answers = element('div', 'text');
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
        // Its own page, often a line, goes before the first lesson: paper is dear.
        const lesson = element('div', entry === unit ? 'unit' : '');
        add(html, entry[0], lesson, answers);
        sheets.appendChild(lesson);
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

/** Puts a page on the unit's sheets; what is to be asked before it is answered has its answers on sheets of their own. */
function add(html: string, title: string, lesson: Element, answers: Element): void {
  // A page of our own bundle, parsed where no script runs; the page's policy keeps it so.
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  lesson.append(...Array.from(parsed.body.childNodes));
  setAnswersApart(lesson);
  for (const part of all('.answers', lesson)) {
    answers.append(element('h2', '', title), part);
  }
}

function show(sheets: HTMLElement): void {
  document.body.appendChild(sheets);
  document.documentElement.classList.add('prints-unit');
  addEventListener('afterprint', function done() {
    removeEventListener('afterprint', done);
    document.documentElement.classList.remove('prints-unit');
    sheets.remove();
  });
  printWithPictures(sheets);
}

/** Milliseconds after which paper does without a picture: a hub that is out of reach gives no answer at all. */
const PATIENCE = 10_000;

/** A browser need not have loaded what nobody has seen yet. */
function printWithPictures(shown: Element): void {
  const loaded = Array.from(shown.querySelectorAll('img')).map(
    (image) =>
      new Promise((resolve) => {
        image.loading = 'eager';
        if (image.complete) resolve(undefined);
        else image.onload = image.onerror = resolve;
      }),
  );
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  void Promise.race([Promise.all(loaded), late]).then(() => print());
}
