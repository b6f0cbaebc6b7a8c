import { button, element, inWords } from './element.ts';

/** A button at the end of the bar, before the contents: `icon` is a character or two that speak for themselves, `label` says it in words. */
export function barButton(label: string, icon: string, onClick: () => void): HTMLButtonElement {
  const tool = inWords(button(icon, onClick, 'tool'));
  tool.title = label;
  tool.setAttribute('aria-label', label);
  const bar = document.querySelector('.bar') || newBar();
  return bar.insertBefore(tool, bar.querySelector('.contents'));
}

/** The start page has a bar only where there is something to put into it. */
function newBar(): Element {
  const bar = element('header', 'bar');
  const main = document.querySelector('main');
  return main?.parentNode?.insertBefore(bar, main) || bar;
}
