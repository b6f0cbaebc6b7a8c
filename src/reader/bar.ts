/** A button at the end of the bar, before the contents: `icon` is one character that speaks for itself, `label` says it in words. */
export function barButton(label: string, icon: string, onClick: () => void): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'tool';
  button.title = label;
  button.setAttribute('aria-label', label);
  button.textContent = icon;
  button.onclick = onClick;
  const bar = document.querySelector('.bar');
  const contents = bar?.querySelector('.contents');
  return contents && bar ? bar.insertBefore(button, contents) : button;
}
