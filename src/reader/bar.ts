/** A button at the end of the bar, before the contents: `icon` is a character or two that speak for themselves, `label` says it in words. */
export function barButton(label: string, icon: string, onClick: () => void): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'tool';
  button.title = label;
  button.setAttribute('aria-label', label);
  button.textContent = icon;
  button.onclick = onClick;
  const bar = document.querySelector('.bar') || newBar();
  return bar.insertBefore(button, bar.querySelector('.contents'));
}

/** The start page has a bar only where there is something to put into it. */
function newBar(): Element {
  const bar = document.createElement('header');
  bar.className = 'bar';
  const main = document.querySelector('main');
  return main?.parentNode?.insertBefore(bar, main) || bar;
}
