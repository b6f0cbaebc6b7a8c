import { button, element, inWords } from './element.ts';
import { loadScript } from './load-script.ts';
import { isPackKnown, pack, up } from './pack.ts';

declare global {
  interface Window {
    /** Set by navigation.js, see renderNavigation. */
    satchelNavigation?: Navigation;
  }
}

export type Entry = readonly [title: string, path: string, below?: readonly Entry[]];

interface Navigation {
  readonly title: string;
  readonly units: readonly Entry[];
}

function list(tag: 'ol' | 'ul', entries: readonly Entry[]): HTMLElement {
  const all = element(tag);
  for (const [title, path, below] of entries) {
    const item = all.appendChild(element('li'));
    const anchor = item.appendChild(element('a', '', title));
    anchor.href = up + path;
    if (anchor.href === location.href.replace(/[?#].*/, '')) anchor.setAttribute('aria-current', 'page');
    if (below) item.appendChild(list('ul', below));
  }
  return all;
}

function drawer({ title, units }: Navigation, label: string): HTMLDialogElement {
  const dialog = element('dialog', 'drawer');
  dialog.setAttribute('aria-label', label);
  const close = inWords(button(isPackKnown ? pack.messages.tools.close : '×', () => dialog.close()));
  dialog.append(close, element('h2', '', title), list('ol', units));
  // A click beside the drawer is a click on the dialog's backdrop; a link within the page closes it as well.
  dialog.onclick = (event) => {
    if (event.target === dialog || (event.target as Element).tagName === 'A') dialog.close();
  };
  return document.body.appendChild(dialog);
}

/** Opens the contents of the pack beside the page; browsers without <dialog> follow the link to the start page instead. */
export function connectContents(): void {
  const link = document.querySelector<HTMLAnchorElement>('.bar .contents');
  if (!link || !('HTMLDialogElement' in window)) return;
  let opened: HTMLDialogElement | undefined;
  const open = (): void => {
    if (!window.satchelNavigation) return location.assign(link.href);
    opened = opened || drawer(window.satchelNavigation, link.textContent || '');
    opened.showModal();
    opened.querySelector('[aria-current]')?.scrollIntoView({ block: 'center' });
  };
  link.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    // Loaded only now: in a large pack it is larger than the page.
    loadScript('navigation.js', open, open);
  });
}
