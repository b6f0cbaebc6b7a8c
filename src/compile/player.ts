import { posix } from 'node:path';
import { languageAttributes } from './direction.ts';
import type { FilledMedia, Filling } from './fill.ts';
import type { Slot } from './fragment.ts';
import { languageName } from './language-names.ts';
import { shows } from './needs.ts';
import { isCaptions } from './sidecars.ts';
import { wishedSize } from './shown-size.ts';
import { printedStill, stillOf } from './still.ts';
import type { Target } from './target.ts';
import { escapeHtml } from './template.ts';
import { inFront, renderTranscripts, type Transcript } from './transcript.ts';

type Player = Extract<Slot, { kind: 'player' }>;

/** Characters of transcripts in one page: no browser shows more in time. */
const MAX_TRANSCRIPTS = 8 * 1024 * 1024;

/** What is said in the players of one page. */
export interface PageTranscripts {
  /** Of players that were filled, for the next place that they can stand in. */
  readonly waiting: string[];
  /** Players with transcripts so far. */
  count: number;
  room: number;
}

export function startTranscripts(): PageTranscripts {
  return { waiting: [], count: 0, room: MAX_TRANSCRIPTS };
}

/** A player with its recordings, captions and poster; instead of one that no browser plays, a download. */
export function fillPlayer(
  slot: Player,
  targets: readonly Target[],
  filling: Filling,
  said: PageTranscripts,
): string {
  const renditionsAt = (index: number): readonly FilledMedia[] => {
    const target = targets[index];
    return target?.kind === 'file' ? filling.renditions(target.file) : [];
  };
  const tracks = slot.tracks.flatMap((track, n) => {
    const [media] = renditionsAt(slot.sources.length + n);
    if (media?.mediaType !== 'text/vtt') return [];
    const language = track.language === '' ? filling.language : track.language;
    const label = track.label === '' ? languageName(language) : track.label;
    const html = `<track src="${escapeHtml(media.href)}" kind="${escapeHtml(track.kind)}" srclang="${escapeHtml(language)}" label="${escapeHtml(label)}">`;
    return [{ ...track, language, file: fileOf(targets[slot.sources.length + n]), html }];
  });
  // What is said can be read also where the recording cannot be played.
  const id = addTranscripts(slot, tracks, filling, said);
  const all = slot.sources.map((_, n) => (shows(slot, fileOf(targets[n])) ? renditionsAt(n) : []));
  const played = all.flat().filter(({ mediaType }) => PLAYED.test(mediaType));
  if (!played.some(({ role }) => role === 'main'))
    return slot.sources.length > 0 && targets.some((target) => target.kind === 'file')
      ? handOut(
          slot,
          targets,
          all.map(([main]) => main),
          filling,
        )
      : missingPlayer(slot, filling);
  const still = stillOf(slot, targets, (file) => filling.renditions(file))?.still;
  const main = played.find(({ role }) => role === 'main');
  const label = slot.label === '' ? '' : ` aria-label="${escapeHtml(slot.label)}"`;
  const wished = slot.media === 'video' ? wishedSize(slot, main ?? {}) : undefined;
  const own = main?.width && main.height ? ` width="${main.width}" height="${main.height}"` : '';
  const size = wished === undefined ? own : ` class="sized"${wished}`;
  // A browser takes the first that it can play.
  const sources = [
    ...played.filter(({ role }) => role === 'extra'),
    ...played.filter(({ role }) => role === 'main'),
  ];
  return (
    `<${slot.media} controls preload="metadata"${label}${id === undefined ? '' : ` aria-details="${id}"`}${still ? ` poster="${escapeHtml(still.href)}"` : ''}${size}>` +
    sources.map(sourceOf('src')).join('') +
    tracks.map(({ html }) => html).join('') +
    `</${slot.media}>` +
    (still ? printedStill(still, slot.label, wished ?? '') : '')
  );
}

/** Keeps what is said in a player for the next place where it can stand; gives the id that it has there, if there is any. */
function addTranscripts(
  slot: Player,
  tracks: readonly { kind: string; language: string; label: string; file: string }[],
  filling: Filling,
  said: PageTranscripts,
): string | undefined {
  const captions = tracks.flatMap((track, n): Transcript[] => {
    const cues = isCaptions(track) && said.room > 0 ? filling.captions(track.file) : undefined;
    return cues ? [{ ...track, said: { cues, track: n } }] : [];
  });
  const texts = (slot.transcripts ?? []).flatMap(({ file, language }): Transcript[] => {
    const text = filling.transcript(file);
    return text === undefined
      ? []
      : [{ language: language === '' ? filling.language : language, label: '', said: { text } }];
  });
  const transcripts = inFront([...captions, ...texts], filling.language);
  if (transcripts.length === 0) return undefined;
  const id = `satchel-transcript-${said.count + 1}`;
  const html = renderTranscripts(id, filling.messages.transcript, transcripts);
  if (html.length > said.room) return undefined;
  said.room -= html.length;
  said.count++;
  said.waiting.push(html);
  return id;
}

/** Browsers play most of what is in QuickTime files, but refuse a file that says so. */
function typeAttribute(mediaType: string): string {
  return mediaType === 'video/quicktime' ? '' : ` type="${escapeHtml(mediaType)}"`;
}

// What browsers play; what was taken for a film by its name and is something else is not among it.
const PLAYED =
  /^(?:audio\/(?!x-ms|amr|aiff|x-aiff|midi)|video\/(?:mp4|webm|ogg|quicktime|x-m4v)|application\/ogg)/;

/** Instead of a player that no browser can play: the film under its own name, for the player of the learner's machine. */
function handOut(
  slot: Player,
  targets: readonly Target[],
  all: readonly (FilledMedia | undefined)[],
  filling: Filling,
): string {
  for (const [n] of slot.sources.entries()) {
    const file = fileOf(targets[n]);
    const media = all[n];
    const carried = media ? { href: media.href, name: posix.basename(file) } : filling.download(file);
    if (file === '' || !carried) continue;
    const text = slot.label === '' ? carried.name : slot.label;
    return `<a href="${escapeHtml(carried.href)}" class="download" download="${escapeHtml(carried.name)}">${escapeHtml(text)}</a>`;
  }
  return missingPlayer(slot, filling);
}

function missingPlayer({ label }: Player, filling: Filling): string {
  return missing('mediaMissing', label, filling);
}

export function sourceOf(attribute: 'src' | 'srcset', screens = ''): (media: FilledMedia) => string {
  return ({ href, mediaType }) =>
    `<source ${attribute}="${escapeHtml(href)}"${typeAttribute(mediaType)}${screens}>`;
}

/** What stands in the place of a picture or recording that the source has not: what it is, and what it would show. */
export function missing(
  name: 'pictureMissing' | 'mediaMissing',
  description: string,
  { messages, language }: Filling,
): string {
  const text = description.trim() === '' ? '' : ` <bdi>${escapeHtml(description)}</bdi>`;
  const label = escapeHtml(messages[name]) + (text === '' ? '' : ':');
  const attributes = languageAttributes(messages.language, language);
  return `<span class="missing media"><span class="label"${attributes}>${label}</span>${text}</span>`;
}

function fileOf(target: Target | undefined): string {
  return target?.kind === 'file' ? target.file : '';
}
