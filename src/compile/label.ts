import { messageKeys, type MessageKey } from './messages.ts';

const keys: ReadonlySet<string> = new Set(messageKeys);

/**
 * A text value that stands for one of Satchel's own words until the page's language is known. Control characters, of which
 * prepared text has none, enclose its name; what an author smuggles in as a reference to one is a word of ours or nothing.
 */
export function labelText(name: MessageKey, number?: number): string {
  return number === undefined ? `\u0001${name}\u0001` : `\u0001${name}:${number}\u0001`;
}

/** The word that such a text stands for, if it is one. */
export function parseLabel(text: string): { name: MessageKey; number?: number } | undefined {
  if (!text.startsWith('\u0001')) return undefined;

  const [, name = '', number] = /^\u0001(\w+)(?::(\d+))?\u0001$/.exec(text) ?? [];
  if (!keys.has(name)) return undefined;
  return number === undefined
    ? { name: name as MessageKey }
    : { name: name as MessageKey, number: Number(number) };
}
