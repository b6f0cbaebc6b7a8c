import { basename, resolve } from 'node:path';
import type { BuildEvent } from '../build/options.ts';
import { printable } from './printable.ts';
import { formatCount } from '../quantity.ts';

/** Shows on stderr what a build is doing. `stop` leaves the terminal as it was; nothing is shown after it. */
export interface Progress {
  readonly onEvent: (event: BuildEvent) => void;
  readonly stop: (outcome: 'done' | 'ended early') => Promise<void>;
}

const words = {
  read: ['reading', 'file', 'files'],
  compile: ['compiling', 'page', 'pages'],
  media: ['encoding', 'media file', 'media files'],
  write: ['writing', 'entry', 'entries'],
  verify: ['verifying', 'entry', 'entries'],
} as const satisfies Record<BuildEvent['stage'], readonly [doing: string, one: string, many: string]>;

/** What is being worked on, by its short name: a bundle, or `whole`, the source that was named. */
export function subjectOf(event: BuildEvent, whole: string): string {
  return printable(basename(event.bundle ?? resolve(whole)));
}

/** `reading 12 files`, `encoding 3/40 media files, talk.mp4 45 %`; nothing to count is left out. */
export function stageText(event: BuildEvent): string {
  const [doing, one, many] = words[event.stage];
  if (event.total === 0) return doing;
  const counted = formatCount(event.total, one, many);
  if (event.kind === 'stage') return `${doing} ${counted}`;
  const { done, name, share = 1 } = event;
  const part = share < 1 ? `, ${printable(basename(name))} ${Math.floor(share * 100)} %` : '';
  return `${doing} ${done}/${counted}${part}`;
}
