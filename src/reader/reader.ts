// What pages can do beyond reading. Without this script the link "contents" leads to the start page and all text is there.

import { respectReducedMotion } from './loops.ts';
import { connectTranscripts } from './transcripts.ts';

declare global {
  interface Window {
    /** Set by navigation.js, see renderNavigation. */
    satchelNavigation?: Navigation;
  }
}

type Entry = readonly [title: string, path: string, below?: readonly Entry[]];

interface Navigation {
  readonly title: string;
  readonly close: string;
  readonly units: readonly Entry[];
}

const link = document.querySelector<HTMLAnchorElement>('.bar .contents');
// The link leads to `<up>index.html`: paths in the navigation start where it starts.
const up = link?.getAttribute('href')?.replace(/index\.html$/, '') ?? '';

function list(tag: 'ol' | 'ul', entries: readonly Entry[]): HTMLElement {
  const element = document.createElement(tag);
  for (const [title, path, below] of entries) {
    const item = element.appendChild(document.createElement('li'));
    const anchor = item.appendChild(document.createElement('a'));
    anchor.textContent = title;
    anchor.href = up + path;
    if (anchor.href === location.href.replace(/[?#].*/, '')) anchor.setAttribute('aria-current', 'page');
    if (below) item.appendChild(list('ul', below));
  }
  return element;
}

function drawer({ title, close, units }: Navigation): HTMLDialogElement {
  const dialog = document.createElement('dialog');
  dialog.className = 'drawer';
  dialog.setAttribute('aria-label', link?.textContent ?? '');
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = close;
  button.onclick = () => dialog.close();
  const heading = document.createElement('h2');
  heading.textContent = title;
  dialog.append(button, heading, list('ol', units));
  // A click beside the drawer is a click on the dialog's backdrop; a link within the page closes it as well.
  dialog.onclick = (event) => {
    if (event.target === dialog || (event.target as Element).tagName === 'A') dialog.close();
  };
  return document.body.appendChild(dialog);
}

let opened: HTMLDialogElement | undefined;

function open(): void {
  if (!window.satchelNavigation) return;
  opened ??= drawer(window.satchelNavigation);
  opened.showModal();
  opened.querySelector('[aria-current]')?.scrollIntoView({ block: 'center' });
}

// Browsers without <dialog> follow the link instead.
if (link && 'HTMLDialogElement' in window) {
  link.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (window.satchelNavigation) return open();
    // Loaded only now: in a large pack it is larger than the page.
    const script = document.createElement('script');
    script.src = `${up}navigation.js`;
    script.onload = open;
    script.onerror = () => location.assign(link.href);
    document.head.appendChild(script);
  });
}

const toc = document.querySelector<HTMLDetailsElement>('.toc details');
if (toc && matchMedia('(min-width: 68em)').matches) toc.open = true;

// Paper cannot be unfolded.
let unfolded: HTMLDetailsElement[] = [];
addEventListener('beforeprint', () => {
  unfolded = Array.from(document.querySelectorAll<HTMLDetailsElement>('details:not([open])'));
  for (const details of unfolded) details.open = true;
});
addEventListener('afterprint', () => {
  for (const details of unfolded) details.open = false;
});

respectReducedMotion();
connectTranscripts();
