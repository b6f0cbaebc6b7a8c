import type english from '../templates/messages/en.json';

/** What the reader's script says, by its parts: catalogues in all languages have the same. */
export type ReaderMessages = (typeof english)['reader'];

/** The bundle of a pack in one of its languages. */
export interface PackLanguage {
  /** BCP 47 */
  readonly language: string;
  /** In itself. */
  readonly name: string;
  readonly direction: string;
  /** What its file unpacks to. */
  readonly folder: string;
  /** Ids of this bundle's pages that it has not. */
  readonly without?: readonly string[];
}

/** What the reader's script knows of the pack on every page: `window.satchelPack`, set by `pages/pack.js`. */
export interface PackScript {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  /** BCP 47: of the pages. */
  readonly language: string;
  /** The units that have an index: `pages/search-<unit>.js`. */
  readonly searchable: readonly string[];
  /** The ids that pages had in earlier versions, by those that they have now. */
  readonly was: Readonly<Record<string, readonly string[]>>;
  /** All languages of the pack, this one too; absent where there is no other. */
  readonly languages?: readonly PackLanguage[];
  /** The address of an LRS, where results are sent from pages that came from a web server. */
  readonly lrs?: string;
  /** The language of the messages and its direction, where there is no catalogue in the pack's own. */
  readonly messageLanguage: string;
  readonly messageDirection: string;
  readonly messages: ReaderMessages;
}
