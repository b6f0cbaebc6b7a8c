import { fillMessage } from '../fill-message.ts';
import { isDone, lastUse, scoreOf, type LessonRecord } from '../learner/progress-record.ts';
import { all, button, element, inPage, inWords } from './element.ts';
import { keptSaid } from './kept-said.ts';
import { pack, page, up } from './pack.ts';
import type { Session } from './progress.ts';

/** Marks what is opened and done in the lists of lessons; on the start page also says where to go on. */
export async function showProgress(session: Session, open: () => void): Promise<void> {
  if (page !== 'index' && !document.querySelector('.lessons')) return;
  const records = await session.records().catch(() => new Map<string, LessonRecord>());
  const words = pack.messages.progress;
  const links = all<HTMLAnchorElement>('.lessons a');
  const next = goingOn(links, records);
  for (const link of links) {
    const record = records.get(lessonOf(link));
    if (record) link.append(' ', mark(record));
  }
  for (const unit of all('.units section')) {
    const own = all<HTMLAnchorElement>('.lessons a', unit).map(lessonOf);
    if (own.some((id) => records.has(id)))
      unit.querySelector('h2')?.insertAdjacentElement('afterend', count(own, records));
  }
  if (page !== 'index') return;

  const box = inWords(element('div', 'progress'));
  if (next) {
    const link = element('a', 'continue');
    link.href = next.href + (next.again ? '#satchel-continue' : '');
    link.append(element('span', 'label', words.continue), ' ', inPage(element('bdi', '', next.title)));
    box.append(link);
  } else if (records.size === 0) {
    const offer = element('p', 'offer', words.offer);
    offer.append(' ', button(words.bring, open));
    // Few need it, so that it stands below what all look for.
    document.querySelector('.units')?.insertAdjacentElement('afterend', offer);
  }
  if (session.store.kept !== 'well') box.append(element('p', 'notice', keptSaid(session.store.kept)));
  if (box.hasChildNodes()) document.querySelector('main > header')?.insertAdjacentElement('afterend', box);
}

/** The lesson last used, or the next one that is not done where that is done. */
export function goingOn(
  links: readonly HTMLAnchorElement[],
  records: ReadonlyMap<string, LessonRecord>,
): { readonly href: string; readonly title: string; readonly again: boolean } | undefined {
  let last = -1;
  let time = -Infinity;
  const now = Date.now();
  links.forEach((link, n) => {
    const record = records.get(lessonOf(link));
    const used = record ? lastUse(record, now) : 0;
    if (used !== 0 && used > time) [last, time] = [n, used];
  });
  if (last < 0) return undefined;
  const isOpen = (link: HTMLAnchorElement): boolean => !isDone(records.get(lessonOf(link)));
  const link = links.slice(last).concat(links.slice(0, last)).filter(isOpen)[0];
  return (
    link && {
      href: link.href,
      title: (link.firstChild ?? link).textContent || '',
      again: link === links[last],
    }
  );
}

/** The id of the lesson that a link leads to. */
function lessonOf({ href }: HTMLAnchorElement): string {
  const base = new URL(up || './', location.href.replace(/[?#].*/, '')).href;
  return href.startsWith(base)
    ? decodeURIComponent(href.slice(base.length).replace(/\.html(?:[?#].*)?$/, ''))
    : '';
}

function mark(record: LessonRecord): HTMLElement {
  const words = pack.messages.progress;
  const done = isDone(record);
  const score = scoreOf(record);
  const percent = score === undefined ? '' : ` ${Math.round(score * 100)} %`;
  const text = done ? `✓ ${words.done}` : words.opened;
  return inWords(element('span', done ? 'mark done' : 'mark', text + percent));
}

function count(ids: readonly string[], records: ReadonlyMap<string, LessonRecord>): HTMLElement {
  const done = ids.filter((id) => isDone(records.get(id))).length;
  return inWords(element('p', 'count', fillMessage(pack.messages.progress.count, { done, all: ids.length })));
}
