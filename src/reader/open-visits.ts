import type { Session } from './progress.ts';
import { OPEN_VISIT, storeHere } from './stored.ts';

// A visit goes on in a tab as long as that says so once a minute, among what the browser keeps for all pages of the server: tabs cannot ask
// one another in browsers of 2018. Where nothing can be kept there, only the visit of this page is known to go on.

const BEAT = 60_000;
/** Timers of tabs that nobody sees come late. */
const GONE = 3 * BEAT + 10_000;

/** Says that the visit of this page goes on, until it is left. */
export function keepVisitOpen({ since }: Session): void {
  const key = OPEN_VISIT + String(since);
  const beat = (): void => storeHere(key, String(Date.now()));
  beat();
  setInterval(beat, BEAT);
  // Also a page to which the learner comes back.
  addEventListener('pageshow', beat);
  addEventListener('pagehide', () => {
    try {
      localStorage.removeItem(key);
    } catch {
      // Nothing was kept.
    }
  });
}

/** Whether a visit that began at a time is open, in this tab or in another. */
export function openVisits({ since }: Session): (at: number) => boolean {
  const open = [since];
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.indexOf(OPEN_VISIT) !== 0) continue;
      // A clock that was put back is no reason to wait.
      if (Math.abs(Date.now() - Number(localStorage.getItem(key))) < GONE)
        open.push(Number(key.slice(OPEN_VISIT.length)));
      else localStorage.removeItem(key);
    }
  } catch {
    // As far as is known.
  }
  return (at) => open.indexOf(at) >= 0;
}
