import type { PackScript } from '../pack-script.ts';
import { directionOf } from './direction.ts';
import { messagesFor } from './messages.ts';
import { scriptLiteral } from './navigation.ts';

/** `pages/pack.js`. */
export function renderPackScript(
  pack: Pick<PackScript, 'id' | 'version' | 'title' | 'language' | 'searchable'>,
  earlier: ReadonlyMap<string, readonly string[]>,
): string {
  const { language: messageLanguage, reader } = messagesFor(pack.language);
  const { id, version, title, language, searchable } = pack;
  const script: PackScript = {
    ...{ id, version, title, language, searchable },
    was: Object.fromEntries(earlier),
    messageLanguage,
    messageDirection: directionOf(messageLanguage),
    messages: reader,
  };
  return `window.satchelPack = ${scriptLiteral(script)};\n`;
}
