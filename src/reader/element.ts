import { isPackKnown, pack } from './pack.ts';

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  text = '',
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

/** All elements of the page, or of a part of it, that a selector fits. */
export function all<T extends Element = HTMLElement>(selector: string, part: ParentNode = document): T[] {
  return Array.from(part.querySelectorAll<T>(selector));
}

export function button(text: string, onClick?: () => void, className = ''): HTMLButtonElement {
  const made = element('button', className, text);
  made.type = 'button';
  if (onClick) made.onclick = onClick;
  return made;
}

/** What the script says may be in another language than the page. */
export function inWords<T extends HTMLElement>(said: T): T {
  if (isPackKnown && pack.messageLanguage !== pack.language) {
    said.lang = pack.messageLanguage;
    said.dir = pack.messageDirection;
  }
  return said;
}

/** What is in the page's language within what the script says. */
export function inPage<T extends HTMLElement>(told: T): T {
  told.lang = document.documentElement.lang;
  told.dir = document.documentElement.dir;
  return told;
}
