import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { directionOf } from '../compile/direction.ts';
import { messagesFor } from '../compile/messages.ts';
import { escapeHtml } from '../compile/template.ts';
import { digestOf, shortDigest } from '../digest.ts';
import { fillMessage } from '../fill-message.ts';
import { formatSize } from '../quantity.ts';
import { inlineStyle } from './style.ts';
import { changeTags, tagHtml, type Tag } from './tags.ts';

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

/** A page in which all stands that it needs. */
export interface SinglePage {
  readonly html: string;
  /** Recordings and downloads that were too large for it. */
  readonly left: readonly { readonly path: string; readonly size: number }[];
}

/** Bytes of recordings and downloads in one file: what messengers take and old phones can open. Pictures always come along. */
export const MAX_CARRIED = 16 * 1024 * 1024;

/** `html` with its style, script, pictures, captions and recordings inside; links to pages lead to files beside it. */
export async function renderSingle(html: string, source: PageSource): Promise<SinglePage> {
  const { language } = source;
  const messages = messagesFor(language);
  const left: { path: string; size: number }[] = [];
  let room = MAX_CARRIED;
  const entryAt = (href: string | undefined): string | undefined => {
    if (href === undefined || href === '' || /^(?:[a-z][a-z0-9+.-]*:|\/|#|\?)/i.test(href)) return undefined;
    return posix.join(posix.dirname(source.path), href.replace(/[?#].*/, ''));
  };
  const isThere = (path: string | undefined): path is string =>
    path !== undefined && source.sizeOf(path) !== undefined;
  /** Recordings and downloads come along as long as there is room. */
  const isCarried = (path: string): boolean => {
    const size = source.sizeOf(path) ?? 0;
    if (size > room) {
      if (!left.some((one) => one.path === path)) left.push({ path, size });
      return false;
    }
    room -= size;
    return true;
  };
  const leftNote = (path: string, name: string): string =>
    `<span class="missing"${labelLanguage(messages.language, language)}>${escapeHtml(
      fillMessage(messages.singleLeft, { name, size: formatSize(source.sizeOf(path) ?? 0), file: path }),
    )}</span>`;

  const uris = new Map<string, string>();
  const wanted = new Set<string>();
  // What is carried is decided first; the bytes are read once, and put in at the end.
  const mark = `satchel-${shortDigest(digestOf(html), 16)}:`;
  const place = (path: string): string => {
    wanted.add(path);
    return mark + path;
  };
  const scripts: string[] = [];
  let style: string | undefined;

  const players = html.replace(PLAYER, (all, media: string, inner: string) => {
    const sources: string[] = [];
    changeTags(inner, ({ name, attributes }) => {
      const path = entryAt(attributes.get('src'));
      if (name === 'source' && isThere(path)) sources.push(path);
      return undefined;
    });
    // The last is the one that every browser plays.
    const main = sources.at(-1);
    if (main === undefined || isCarried(main)) return all.replace(/<source\b[^>]*>(?=[^]*<source\b)/g, '');
    const [start = ''] = /^<(?:[^<>"]|"[^"]*")*>/.exec(all) ?? [];
    let shown = '';
    changeTags(start, ({ attributes }) => {
      const poster = attributes.get('poster');
      const label = attributes.get('aria-label') ?? '';
      const still: Tag = {
        name: 'img',
        attributes: new Map([
          ['src', poster],
          ['alt', label],
        ]),
      };
      shown = `${media === 'video' && poster !== undefined ? tagHtml(still) : ''}${leftNote(main, label || posix.basename(main))}`;
      return undefined;
    });
    return shown;
  });

  const body = changeTags(players, (tag) => {
    const { name, attributes } = tag;
    switch (name) {
      case 'html':
        attributes.set('data-alone', undefined);
        return tagHtml(tag);
      case 'meta':
        return attributes.get('http-equiv') === 'Content-Security-Policy' ? POLICY_PLACE : undefined;
      case 'link':
        if (attributes.get('rel') === 'stylesheet') style = entryAt(attributes.get('href'));
        return style !== undefined && attributes.get('rel') === 'stylesheet' ? STYLE_PLACE : '';
      case 'script': {
        const path = entryAt(attributes.get('src'));
        if (isThere(path)) scripts.push(path);
        return SCRIPT_GONE;
      }
      case 'a':
        return linkHtml(tag);
      case 'source':
        // Pictures in other forms and widths: the one that every browser shows is enough.
        if (attributes.has('srcset')) return '';
        break;
      default:
        attributes.delete('srcset');
        attributes.delete('sizes');
    }
    let isChanged = name === 'img';
    for (const key of ['src', 'poster']) {
      const path = entryAt(attributes.get(key));
      if (path === undefined) continue;
      isChanged = true;
      if (isThere(path)) attributes.set(key, place(path));
      else attributes.delete(key);
    }
    return isChanged ? tagHtml(tag) : undefined;
  });

  function linkHtml(tag: Tag): string | undefined {
    const { attributes } = tag;
    const href = attributes.get('href');
    const path = entryAt(href);
    if (path === undefined) return undefined;
    const anchor = /#.*/.exec(href ?? '')?.[0] ?? '';
    const file = source.fileOf(path);
    if (file !== undefined)
      attributes.set('href', path === source.path && anchor !== '' ? anchor : file + anchor);
    else if (attributes.has('download') && isThere(path) && isCarried(path))
      attributes.set('href', place(path));
    else {
      // A page cannot open what it carries; a picture that leads to its larger self is there already.
      attributes.delete('href');
      if (attributes.has('download'))
        return `${leftNote(path, attributes.get('download') ?? '')} ${tagHtml({ name: 'a', attributes: new Map() })}`;
    }
    return tagHtml(tag);
  }

  const inline = async (path: string): Promise<string | undefined> => {
    if (source.sizeOf(path) === undefined) return undefined;
    const known = uris.get(path);
    if (known !== undefined) return known;
    const bytes = Buffer.from(await source.read(path));
    const uri = `data:${source.mediaTypeOf(path)};base64,${bytes.toString('base64')}`;
    uris.set(path, uri);
    return uri;
  };
  for (const path of wanted) await inline(path);
  const css =
    style !== undefined && source.sizeOf(style) !== undefined
      ? await inlineStyle(await textOf(source, style), style, body, inline)
      : '';
  const code: string[] = [];
  for (const path of scripts) code.push(scriptText(await textOf(source, path)));

  const note = `<p class="notice"${labelLanguage(messages.language, language)}>${escapeHtml(messages.singleLinks)}</p>\n`;
  const inlineScripts = code.map((text) => `<script>${text}</script>\n`).join('');
  const whole = body
    .replaceAll(`${SCRIPT_GONE}</script>\n`, '')
    .replace(POLICY_PLACE, () => policyTag(css, code))
    .replace(STYLE_PLACE, () => `<style>${css}</style>`)
    .replace(/(?=<footer class="about")/, () => note)
    .replace(/(?=<\/body>)/, () => inlineScripts)
    .replace(new RegExp(`${mark}([A-Za-z0-9._/-]+)`, 'g'), (all, path: string) => uris.get(path) ?? all);
  return { html: whole, left };
}

const PLAYER = /<(video|audio)\b(?:[^<>"]|"[^"]*")*>((?:<(?:source|track)\b(?:[^<>"]|"[^"]*")*>)*)<\/\1>/g;
const POLICY_PLACE = '<!--satchel-policy-->';
const STYLE_PLACE = '<!--satchel-style-->';
const SCRIPT_GONE = '<!--satchel-script-->';

async function textOf(source: PageSource, path: string): Promise<string> {
  // What a browser reads of a page has no other line ends (HTML §13.2.3.5), and it is that which is hashed.
  return Buffer.from(await source.read(path))
    .toString('utf8')
    .replace(/\r\n?/g, '\n');
}

/** In strings and regular expressions, where alone it can stand, the escaped slash is the same. */
function scriptText(text: string): string {
  return text.replace(/<(?=\/script|!--)/gi, '\\x3c');
}

function policyTag(css: string, scripts: readonly string[]): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const allowed = scripts.length === 0 ? "'none'" : [...new Set(scripts.map(hash))].join(' ');
  return (
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${allowed}; style-src ${hash(css)}; ` +
    `img-src data: blob:; media-src data: blob:; font-src data:; connect-src 'none'; worker-src 'none'; object-src 'none'; ` +
    `base-uri 'none'; form-action 'none'">`
  );
}

function labelLanguage(said: string, around: string): string {
  if (said === around || around.startsWith(`${said}-`)) return '';
  return ` lang="${escapeHtml(said)}" dir="${directionOf(said)}"`;
}
