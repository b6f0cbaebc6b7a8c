import { basename } from 'node:path';
import { formatDuration, formatSize } from '../quantity.ts';
import type { AddEvent } from '../release/plan-add.ts';
import { startLine } from './line.ts';
import { printable } from './printable.ts';

export interface AddShow {
  readonly onEvent: (event: AddEvent) => void;
  readonly stop: () => void;
}

/** One line that tells what adding and publishing do, with the time that is left where that can be told. */
export function startAddShow(): AddShow {
  const line = startLine(100);
  let doing: AddEvent['doing'] | undefined;
  let since = 0;
  let first = 0;
  return {
    onEvent: (event) => {
      if (event.doing !== doing) [doing, since, first] = [event.doing, performance.now(), event.done];
      line.show(() => eventText(event, (performance.now() - since) / 1000, first));
    },
    stop: line.stop,
  };
}

function eventText({ doing, name, done, total }: AddEvent, seconds: number, first: number): string {
  const count = doing === 'publishing' ? `${formatSize(done)} of ${formatSize(total)}` : `${done}/${total}`;
  // Before that, what was measured says little.
  const isKnown = seconds > 2 && done > first;
  const left = isKnown ? `, ${formatDuration((seconds / (done - first)) * (total - done))} left` : '';
  return `${printable(basename(name))}: ${doing} ${count}${doing === 'publishing' ? left : ''}`;
}
