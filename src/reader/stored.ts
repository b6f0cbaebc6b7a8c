/** What this device keeps under a name. Storage may be full, forbidden, or hold what another program has left. */
export function stored(key: string): string {
  try {
    return localStorage.getItem(key) || '';
  } catch {
    return '';
  }
}

/** Keeps a text on this device, where it lets us. */
export function store(key: string, text: string): void {
  try {
    localStorage.setItem(key, text);
  } catch {
    // What was set holds for this page.
  }
}
