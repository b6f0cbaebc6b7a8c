import { all, button, element, inWords } from './element.ts';
import { pack } from './pack.ts';

/** A button beside each block of code that is there to be typed. */
export function connectCopying(): void {
  const says = pack.messages.tools;
  const blocks = '.text pre:not(.language-output):not(.language-error):not(.language-warning)';
  for (const block of all(blocks)) {
    const around = element('div', 'code');
    block.parentNode?.insertBefore(around, block);
    const copy = (): void => {
      const tell = (done: boolean): void => {
        tool.textContent = done ? says.copied : says.copyFailed;
        tool.dataset.told = '';
        if (!done) getSelection()?.selectAllChildren(block);
        setTimeout(() => {
          tool.textContent = says.copy;
          delete tool.dataset.told;
        }, 4000);
      };
      const text = (block.textContent || '').replace(/\n$/, '');
      const byHand = (): void => {
        tell(copyByHand(text));
        if (tool.textContent === says.copied) tool.focus();
      };
      // Where a pack is opened over plain http, there is no clipboard.
      if (navigator.clipboard as Clipboard | undefined)
        navigator.clipboard.writeText(text).then(() => tell(true), byHand);
      else byHand();
    };
    const tool = inWords(button(says.copy, copy, 'copy'));
    // What it says anew is read aloud.
    tool.setAttribute('aria-live', 'polite');
    around.append(block, tool);
  }
}

function copyByHand(text: string): boolean {
  const field = element('textarea', 'aside', text);
  document.body.appendChild(field).select();
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    field.remove();
  }
}
