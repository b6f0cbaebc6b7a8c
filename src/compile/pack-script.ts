import type { PackLanguage, PackScript } from '../pack-script.ts';
import { directionOf } from './direction.ts';
import { messagesFor } from './messages.ts';
import { scriptLiteral } from './navigation.ts';

/** `pages/pack.js`. */
export function renderPackScript(
  pack: Pick<PackScript, 'id' | 'version' | 'title' | 'language' | 'lrs' | 'searchable'>,
  earlier: ReadonlyMap<string, readonly string[]>,
  languages: readonly PackLanguage[] = [],
): string {
  const { language: messageLanguage, reader } = messagesFor(pack.language);
  const { id, version, title, language, lrs, searchable } = pack;
  const script: PackScript = {
    ...{ id, version, title, language, searchable },
    was: Object.fromEntries(earlier),
    ...(languages.length > 0 && { languages }),
    ...(lrs === undefined ? {} : { lrs }),
    messageLanguage,
    messageDirection: directionOf(messageLanguage),
    messages: reader,
  };
  return `window.satchelPack = ${scriptLiteral(script)};\n`;
}
