import { posix } from 'node:path';
import { languageAttributes } from '../compile/direction.ts';
import { messagesFor } from '../compile/messages.ts';
import { escapeHtml } from '../compile/template.ts';
import { digestOf, shortDigest } from '../digest.ts';
import { fillMessage } from '../fill-message.ts';
import { formatSize } from '../quantity.ts';

/** Where a page finds what it needs. Paths are those of entries. */
export interface PageSource {
  /** Of the page itself. */
  readonly path: string;
  /** BCP 47: of the pack. */
  readonly language: string;
  /** Of an entry; undefined where there is none. */
  sizeOf(path: string): number | undefined;
  mediaTypeOf(path: string): string;
  read(path: string): Promise<Uint8Array>;
  /** The name of the file that has a page; undefined where there is none. */
  fileOf(path: string): string | undefined;
}

/** Bytes of recordings and downloads in one file: what messengers take and old phones can open. Pictures always come along. */
export const MAX_CARRIED = 16 * 1024 * 1024;

/** What goes into one page, and what was too large for it. Bytes are read once all is decided. */
export class Carried {
  readonly source: PageSource;
  /** Recordings and downloads that stay behind. */
  readonly left: { readonly path: string; readonly size: number }[] = [];
  readonly #wanted = new Set<string>();
  readonly #uris = new Map<string, string>();
  readonly #mark: string;
  #room = MAX_CARRIED;

  /** `html` is the page: what stands in for bytes is nothing that is in it. */
  constructor(source: PageSource, html: string) {
    this.source = source;
    this.#mark = `satchel-${shortDigest(digestOf(html), 16)}:`;
  }

  /** The path of the entry that a link of the page leads to, there or not; undefined for what leads elsewhere. */
  entryAt(href: string | undefined): string | undefined {
    if (href === undefined || href === '' || /^(?:[a-z][a-z0-9+.-]*:|\/|#|\?)/i.test(href)) return undefined;
    return posix.join(posix.dirname(this.source.path), href.replace(/[?#].*/, ''));
  }

  isThere(path: string | undefined): path is string {
    return path !== undefined && this.source.sizeOf(path) !== undefined;
  }

  /** What stands where the content of an entry is to be, as a URL. */
  place(path: string): string {
    this.#wanted.add(path);
    return this.#mark + path;
  }

  /** Whether there is room for a recording or a download, which takes it. */
  hasRoom(path: string): boolean {
    const size = this.source.sizeOf(path) ?? 0;
    if (size <= this.#room) {
      this.#room -= size;
      return true;
    }
    if (!this.left.some((one) => one.path === path)) this.left.push({ path, size });
    return false;
  }

  /** What the page says in place of what stays behind. */
  leftNote(path: string, name: string): string {
    const { language } = this.source;
    const messages = messagesFor(language);
    const size = formatSize(this.source.sizeOf(path) ?? 0);
    const text = fillMessage(messages.singleLeft, { name, size, file: path });
    return `<span class="missing"${languageAttributes(messages.language, language)}>${escapeHtml(text)}</span>`;
  }

  /** The content of an entry as a data: URI; undefined where there is none. */
  async uriOf(path: string): Promise<string | undefined> {
    if (!this.isThere(path)) return undefined;
    const known = this.#uris.get(path);
    if (known !== undefined) return known;
    const bytes = Buffer.from(await this.source.read(path));
    const uri = `data:${this.source.mediaTypeOf(path)};base64,${bytes.toString('base64')}`;
    this.#uris.set(path, uri);
    return uri;
  }

  /** The page with contents at their places. */
  async fill(html: string): Promise<string> {
    for (const path of this.#wanted) await this.uriOf(path);
    const places = new RegExp(`${this.#mark}([A-Za-z0-9._/-]+)`, 'g');
    return html.replace(places, (all, path: string) => this.#uris.get(path) ?? all);
  }
}
