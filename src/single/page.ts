import { createHash } from 'node:crypto';
import { messagesFor } from '../compile/messages.ts';
import { escapeHtml } from '../compile/template.ts';
import { Carried, saidIn, type PageSource } from './carried.ts';
import { trimPlayers } from './players.ts';
import { inlineStyle } from './style.ts';
import { changeTags, tagHtml, type Tag } from './tags.ts';

/** A page in which all stands that it needs. */
export interface SinglePage {
  readonly html: string;
  /** Recordings and downloads that were too large for it. */
  readonly left: Carried['left'];
}

// Comments do not get through the compiler: pages have none of their own.
const POLICY_PLACE = '<!--satchel-policy-->';
const STYLE_PLACE = '<!--satchel-style-->';
const SCRIPT_PLACE = '<!--satchel-script-->';

/** `html` with its style, script, pictures, captions and recordings inside; links to pages lead to files beside it. */
export async function renderSingle(html: string, source: PageSource): Promise<SinglePage> {
  const carried = new Carried(source, html);
  const scripts: string[] = [];
  const sheets: { path: string | undefined; media: string | undefined }[] = [];
  const body = changeTags(trimPlayers(html, carried), (tag) => {
    const { name, attributes } = tag;
    switch (name) {
      case 'html':
        attributes.set('data-alone', undefined);
        return tagHtml(tag);
      case 'meta':
        return attributes.get('http-equiv') === 'Content-Security-Policy' ? POLICY_PLACE : undefined;
      case 'link':
        if (attributes.get('rel') !== 'stylesheet') return '';
        sheets.push({ path: carried.entryAt(attributes.get('href')), media: attributes.get('media') });
        return STYLE_PLACE;
      case 'script': {
        const path = carried.entryAt(attributes.get('src'));
        if (carried.isThere(path)) scripts.push(path);
        return SCRIPT_PLACE;
      }
      case 'a':
        return linkHtml(tag, carried);
      default:
        return mediaHtml(tag, carried);
    }
  });

  const styles: { css: string; media: string | undefined }[] = [];
  for (const { path, media } of sheets) {
    if (!carried.isThere(path)) continue;
    const css = await inlineStyle(await textOf(source, path), path, body, (entry) => carried.uriOf(entry));
    styles.push({ css, media });
  }
  const code: string[] = [];
  for (const path of scripts) code.push(scriptText(await textOf(source, path)));
  const whole = body
    .replaceAll(`${SCRIPT_PLACE}</script>\n`, '')
    .replace(POLICY_PLACE, () => policyTag(styles, code))
    .replace(STYLE_PLACE, () => styles.map(styleHtml).join('\n'))
    .replaceAll(`${STYLE_PLACE}\n`, '')
    .replace(/(?=<footer class="about"|<\/body>)/, () => linksNote(source.language))
    // Where they stood, in the head, they waited for the page.
    .replace(/(?=<\/body>)/, () => code.map((text) => `<script>${text}</script>\n`).join(''));
  return { html: await carried.fill(whole), left: carried.left };
}

/** A link: to a file beside this one, to a download in it, or to nothing, where a page cannot open what it carries. */
function linkHtml(tag: Tag, carried: Carried): string | undefined {
  const { attributes } = tag;
  const href = attributes.get('href');
  const path = carried.entryAt(href);
  if (path === undefined) return undefined;
  const { source } = carried;
  const anchor = /#.*/.exec(href ?? '')?.[0] ?? '';
  const file = source.fileOf(path);
  if (file !== undefined) {
    attributes.set('href', path === source.path && anchor !== '' ? anchor : file + anchor);
    return tagHtml(tag);
  }
  const name = attributes.get('download');
  if (name !== undefined && carried.isThere(path)) {
    if (!carried.hasRoom(path)) return `${carried.leftNote(path, name)} <a>`;
    attributes.set('href', carried.place(path));
  } else attributes.delete('href');
  return tagHtml(tag);
}

/** A tag that shows something; undefined for one that does not. Of pictures in several forms and widths the one that every browser shows. */
function mediaHtml(tag: Tag, carried: Carried): string | undefined {
  const { name, attributes } = tag;
  if (name === 'source' && attributes.has('srcset')) return '';
  let isChanged = attributes.delete('srcset');
  attributes.delete('sizes');
  for (const key of ['src', 'poster']) {
    const path = carried.entryAt(attributes.get(key));
    if (path === undefined) continue;
    isChanged = true;
    if (carried.isThere(path)) attributes.set(key, carried.place(path));
    else attributes.delete(key);
  }
  return isChanged ? tagHtml(tag) : undefined;
}

async function textOf(source: PageSource, path: string): Promise<string> {
  // What a browser reads of a page has no other line ends (HTML §13.2.3.5), and it is that which is hashed.
  return Buffer.from(await source.read(path))
    .toString('utf8')
    .replace(/\r\n?/g, '\n');
}

/** In strings, where alone it can stand, the escaped sign is the same. */
function scriptText(text: string): string {
  return text.replace(/<(?=\/script|!--)/gi, '\\x3c');
}

function styleHtml({ css, media }: { readonly css: string; readonly media: string | undefined }): string {
  return `${tagHtml({ name: 'style', attributes: new Map(media === undefined ? [] : [['media', media]]) })}${css}</style>`;
}

/** Nothing from outside the file, and no style and script but its own. */
function policyTag(styles: readonly { readonly css: string }[], scripts: readonly string[]): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const allowed = (texts: readonly string[]): string =>
    texts.length === 0 ? "'none'" : [...new Set(texts.map(hash))].join(' ');
  return (
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${allowed(scripts)}; ` +
    `style-src ${allowed(styles.map(({ css }) => css))}; ` +
    `img-src data: blob:; media-src data: blob:; font-src data:; connect-src 'none'; worker-src 'none'; object-src 'none'; ` +
    `base-uri 'none'; form-action 'none'">`
  );
}

function linksNote(language: string): string {
  const messages = messagesFor(language);
  return `<p class="notice"${saidIn(messages.language, language)}>${escapeHtml(messages.singleLinks)}</p>\n`;
}
