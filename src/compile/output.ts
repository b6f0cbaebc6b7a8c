import type { Slot } from './fragment.ts';
import { parseLabel } from './label.ts';

/** The HTML of a page as it is written: text and slots in turn. */
export class Output {
  readonly parts: (string | Slot)[] = [];
  #text = '';

  html(text: string): void {
    this.#text += text;
  }

  slot(slot: Slot): void {
    if (this.#text !== '') this.parts.push(this.#text);
    this.#text = '';
    this.parts.push(slot);
  }

  /** A text of the author's, or one of Satchel's words that it stands for. */
  text(value: string): void {
    const label = parseLabel(value);
    if (label) this.slot({ kind: 'label', ...label });
    else this.#text += escapeText(value);
  }

  /** ` name="value"`. */
  attribute(name: string, value: string): void {
    this.#text += ` ${name}="`;
    const label = parseLabel(value);
    if (label) this.slot({ kind: 'label', ...label });
    else this.#text += escapeAttribute(value);
    this.#text += '"';
  }

  end(): (string | Slot)[] {
    if (this.#text !== '') this.parts.push(this.#text);
    this.#text = '';
    return this.parts;
  }
}

export function escapeText(text: string): string {
  return /[&<>\u0001]/.test(text)
    ? text.replaceAll('\u0001', '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    : text;
}

export function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', '&quot;');
}
