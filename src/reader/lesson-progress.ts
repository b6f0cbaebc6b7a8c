import {
  MAX_RESPONSE,
  attemptsOf,
  checkRecord,
  isDone,
  mergeRecords,
  type Attempt,
} from '../learner/progress-record.ts';
import { all, button, element, inWords } from './element.ts';
import { pack } from './pack.ts';
import type { OpenRecord } from './progress.ts';

/** How long a page is open at least before it counts as read. */
const READING = 5000;
/** How long the page rests before its place is kept. */
const REST = 1000;
const CONTINUE = '#satchel-continue';

/**
 * Keeps what is done at a lesson: answers, the place in the text, and that it is finished. Where nothing can be kept, it tells so
 * when there is something to lose, and offers to `save` a file.
 */
export function connectLesson(open: OpenRecord, early: readonly Event[], save?: () => void): void {
  const article = document.querySelector<HTMLElement>('article.text');
  if (!article) return;
  const words = pack.messages.progress;
  const { now, change } = open;
  const box = inWords(element('div', 'finish'));
  const toggle = button('', () => finish(!isDone(now())));
  const state = element('span');
  state.setAttribute('role', 'status');
  box.append(state, toggle);
  article.insertAdjacentElement('afterend', box);

  const show = (): void => {
    const done = isDone(now());
    state.textContent = done ? `✓ ${words.done}` : '';
    toggle.textContent = done ? words.undo : words.finish;
    box.classList.toggle('done', done);
  };
  let notice: HTMLElement | undefined;
  let where: Element | undefined;
  const finish = (is: boolean): void => {
    where = where ?? box;
    change((record, at) => ({ ...record, done: { at, is } }));
    show();
  };
  show();

  const activities = all('[data-activity]');
  const answered = (event: Event): void => {
    const { activity, ...given } = Object((event as CustomEvent<unknown>).detail) as { activity?: unknown };
    if (typeof activity !== 'string') return;
    where = activities.filter(({ dataset }) => dataset['activity'] === activity)[0] ?? box;
    change((record) => {
      const attempt: Partial<Attempt> = {
        ...given,
        at: Math.max(Date.now(), lastTime(attemptsOf(record, activity)) + 1),
      };
      const response = String(attempt.response || '').slice(0, MAX_RESPONSE);
      return mergeRecords(record, checkRecord({ activities: { [activity]: [{ ...attempt, response }] } }));
    });
    const all = activities.every(({ dataset }) => attemptsOf(now(), dataset['activity'] || '').length > 0);
    if (activities.length > 0 && all && now().done === undefined) finish(true);
  };
  document.addEventListener('satchel:lost', () => {
    if (notice || !where) return;
    notice = inWords(element('p', 'notice lost', words.lost));
    notice.setAttribute('role', 'alert');
    if (save) notice.append(' ', button(words.save, save));
    where.insertAdjacentElement('afterend', notice);
  });
  document.addEventListener('satchel:kept', () => {
    notice?.remove();
    notice = undefined;
  });
  early.forEach(answered);
  document.addEventListener('satchel:answered', answered);

  const { place: last } = now();
  if (location.hash === CONTINUE && last) {
    const { top, height } = article.getBoundingClientRect();
    scrollTo(0, scrollY + top + last.y * height);
  }
  // Pages that are only looked at keep the place that they had.
  let known = scrollY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const place: Parameters<OpenRecord['change']>[0] = (record, at) => {
    if (scrollY === known) return record;
    known = scrollY;
    const { top, height } = article.getBoundingClientRect();
    return { ...record, place: { at, y: Math.min(1, Math.max(0, -top / Math.max(1, height))) } };
  };
  open.atLeave(place);
  addEventListener(
    'scroll',
    () => {
      clearTimeout(timer);
      timer = setTimeout(() => change(place), REST);
    },
    { passive: true },
  );

  // Read to the end; what was marked by hand stays as it is, and where there are questions they decide.
  if (activities.length > 0 || !('IntersectionObserver' in window)) return;
  let seen = false;
  let long = false;
  const read = (): void => {
    if (seen && long && now().done === undefined) finish(true);
  };
  setTimeout(() => {
    long = true;
    read();
  }, READING);
  new IntersectionObserver((entries) => {
    seen = entries.some(({ isIntersecting }) => isIntersecting);
    read();
  }).observe(box);
}

function lastTime(attempts: readonly Attempt[]): number {
  return attempts.reduce((last, { at }) => Math.max(last, at), 0);
}
