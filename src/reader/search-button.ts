import { barButton } from './bar.ts';
import { loadScript } from './load-script.ts';
import { pack } from './pack.ts';

declare global {
  interface Window {
    /** Set by search.js. */
    satchelOpenSearch?: () => void;
  }
}

/** A button that opens the search, and the key `/`. The search itself is loaded when it is first wanted. */
export function connectSearch(): void {
  if (pack.searchable.length === 0) return;
  let loading = false;
  const open = (): void => {
    if (window.satchelOpenSearch) return window.satchelOpenSearch();
    if (loading) return;
    loading = true;
    const arrive = (): void => {
      if (window.satchelOpenSearch) window.satchelOpenSearch();
      else button.remove();
    };
    loadScript('search.js', arrive, arrive);
  };
  const button = barButton(pack.messages.search.search, 'search', open);
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
