import { barButton } from './bar.ts';
import { openDialog } from './dialog.ts';
import { element } from './element.ts';
import { loadScript } from './load-script.ts';
import { pack } from './pack.ts';

declare global {
  interface Window {
    /** Set by search.js: makes the field find. */
    satchelSearching?: (form: HTMLElement, field: HTMLInputElement) => void;
  }
}

/**
 * A button that opens the search, and the key `/`. The field is there at once, so that nothing typed is lost while the search itself,
 * which is loaded when it is first wanted, is on its way.
 */
export function connectSearch(): void {
  if (pack.searchable.length === 0) return;
  const { label, search, incomplete } = pack.messages.search;
  const form = element('form');
  form.setAttribute('role', 'search');
  const named = form.appendChild(element('label', '', label));
  // Not of type search: in that Escape empties the field instead of closing the panel.
  const field = named.appendChild(element('input'));
  field.setAttribute('role', 'searchbox');
  field.setAttribute('enterkeyhint', 'search');
  field.autocomplete = 'off';
  field.setAttribute('autocapitalize', 'none');
  form.onsubmit = (event) => event.preventDefault();

  let connected = false;
  const arrive = (): void => {
    if (connected) return;
    connected = true;
    if (window.satchelSearching) window.satchelSearching(form, field);
    else {
      form.appendChild(element('p', 'status', incomplete)).setAttribute('role', 'alert');
      button.remove();
    }
  };
  const open = (): void => {
    if (form.isConnected) return;
    openDialog(search, form, 'searching');
    field.focus();
    field.select();
    loadScript('search.js', arrive, arrive);
  };
  const button = barButton(search, 'search', open);
  addEventListener('keydown', (event) => {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (key !== '/' || ctrlKey || metaKey || altKey || !button.parentNode) return;
    // There `/` is something to type.
    if ((target as Element).closest?.('input, textarea, select, [contenteditable], dialog, [role="dialog"]'))
      return;
    event.preventDefault();
    open();
  });
}
