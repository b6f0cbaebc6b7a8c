import type { Activity } from '../learner/activity.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { MessageKey } from './messages.ts';
import type { Term } from './terms.ts';

/** A place where a page depends on other files; it is filled when the whole curriculum and its media are known. */
export type Slot =
  /**
   * Start of a link to a local `url` as the author wrote it, entities decoded (`../a%20b.md#part`, `#part`). `attributes`
   * is HTML beside `href`, already escaped: empty, or each attribute after a space. `imageOnly`: nothing but a picture
   * stands between this and its end.
   */
  | {
      readonly kind: 'link';
      readonly url: string;
      readonly attributes: string;
      readonly line: number;
      readonly column: number;
      readonly imageOnly: boolean;
      /** The anchor, which is all of `url`, may stand in any page. */
      readonly anywhere?: boolean;
      /** The word, where it leads to what that means. */
      readonly term?: string;
    }
  /** The end of the innermost open link. */
  | { readonly kind: 'link-end' }
  /**
   * A picture; `alt` is plain text, undefined where the author gave none, empty where it is decoration. `attributes` is
   * HTML beside src, alt, width, height, loading, in the form of a link's. `width` and `height` are what the author
   * asked for: pixels (`300`) or a share of the line (`50%`).
   */
  | {
      readonly kind: 'picture';
      readonly url: string;
      readonly alt: string | undefined;
      /** It stands in a link, which a film with its buttons cannot. */
      readonly linked?: boolean;
      readonly attributes: string;
      readonly width?: string;
      readonly height?: string;
      readonly line: number;
      readonly column: number;
    }
  /** An audio or video player with its sources and text tracks as written. */
  | {
      readonly kind: 'player';
      readonly media: 'audio' | 'video';
      readonly sources: readonly string[];
      readonly tracks: readonly {
        readonly url: string;
        readonly kind: string;
        readonly language: string;
        readonly label: string;
      }[];
      /** Files of the source, known when its tree is: what is said in the recording, without times. */
      readonly transcripts?: readonly { readonly file: string; readonly language: string }[];
      readonly poster: string | undefined;
      readonly label: string;
      /** As a picture's. */
      readonly width?: string;
      readonly height?: string;
      readonly line: number;
      readonly column: number;
    }
  /** Where what is said in the players since the last such place can be read: next to the paragraph that they stand in. */
  | { readonly kind: 'transcripts' }
  /** A word of Satchel's own (“Solution”, “Note”) in the page's language, escaped; it stands in text and in attribute values. */
  // `text`: where an element can say in which language it is, unlike in an attribute.
  | { readonly kind: 'label'; readonly name: MessageKey; readonly number?: number; readonly text?: true };

/** Where a slot goes. No text has this character: it is none that a page can show. */
export const HOLE = 0x01;

/**
 * One Markdown file as HTML that depends on nothing but that file's own bytes and Satchel's version, so that it can be cached
 * by digest. `anchors` is every id a link can point at; `headings` what the page's table of contents shows; `diagnostics` what
 * is wrong with the file taken alone (their `file` is set by the caller).
 */
export interface Fragment {
  /** HTML in UTF-8: bytes, since thousands of pages are kept as such until each is written. `HOLE` stands for each slot in turn. */
  readonly html: Buffer;
  readonly slots: readonly Slot[];
  /** The text of the first heading of depth 1, if the page begins with one; it is not in `html`. */
  readonly title?: string;
  /** The same as HTML, where it has code, emphasis or formulas. */
  readonly titleHtml?: string;
  /** The anchor of that heading, for the page's own `h1`. */
  readonly titleId?: string;
  readonly headings: readonly { readonly depth: number; readonly id: string; readonly html: string }[];
  readonly anchors: readonly string[];
  /** The words that the page explains. */
  readonly terms?: readonly Term[];
  /** So many words are there to read. */
  readonly words: number;
  /** The questions of the page, as data. */
  readonly activities?: readonly Activity[];
  readonly diagnostics: readonly Diagnostic[];
}
