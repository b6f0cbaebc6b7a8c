import { directionOf } from './direction.ts';
import { languageName } from './language-names.ts';
import { escapeHtml } from './template.ts';

/** A caption of a recording as it stands in WebVTT: seconds, cue settings, and cue text, balanced and escaped. */
export interface TranscriptCue {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly settings: string;
  readonly markup: string;
}

/** What is said in a recording, in one language: captions, or text without times. */
export interface Transcript {
  /** BCP 47. */
  readonly language: string;
  /** What its author calls it; empty where its language says enough. */
  readonly label: string;
  readonly said:
    | {
        readonly cues: readonly TranscriptCue[];
        /** Which of the player's tracks it is, from 0. */
        readonly track: number;
      }
    | { readonly text: string };
}

/** The same, those in `language` first; regions do not count. */
export function inFront(transcripts: readonly Transcript[], language: string): Transcript[] {
  const primary = (tag: string): string => tag.replace(/-.*/s, '').toLowerCase();
  const isOther = (one: Transcript): number => Number(primary(one.language) !== primary(language));
  return [...transcripts].sort((a, b) => isOther(a) - isOther(b));
}

/** Seconds of silence, and characters, after which a paragraph is at an end. */
const PAUSE = 3;
const LONG = 300;

/**
 * The transcripts of one player as HTML: to be read without a script, while the reader's script takes captions from it where a browser
 * will not read them from their own file. `id` is what the player refers to it by, `title` what it is called.
 */
export function renderTranscripts(id: string, title: string, transcripts: readonly Transcript[]): string {
  const parts = transcripts.map(({ language, label, said }) => {
    const heading =
      transcripts.length === 1
        ? ''
        : `<p class="label">${escapeHtml(label === '' ? languageName(language) : label)}</p>`;
    const track = 'cues' in said ? ` data-track="${said.track}"` : '';
    const body = 'cues' in said ? paragraphsOfCues(said.cues) : paragraphsOfText(said.text);
    return `<div lang="${escapeHtml(language)}" dir="${directionOf(language)}"${track}>${heading}${body}</div>`;
  });
  return `<details class="transcript" id="${id}"><summary>${escapeHtml(title)}</summary>${parts.join('')}</details>`;
}

/** A new paragraph begins after a pause, when it would become long, and where another person speaks. */
function paragraphsOfCues(cues: readonly TranscriptCue[]): string {
  let html = '';
  let length = 0;
  let end = 0;
  let speaker = '';
  for (const cue of cues) {
    const voice = /<v ([^>]*)>/.exec(cue.markup)?.[1] ?? '';
    const isNew =
      html === '' ||
      cue.startSeconds - end >= PAUSE ||
      length + cue.markup.length > LONG ||
      voice !== speaker;
    if (isNew) {
      html += `${html === '' ? '' : '</p>'}<p>${voice !== '' && voice !== speaker ? `<b>${plain(voice)}:</b> ` : ''}`;
      length = 0;
    } else html += ' ';
    const settings = cue.settings === '' ? '' : ` data-settings="${escapeHtml(cue.settings)}"`;
    html += `<span data-start="${cue.startSeconds}" data-end="${cue.endSeconds}"${settings}>${plain(cue.markup)}</span>`;
    length += cue.markup.length;
    end = cue.endSeconds;
    speaker = voice;
  }
  return `${html}</p>`;
}

/** Cue text as HTML: the same but for the names of speakers. Whatever else looks like a tag is text. */
function plain(markup: string): string {
  return markup
    .replace(/<v [^>]*>|<\/v>/g, '')
    .replace(/<(?!\/?(?:b|i|u|ruby|rt)>)/g, '&lt;')
    .replaceAll('\u0001', '');
}

/** Lines longer than that are not broken by hand: each is a paragraph. */
const MAX_LINE = 120;

function paragraphsOfText(text: string): string {
  const isLong = text.split('\n').some((line) => line.length > MAX_LINE);
  return text
    .split(isLong ? /\n/ : /\n[^\S\n]*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`)
    .join('');
}
