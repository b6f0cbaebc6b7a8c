import { all, element } from './element.ts';

/** Paper cannot be unfolded, and what learners are asked stands on it without the answers. */
export function preparePrinting(): void {
  let undo: (() => void)[] = [];
  addEventListener('beforeprint', () => {
    const unfolded = all<HTMLDetailsElement>('details:not([open])');
    for (const details of unfolded) details.open = true;
    undo.push(() => {
      for (const details of unfolded) details.open = false;
    });
    // Who prints by the browser's own menu gets the pictures that load in time.
    for (const image of Array.from(document.images)) image.loading = 'eager';
    const lesson = document.querySelector('main.lesson');
    if (!lesson) return;
    undo.push(setAnswersApart(lesson));
    const sheet = lesson.querySelector('.answers');
    if (!sheet) return;
    // Whoever keeps the sheet back knows of which lesson it is.
    const title = element('h2', '', textOf(lesson.querySelector('h1')));
    sheet.insertBefore(title, sheet.firstChild);
    undo.push(() => title.remove());
  });
  addEventListener('afterprint', () => {
    for (const one of undo) one();
    undo = [];
  });
}

/**
 * Moves solutions, and what is said to teachers, to the sheet of answers at the end of a lesson: each with a number, which is left where
 * it stood, and the heading it stood under. Gives what moves them back.
 */
export function setAnswersApart(lesson: Element): () => void {
  const undo: (() => void)[] = [];
  let sheet = lesson.querySelector('.answers');
  let heading = '';
  let count = 0;
  for (const found of Array.from(
    lesson.querySelectorAll('h1,h2,h3,h4,h5,h6,details.solution,details.instructor'),
  )) {
    if (found.parentElement?.closest('.answers,details.solution,details.instructor')) continue;
    if (found.localName !== 'details') {
      heading = textOf(found);
      continue;
    }
    if (!sheet) {
      const made = (sheet = element('section', 'answers'));
      lesson.querySelector('article')?.appendChild(made);
      undo.push(() => made.remove());
    }
    const mark = element('p', 'how', `${++count} · ${textOf(found.querySelector('summary'))}`);
    const label = element('p', 'label', `${count} · ${heading}`);
    found.replaceWith(mark);
    sheet.append(label, found);
    undo.push(() => {
      mark.replaceWith(found);
      label.remove();
    });
  }
  return () => {
    // The sheet that was made for them goes last.
    for (const one of undo.reverse()) one();
  };
}

function textOf(found: Element | null): string {
  return found?.textContent?.trim() ?? '';
}
