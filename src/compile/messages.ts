import { existsSync, readFileSync } from 'node:fs';
import { packageFile } from '../package.ts';
import type english from '../../templates/messages/en.json';
import type { ReaderMessages } from '../pack-script.ts';

/** Everything that Satchel itself says on a page. Catalogues: `templates/messages/<language>.json`. */
export const messageKeys = [
  // around the text
  'skip',
  'start',
  'contents',
  'breadcrumbs',
  'onThisPage',
  'previous',
  'next',
  'pager',
  'parts',
  'unit',
  'lessons',
  'open',
  'untranslated',
  'authors',
  'licence',
  'version',
  // semantic blocks
  'note',
  'tip',
  'info',
  'important',
  'warning',
  'caution',
  'danger',
  'success',
  'question',
  'example',
  'quote',
  'callout',
  'challenge',
  'solution',
  'hint',
  'objectives',
  'questions',
  'keypoints',
  'prereq',
  'spoiler',
  'instructor',
  'checklist',
  'discussion',
  'testimonial',
  'activity',
  // within the text
  'footnotes',
  'backToReference',
  'online',
  'onlinePicture',
  'onlineVideo',
  'onlineAudio',
  'onlinePage',
  'onlineScript',
  'download',
  'pictureMissing',
  'mediaMissing',
  'notHere',
  'video',
  'audio',
  'pause',
  'transcript',
  'code',
  'table',
  'formula',
  // in lessons that are one file each
  'singleLinks',
  'singleLeft',
  // the time that a lesson needs
  'time',
  'timeLong',
  'timeHours',
  // questions
  'questionNumber',
  'answers',
  'severalRight',
  'putInOrder',
  'matchPairs',
  // on a stick that has a part of the pack
  'notOnDrop',
] as const;

export type MessageKey = (typeof messageKeys)[number];

export interface Messages extends Readonly<Record<MessageKey, string>> {
  readonly reader: ReaderMessages;
  /** What the start page of a drop says, and the page about checking it. */
  readonly drop: (typeof english)['drop'];
  /** The language that the messages are in: differs from the wanted one where no catalogue exists. */
  readonly language: string;
}

const loaded = new Map<string, Messages>();

/** The messages in `language` (BCP 47): `pt-BR` falls back to `pt`, then to `en`. */
export function messagesFor(language: string): Messages {
  const known = loaded.get(language);
  if (known !== undefined) return known;
  const found = chain(language).find((tag) => existsSync(catalogueFile(tag))) ?? 'en';
  const texts = JSON.parse(readFileSync(catalogueFile(found), 'utf8')) as Omit<Messages, 'language'>;
  const messages: Messages = { ...texts, language: found };
  loaded.set(language, messages);
  return messages;
}

/** RFC 4647 §3.4 lookup: the tag without its last subtag, again and again. Other than tags nothing reaches the disk. */
function chain(language: string): string[] {
  if (!/^[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8})*$/.test(language)) return [];
  const subtags = language.split('-');
  return subtags.map((_, index) => subtags.slice(0, subtags.length - index).join('-'));
}

function catalogueFile(language: string): string {
  return packageFile(`templates/messages/${language.toLowerCase()}.json`);
}
