import { createHash } from 'node:crypto';
import { languageAttributes } from '../compile/direction.ts';
import { messagesFor } from '../compile/messages.ts';
import { escapeHtml } from '../compile/template.ts';
import { Carried, type PageSource } from './carried.ts';
import { meaningsIn } from './meanings.ts';
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
const PLACE = /<!--satchel-(policy|style|script)(\d*)-->(?:<\/script>\n)?/g;

/** `html` with its styles, scripts, pictures, captions and recordings inside; links to pages lead to files beside it. */
export async function renderSingle(html: string, source: PageSource): Promise<SinglePage> {
  const carried = new Carried(source, html);
  const meanings = html.includes(' class="term"') ? await meaningsIn(source) : new Map<string, string>();
  const styles: { readonly path: string | undefined; readonly media: string | undefined }[] = [];
  const scripts: { readonly path: string | undefined; readonly waits: boolean }[] = [];
  const body = changeTags(trimPlayers(html, carried), (tag) => {
    const { name, attributes } = tag;
    switch (name) {
      case 'html':
        attributes.set('data-alone', undefined);
        return tagHtml(tag);
      case 'meta':
        return attributes.get('http-equiv') === 'Content-Security-Policy'
          ? '<!--satchel-policy-->'
          : undefined;
      case 'link':
        if (attributes.get('rel') !== 'stylesheet') return '';
        styles.push({ path: carried.entryAt(attributes.get('href')), media: attributes.get('media') });
        return `<!--satchel-style${styles.length - 1}-->`;
      case 'script':
        scripts.push({ path: carried.entryAt(attributes.get('src')), waits: attributes.has('defer') });
        return `<!--satchel-script${scripts.length - 1}-->`;
      case 'a':
        return linkHtml(tag, carried, meanings);
      default:
        return mediaHtml(tag, carried);
    }
  });

  const css: string[] = [];
  for (const { path } of styles)
    css.push(
      carried.isThere(path)
        ? await inlineStyle(await textOf(source, path), path, body, (entry) => carried.uriOf(entry))
        : '',
    );
  const code: string[] = [];
  for (const { path } of scripts)
    code.push(carried.isThere(path) ? scriptText(await textOf(source, path)) : '');
  const scriptHtml = (n: number): string => (code[n] ? `<script>${code[n]}</script>\n` : '');
  const whole = body
    .replace(PLACE, (_, kind: string, number: string) => {
      const n = Number(number);
      if (kind === 'policy') return policyTag(css, code);
      if (kind === 'script') return scripts[n]?.waits === true ? '' : scriptHtml(n);
      const media = styles[n]?.media;
      return `<style${media === undefined ? '' : ` media="${escapeHtml(media)}"`}>${css[n] ?? ''}</style>`;
    })
    .replace(/(?=<footer class="about")/, () => linksNote(source.language))
    // Where they stood, in the head, they waited for the page.
    .replace(/(?=<\/body>)/, () => scripts.map(({ waits }, n) => (waits ? scriptHtml(n) : '')).join(''));
  return { html: await carried.fill(whole), left: carried.left };
}

/** A link: to a file beside this one, to a download in it, or to nothing, where a page cannot open what it carries. */
function linkHtml(tag: Tag, carried: Carried, meanings: ReadonlyMap<string, string>): string | undefined {
  const { attributes } = tag;
  const href = attributes.get('href');
  const path = carried.entryAt(href);
  const { source } = carried;
  const anchor = /#.*/.exec(href ?? '')?.[0] ?? '';
  if (attributes.get('class') === 'term') {
    const meaning = meanings.get((path ?? source.path) + anchor);
    if (meaning !== undefined) attributes.set('data-meaning', meaning);
  }
  if (path === undefined) return attributes.has('data-meaning') ? tagHtml(tag) : undefined;
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

/** Nothing from outside the file, and no script but its own. */
function policyTag(styles: readonly string[], scripts: readonly string[]): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const allow = (texts: readonly string[]): string => [...new Set(texts.map(hash))].join(' ') || "'none'";
  return (
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${allow(scripts)}; style-src ${allow(styles)}; ` +
    `img-src data: blob:; media-src data: blob:; font-src data:; connect-src 'none'; worker-src 'none'; object-src 'none'; ` +
    `base-uri 'none'; form-action 'none'">`
  );
}

function linksNote(language: string): string {
  const messages = messagesFor(language);
  return `<p class="notice"${languageAttributes(messages.language, language)}>${escapeHtml(messages.singleLinks)}</p>\n`;
}
