import { notes } from './terminal.ts';

/** One line on a terminal that changes and goes away; nothing elsewhere. */
export interface Line {
  /** Whether anything is shown. */
  readonly isLive: boolean;
  /** Asked for what to show as often as people can see it. */
  readonly show: (text: () => string) => void;
  /** Shows what is waited for now, at once. */
  readonly showNow: (text: string) => void;
  readonly stop: () => void;
}

export function startLine(stepMs: number): Line {
  const stderr = notes();
  if (!stderr.isTTY || process.env['TERM'] === 'dumb')
    return { isLive: false, show: () => undefined, showNow: () => undefined, stop: () => undefined };
  let next = performance.now() + stepMs;
  let shown = false;
  const showNow = (text: string): void => {
    next = performance.now() + stepMs;
    shown = true;
    stderr.write(`\r\x1b[K${text}`);
  };
  return {
    isLive: true,
    show: (text) => {
      if (performance.now() >= next) showNow(text());
    },
    showNow,
    stop: () => {
      if (shown) stderr.write('\r\x1b[K');
    },
  };
}
