import { fillMessage } from '../fill-message.ts';
import type { Lesson } from '../source/curriculum.ts';
import type { Messages } from './messages.ts';
import type { ResolvedFragment } from './resolve.ts';

// How long a page takes where its author says nothing: its words, read as a learner reads who is not at home in the
// language, and its recordings, heard once.

const WORDS_A_MINUTE = 120;

/**
 * The minutes that a page takes: what its author says, else an estimate from its words and recordings, rounded up to
 * full minutes and, from ten on, to the next five. `secondsOf` gives the length of a recording.
 */
export function minutesOf(
  { frontMatter }: Pick<Lesson, 'frontMatter'>,
  page: Pick<ResolvedFragment, 'fragment' | 'targets'> | undefined,
  secondsOf: (file: string) => number,
): number | undefined {
  if (frontMatter.minutes !== undefined) return frontMatter.minutes || undefined;
  if (!page) return undefined;
  const { fragment, targets } = page;
  const heard = fragment.slots.reduce((seconds, slot, n) => {
    const [recording] = slot.kind === 'player' ? (targets[n] ?? []) : [];
    return seconds + (recording?.kind === 'file' ? secondsOf(recording.file) : 0);
  }, 0);
  const minutes = Math.ceil(fragment.words / WORDS_A_MINUTE + heard / 60);
  return (minutes < 10 ? minutes : 5 * Math.ceil(minutes / 5)) || undefined;
}

/** “about 1 h 20 min”; empty where nothing is known. */
export function timeText(minutes: number | undefined, messages: Messages): string {
  if (!minutes) return '';
  const parts = { hours: Math.floor(minutes / 60), minutes: minutes % 60 };
  const form = parts.hours === 0 ? 'time' : parts.minutes === 0 ? 'timeHours' : 'timeLong';
  return fillMessage(messages[form], parts);
}
