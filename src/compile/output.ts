import { HOLE, type Slot } from './fragment.ts';
import { parseLabel } from './label.ts';

const HOLE_TEXT = String.fromCharCode(HOLE);

/** The HTML of a page as it is written, with holes for its slots. */
export class Output {
  readonly slots: Slot[] = [];
  #text = '';

  html(text: string): void {
    this.#text += text;
  }

  slot(slot: Slot): void {
    this.#text += HOLE_TEXT;
    this.slots.push(slot);
  }

  /** A text of the author's, or one of Satchel's words that it stands for. */
  text(value: string): void {
    const label = parseLabel(value);
    if (label) this.slot({ kind: 'label', text: true, ...label });
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

  all(): string {
    return this.#text;
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
