import { all, element, inWords } from './element.ts';
import { loadScript } from './load-script.ts';
import { alone, pack, up } from './pack.ts';

declare global {
  interface Window {
    /** Set by glossary.js: what words mean, by the addresses that links to them have from `pages/`. */
    satchelGlossary?: Readonly<Record<string, string>>;
  }
}

/** Words that the pack explains are explained where they stand; without what they mean the link leads to where it is. */
export function connectGlossary(): void {
  const says = pack.messages.tools;
  // A page that was sent alone has with each word what it means, if it knows that.
  const words = alone ? 'a[data-meaning]' : 'a.term';
  for (const link of all<HTMLAnchorElement>(words)) {
    link.setAttribute('aria-expanded', 'false');
    link.onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const show = (): void => toggle(link, says.fullEntry);
      if (alone) show();
      else loadScript('glossary.js', show, show);
    };
    link.onkeydown = (event) => {
      if (event.key === 'Escape') close(link);
    };
  }
}

function toggle(link: HTMLAnchorElement, more: string): void {
  const base = new URL(up || '.', location.href.replace(/[?#].*/, '')).href;
  const meaning = link.dataset.meaning || window.satchelGlossary?.[link.href.slice(base.length)];
  if (close(link)) return;
  if (!meaning) return location.assign(link.href);
  const note = element('span', 'meaning');
  note.setAttribute('role', 'status');
  link.insertAdjacentElement('afterend', note);
  link.setAttribute('aria-expanded', 'true');
  const entry = inWords(element('a', '', more));
  entry.href = link.href;
  // Filled after it is there, so that it is read aloud.
  setTimeout(() => note.append(`${meaning} `, entry));
}

function close(link: HTMLAnchorElement): boolean {
  const note = link.nextElementSibling;
  link.setAttribute('aria-expanded', 'false');
  if (!note?.classList.contains('meaning')) return false;
  note.remove();
  return true;
}
