import { button, element, inWords } from './element.ts';
import { pack } from './pack.ts';

/** A panel over the page, with a button that closes it; Escape does too, and focus goes back to where it was. */
export function openDialog(label: string, content: Node, className = ''): HTMLElement {
  const before = document.activeElement as HTMLElement | null;
  const modal = 'HTMLDialogElement' in window;
  const panel = inWords(element(modal ? 'dialog' : 'div', `panel ${className}`));
  panel.setAttribute('aria-label', label);
  const close = button(pack.messages.tools.close, undefined, 'close');
  panel.append(close, element('h2', '', label), content);
  document.body.appendChild(panel);
  const end = (): void => {
    panel.remove();
    before?.focus();
  };
  if (modal) {
    const dialog = panel as HTMLDialogElement;
    close.onclick = () => dialog.close();
    dialog.onclose = end;
    // A click beside the panel is a click on the dialog's backdrop.
    dialog.onclick = (event) => {
      if (event.target === dialog) dialog.close();
    };
    dialog.showModal();
  } else {
    // Firefox before 98 has no <dialog>.
    panel.setAttribute('role', 'dialog');
    panel.setAttribute('aria-modal', 'true');
    close.onclick = end;
    panel.onkeydown = (event) => {
      if (event.key === 'Escape') end();
    };
    close.focus();
  }
  return panel;
}
