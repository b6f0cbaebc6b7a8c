import { button, inWords, element } from './element.ts';

/**
 * A button at the end of the bar, before the contents. The style sheet has a sign for each `kind`, since the fonts of old devices lack
 * such; letters that every device can show stand as `text`. `label` says it in words.
 */
export function barButton(label: string, kind: string, onClick: () => void, text = ''): HTMLButtonElement {
  const tool = inWords(button(text, onClick, `tool ${kind}`));
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
