/** Before the time when a visit began that is open in some tab: see open-visits.ts. */
export const OPEN_VISIT = 'satchel-open/';

/** What this device keeps under a name. Storage may be full, forbidden, or hold what another program has left. */
export function stored(key: string): string {
  try {
    return localStorage.getItem(key) || '';
  } catch {
    return '';
  }
}

/** Keeps a text for this page, and for those for which the browser keeps the same, where it lets us. */
export function storeHere(key: string, text: string): void {
  try {
    localStorage.setItem(key, text);
  } catch {
    // What was set holds for this page.
  }
}

/** Keeps a text on this device: told with `satchel:set`, so that it holds for other pages too (shared-settings.ts). */
export function store(key: string, text: string): void {
  storeHere(key, text);
  document.dispatchEvent(new CustomEvent('satchel:set', { detail: { key, text } }));
}
