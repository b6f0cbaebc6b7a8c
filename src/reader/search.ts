// pages/search.js: loaded when a learner first searches.

import { fillMessage } from '../fill-message.ts';
import type { Shard } from '../search-shard.ts';
import { all, button, element, inPage } from './element.ts';
import { loadScript } from './load-script.ts';
import { pack, up } from './pack.ts';
import { markedText } from './search-excerpt.ts';
import { emptyIndex } from './search-index.ts';
import { askForText, dropWishes } from './search-texts.ts';

declare global {
  interface Window {
    /** Called by search-<unit>.js. */
    satchelSearch?: (unit: string, shard: Shard) => void;
  }
}

/** Results shown: whoever needs more does better with another word. */
const MAX_SHOWN = 40;
/** Milliseconds after a key before a search: who types on need not wait for it. */
const PAUSE = 120;

const index = emptyIndex();
const units = pack.searchable;
const messages = pack.messages.search;
const arrived = new Set<string>();
let waiting = 0;
/** What is to be done when an index has arrived. */
let onIndex = (): void => undefined;

window.satchelSearch = (unit, shard) => {
  index.add(shard);
  arrived.add(unit);
};

/** Units come side by side, in any order; one that is missing or broken is told and done without. */
function loadIndexes(): void {
  waiting = units.length;
  const arrive = (): void => {
    waiting--;
    onIndex();
  };
  for (const unit of units) loadScript(`search-${unit}.js`, arrive, arrive);
}

function connect(form: HTMLElement, field: HTMLInputElement): void {
  const status = element('p', 'status');
  status.setAttribute('role', 'status');
  const suggestion = button('', undefined, 'suggestion');
  const list = inPage(element('ol', 'results'));
  form.append(status, suggestion, list);

  const go = (link: HTMLAnchorElement): void => {
    // Closing gives the focus back, and would scroll there after a jump within the page.
    const here = link.href.split('#')[0] === location.href.split('#')[0];
    const jump = (): void => location.assign(link.href);
    if (!here) return jump();
    const panel = form.closest<HTMLElement>('.panel');
    if ('HTMLDialogElement' in window) panel?.addEventListener('close', jump, { once: true });
    panel?.querySelector<HTMLElement>('.close')?.click();
    if (!('HTMLDialogElement' in window)) jump();
  };

  // Only what is looked at is read: an excerpt costs the reading of a page.
  const shows = new Map<Element, () => void>();
  const watch = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen)
      if (isIntersecting) {
        watch.unobserve(target);
        const ask = shows.get(target);
        if (ask) ask();
      }
  });
  const show = (): void => {
    const query = field.value.trim();
    const found = query === '' ? [] : index.find(query);
    list.textContent = '';
    watch.disconnect();
    shows.clear();
    dropWishes();
    for (const one of found.slice(0, MAX_SHOWN)) {
      const item = list.appendChild(element('li'));
      if (one.language) {
        item.lang = one.language;
        item.dir = 'auto';
      }
      const link = item.appendChild(element('a'));
      link.href = up + one.path + (one.anchor && `#${encodeURIComponent(one.anchor)}`);
      link.appendChild(markedText(one.heading || one.title, one.terms));
      if (one.heading) item.append(element('span', 'label', one.title));
      const excerpt = item.appendChild(element('p', 'excerpt'));
      shows.set(excerpt, () =>
        askForText(one.path, (sections) => {
          // Where a page begins with a heading, its text is below that.
          const text =
            sections.get(one.anchor) || (!one.anchor && Array.from(sections.values()).filter(Boolean)[0]);
          if (text) excerpt.appendChild(markedText(text, one.terms));
          else excerpt.remove();
        }),
      );
      watch.observe(excerpt);
    }
    status.textContent = query === '' ? '' : told(query, found.length);
    const meant = found.length > 0 || waiting > 0 ? undefined : index.suggest(query);
    suggestion.hidden = !meant;
    suggestion.textContent = meant ? fillMessage(messages.meant, { query: meant }) : '';
    suggestion.onclick = () => {
      field.value = meant || '';
      field.focus();
      show();
    };
  };
  const told = (query: string, count: number): string => {
    if (waiting > 0 && count === 0) return messages.loading;
    const lost = !waiting && arrived.size < units.length ? ` ${messages.incomplete}` : '';
    if (count > 0) return fillMessage(messages.found, { count }) + lost;
    return fillMessage(messages.nothing, { query }) + lost;
  };

  let timer = 0;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  };
  field.oninput = onIndex = soon;
  form.onsubmit = (event) => {
    event.preventDefault();
    show();
    const first = list.querySelector('a');
    if (first) go(first);
  };
  list.onclick = (event) => {
    const link = (event.target as Element).closest('a');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(link);
  };
  form.onkeydown = (event) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (!step) return;
    const places: HTMLElement[] = [field, ...all('a', list)];
    const next = places[places.indexOf(event.target as HTMLElement) + step];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  };
  loadIndexes();
  show();
}

window.satchelSearching = connect;
