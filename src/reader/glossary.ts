import { pack, up } from './pack.ts';

declare global {
  interface Window {
    /** Set by glossary.js: what words mean, by the addresses that links to them have from `pages/`. */
    satchelGlossary?: Readonly<Record<string, string>>;
  }
}

/** Words that the pack explains are explained where they stand; without what they mean the link leads to where it is. */
export function connectGlossary(): void {
  const says = pack?.messages.tools;
  if (!says) return;
  for (const link of Array.from(document.querySelectorAll<HTMLAnchorElement>('a.term'))) {
    link.setAttribute('aria-expanded', 'false');
    link.onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (window.satchelGlossary) return toggle(link, says.fullEntry);
      const script = document.createElement('script');
      script.src = `${up}glossary.js`;
      script.onload = () => toggle(link, says.fullEntry);
      script.onerror = () => location.assign(link.href);
      document.head.appendChild(script);
    };
    link.onkeydown = (event) => {
      if (event.key === 'Escape') close(link);
    };
  }
}

function toggle(link: HTMLAnchorElement, more: string): void {
  const base = new URL(up || '.', location.href.replace(/[?#].*/, '')).href;
  const meaning = window.satchelGlossary?.[link.href.slice(base.length)];
  if (close(link)) return;
  if (!meaning) return location.assign(link.href);
  const note = document.createElement('span');
  note.className = 'meaning';
  note.setAttribute('role', 'status');
  link.insertAdjacentElement('afterend', note);
  link.setAttribute('aria-expanded', 'true');
  const entry = document.createElement('a');
  entry.href = link.href;
  entry.textContent = more;
  entry.lang = pack?.messageLanguage ?? '';
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
