import type { Element } from 'hast';
import type { Findings } from './findings.ts';
import type { Slot } from './fragment.ts';
import { textOf } from './headings.ts';
import { escapeAttribute, type Output } from './output.ts';
import { allowedAttributes } from './schema.ts';
import { isUnplayable, mediaOf, pageOfEmbed, schemeOf, shortUrl, urlKind } from './url.ts';

/** What a page's references are written with. */
export interface ReferenceWriter {
  readonly out: Output;
  readonly findings: Findings;
  inLink: boolean;
  readonly anchors: readonly string[];
  id(value: unknown): void;
  children(node: Element): void;
}

const REFERENCES = new Set(
  'a area img picture source track video audio iframe embed object script'.split(' '),
);

/** True for elements that lead to something outside of the page's own text. */
export function isReference(tag: string): boolean {
  return REFERENCES.has(tag);
}

/** Writes an element that refers to something: a slot for a file of the source, a labelled link for what is only online. */
export function writeReference(node: Element, writer: ReferenceWriter): void {
  switch (node.tagName) {
    case 'a':
      writeLink(node, writer);
      break;
    case 'img':
      writePicture(node, writer);
      break;
    case 'picture': {
      const image = childrenOf(node, 'img')[0];
      if (image) writePicture(image, writer);
      break;
    }
    case 'video':
    case 'audio':
      writePlayer(node, node.tagName, writer);
      break;
    case 'iframe':
    case 'embed':
    case 'object':
    case 'script':
      writeEmbed(node, writer);
      break;
    default:
    // area, source, track: nothing without what they belong to.
  }
}

function writeLink(node: Element, writer: ReferenceWriter): void {
  const { out, findings } = writer;
  const { href, id, name } = node.properties;
  const anchor = id ?? name;
  if (typeof href !== 'string' || writer.inLink) {
    writeSpan(node, anchor, writer);
    return;
  }
  const kind = urlKind(href);
  if (kind === 'refused') {
    findings.report('link-scheme', { url: short(href), scheme: schemeOf(href) ?? '' }, node);
    writeSpan(node, anchor, writer);
    return;
  }
  const footnote =
    node.properties['dataFootnoteRef'] != null || node.properties['dataFootnoteBackref'] != null;
  writer.inLink = true;
  if (footnote && /^#(?:fn|fnref)-/.test(href)) {
    const back = node.properties['dataFootnoteBackref'] != null;
    out.html('<a');
    writer.id(anchor);
    out.attribute('href', href);
    out.attribute('class', back ? 'footnote-back' : 'footnote-ref');
    if (back && typeof node.properties['ariaLabel'] === 'string')
      out.attribute('aria-label', node.properties['ariaLabel']);
    out.html('>');
    writer.children(node);
    out.html('</a>');
  } else if (kind === 'local') {
    if (anchor != null) writeAnchor(anchor, writer);
    out.slot({
      kind: 'link',
      url: href,
      attributes: attributesOf(node, {}),
      ...findings.place(node),
      imageOnly: isImageOnly(node),
      ...(node.properties['dataAnywhere'] != null && { anywhere: true }),
      ...(typeof node.properties['dataTerm'] === 'string' && { term: node.properties['dataTerm'] }),
    });
    writer.children(node);
    out.slot({ kind: 'link-end' });
  } else {
    out.html('<a');
    writer.id(anchor);
    out.attribute('href', kind === 'online' ? absolute(href) : href.trim());
    if (kind === 'online') out.html(' class="external" rel="noopener"');
    out.html(`${attributesOf(node, {})}>`);
    writer.children(node);
    out.html('</a>');
  }
  writer.inLink = false;
}

/** The text of a link that cannot be one. */
function writeSpan(node: Element, anchor: unknown, writer: ReferenceWriter): void {
  if (anchor == null) {
    writer.children(node);
    return;
  }
  writer.out.html('<span');
  writer.id(anchor);
  writer.out.html('>');
  writer.children(node);
  writer.out.html('</span>');
}

/** An anchor in front of a slot, which has no place for an id of its own. */
function writeAnchor(anchor: unknown, writer: ReferenceWriter): void {
  writer.out.html('<span');
  writer.id(anchor);
  writer.out.html('></span>');
}

function writePicture(node: Element, writer: ReferenceWriter): void {
  const { out, findings } = writer;
  const { src, alt, id } = node.properties;
  const url = typeof src === 'string' ? src : '';
  const text = typeof alt === 'string' ? alt : undefined;
  if (id != null) writeAnchor(id, writer);
  const media = mediaOf(url);
  const kind = urlKind(url);
  if (url === '') {
    if (text !== undefined) out.text(text);
  } else if (kind === 'refused' || kind === 'contact') {
    findings.report('link-scheme', { url: short(url), scheme: schemeOf(url) ?? '' }, node);
    if (text !== undefined) out.text(text);
  } else if (kind === 'online') {
    writeOnline(media ?? 'picture', url, url, text ?? '', node, writer);
  } else if (media && writer.inLink && isUnplayable(url)) {
    out.text(text ?? url);
  } else if (media) {
    out.slot({
      kind: 'player',
      media,
      sources: [url],
      tracks: [],
      poster: undefined,
      label: text ?? '',
      ...sizeOf(node),
      ...findings.place(node),
    });
  } else {
    if (text === undefined) findings.report('picture-alt-missing', { url: short(url) }, node);
    out.slot({
      kind: 'picture',
      url,
      alt: text,
      ...(writer.inLink && { linked: true }),
      attributes: attributesOf(node, {}),
      ...sizeOf(node),
      ...findings.place(node),
    });
  }
}

function writePlayer(node: Element, media: 'audio' | 'video', writer: ReferenceWriter): void {
  const { out, findings } = writer;
  const { src, poster, title, ariaLabel } = node.properties;
  const given = [src, ...childrenOf(node, 'source').map((source) => source.properties['src'])];
  const urls = given.filter((url): url is string => typeof url === 'string' && url !== '');
  const sources = urls.filter((url) => urlKind(url) === 'local');
  const label = textual(ariaLabel) || textual(title) || fallbackText(node);
  if (sources.length === 0) {
    const online = urls.find((url) => urlKind(url) === 'online');
    if (online !== undefined) writeOnline(media, online, online, label, node, writer);
    else if (urls[0] !== undefined)
      findings.report('link-scheme', { url: short(urls[0]), scheme: schemeOf(urls[0]) ?? '' }, node);
    return;
  }
  const tracks = childrenOf(node, 'track').flatMap(({ properties }) =>
    typeof properties['src'] === 'string' && urlKind(properties['src']) === 'local'
      ? [
          {
            url: properties['src'],
            kind:
              /^(?:captions|descriptions|chapters)$/.exec(textual(properties['kind']))?.[0] ?? 'subtitles',
            language: textual(properties['srcLang']),
            label: textual(properties['label']),
          },
        ]
      : [],
  );
  const picture = typeof poster === 'string' && urlKind(poster) === 'local' ? poster : undefined;
  out.slot({
    kind: 'player',
    media,
    sources,
    tracks,
    poster: picture,
    label,
    ...sizeOf(node),
    ...findings.place(node),
  } satisfies Slot);
}

/** The size that the author asks for, in pixels or as a share of the line; what is neither is left out. */
function sizeOf({ properties }: Element): { width?: string; height?: string } {
  const size = (value: unknown): string | undefined =>
    /^\d{1,4}(?:px|%)?$/.exec(String(value).trim())?.[0].replace('px', '');
  const width = size(properties['width']);
  const height = size(properties['height']);
  return { ...(width !== undefined && { width }), ...(height !== undefined && { height }) };
}

/** Frames and scripts are only there online: a frame's page is worth a link, a script's is not. */
function writeEmbed(node: Element, writer: ReferenceWriter): void {
  const { src, data, title } = node.properties;
  const url = typeof src === 'string' ? src : typeof data === 'string' ? data : '';
  const kind = url === '' ? undefined : urlKind(url);
  if (kind === 'online') {
    const element = node.tagName === 'script' ? 'script' : 'embedded page';
    writeOnline(element, url, pageOfEmbed(url), textual(title), node, writer);
  } else {
    writer.findings.report('html-removed', { element: node.tagName }, node);
    if (node.tagName === 'object') writer.children(node);
  }
}

/** A link to what the page cannot hold, and a word to the author. */
function writeOnline(
  element: string,
  url: string,
  page: string,
  label: string,
  node: Element,
  { out, findings, inLink }: ReferenceWriter,
): void {
  findings.report('online-only', { element, url: short(url) }, node);
  if (inLink) out.html('<span class="online">');
  else {
    out.html('<a');
    out.attribute('href', absolute(page));
    out.html(' class="online" rel="noopener">');
  }
  out.text(label === '' ? shortUrl(page) : label);
  out.html(inLink ? '</span>' : '</a>');
}

function attributesOf(node: Element, own: Readonly<Record<string, string>>): string {
  return allowedAttributes(own, node.properties)
    .map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`)
    .join('');
}

function isImageOnly(node: Element): boolean {
  const content = node.children.filter((child) => child.type !== 'text' || child.value.trim() !== '');
  return content.length === 1 && content[0]?.type === 'element' && content[0].tagName === 'img';
}

function childrenOf(node: Element, tagName: string): Element[] {
  return node.children.filter(
    (child): child is Element => child.type === 'element' && child.tagName === tagName,
  );
}

/** What a player says where it cannot play: often “Your browser does not support…”, which names nothing. */
function fallbackText(node: Element): string {
  const text = textOf(node).replace(/\s+/g, ' ').trim();
  return /browser/i.test(text) ? '' : text;
}

function absolute(url: string): string {
  const trimmed = url.trim();
  return /^[/\\]{2}/.test(trimmed) ? `https:${trimmed.replaceAll('\\', '/')}` : trimmed;
}

function textual(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function short(url: string): string {
  return url.length > 100 ? `${url.slice(0, 99)}…` : url;
}
