import { pack } from './pack.ts';

/** A button beside each block of code that is there to be typed. */
export function connectCopying(): void {
  const says = pack?.messages.tools;
  if (!says) return;
  const blocks = '.text pre:not(.language-output):not(.language-error):not(.language-warning)';
  for (const block of Array.from(document.querySelectorAll<HTMLElement>(blocks))) {
    const around = document.createElement('div');
    around.className = 'code';
    block.parentNode?.insertBefore(around, block);
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    // What it says anew is read aloud.
    button.setAttribute('aria-live', 'polite');
    button.textContent = says.copy;
    button.onclick = () => {
      const tell = (done: boolean): void => {
        button.textContent = done ? says.copied : says.copyFailed;
        if (!done) getSelection()?.selectAllChildren(block);
        setTimeout(() => (button.textContent = says.copy), 4000);
      };
      const text = (block.textContent ?? '').replace(/\n$/, '');
      const byHand = (): void => {
        tell(copyByHand(text));
        if (button.textContent === says.copied) button.focus();
      };
      // Where a pack is opened over plain http, there is no clipboard.
      if (navigator.clipboard as Clipboard | undefined)
        navigator.clipboard.writeText(text).then(() => tell(true), byHand);
      else byHand();
    };
    around.append(block, button);
  }
}

function copyByHand(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'aside';
  document.body.appendChild(field).select();
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    field.remove();
  }
}
