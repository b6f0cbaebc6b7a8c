import type { XastElement } from 'svgo/browser';
import { refuse, type Finding, type Outcome } from '../outcome.ts';
import { cleaning } from './clean.ts';
import { minifying } from './minify.ts';
import { vectorPreset } from './preset.ts';

export const MAX_DRAWING_SIZE = 8 * 1024 * 1024;
/** Tags and attributes of one tag: the parser compares each attribute of a tag with all before it. */
const MAX_TAGS = 400_000;
const MAX_ATTRIBUTES = 1000;

/**
 * Cleans and minifies a drawing (SVG): what comes out runs nothing, loads nothing and leads nowhere, also when it is opened
 * by itself, and has a viewBox so that it scales. Never throws for what the bytes hold.
 */
export async function encodeDrawing(bytes: Buffer): Promise<Outcome> {
  const text = decodeXml(bytes);
  if (text === undefined)
    return refuse('asset-undecodable', { reason: 'its character encoding is not known' });
  if (!isWhole(text))
    return refuse('asset-undecodable', { reason: 'it ends before its last element is closed' });
  const plain = expandEntities(text);
  if (plain === undefined)
    return refuse('asset-undecodable', { reason: 'its document type is not understood' });
  const problem = tagProblem(plain);
  if (problem !== undefined) return refuse('asset-too-large', { reason: problem });
  const { optimize } = await import('svgo/browser');
  let findings: Finding[] = [];
  let size = { width: 300, height: 150 };
  const measure = {
    name: 'measure',
    fn: (root: { children: readonly unknown[] }) => {
      size = measureDrawing(root.children[0] as XastElement);
      return null;
    },
  };
  const clean = cleaning((removed) => {
    const what = [...removed].sort().join(', ');
    findings = what === '' ? [] : [{ code: 'asset-drawing-cleaned', params: { what } }];
  });
  try {
    const cleaned = optimize(plain, { multipass: false, plugins: [clean, measure] }).data;
    const steps = minifying(cleaned);
    const data = steps.length === 0 ? cleaned : optimize(cleaned, { multipass: false, plugins: steps }).data;
    const content = Buffer.from(data);
    const form = {
      role: 'main',
      mediaType: 'image/svg+xml',
      extension: 'svg',
      preset: vectorPreset,
    } as const;
    return { forms: [{ ...form, content, ...size }], findings };
  } catch (error) {
    if (error instanceof RangeError)
      return refuse('asset-too-large', {
        reason: /call stack/.test(error.message) ? 'its elements are nested too deeply' : error.message,
      });
    return refuse('asset-undecodable', { reason: 'it is not a well-formed SVG document' });
  }
}

/**
 * The pixels of a drawing whose bytes are what {@link encodeDrawing} gives for something: they are written out again after
 * cleaning, and stay the same. Undefined for all others, however harmless they look.
 */
export async function measureCleanDrawing(
  bytes: Buffer,
): Promise<{ width: number; height: number } | undefined> {
  const text = bytes.toString('utf8');
  if (/<[!?]/.test(text) || !Buffer.from(text).equals(bytes) || tagProblem(text) !== undefined)
    return undefined;
  const { optimize } = await import('svgo/browser');
  let size: { width: number; height: number } | undefined;
  const clean = cleaning(() => undefined);
  const measure = {
    name: 'measure',
    fn: (root: { children: readonly unknown[] }) => {
      size = measureDrawing(root.children[0] as XastElement);
      return null;
    },
  };
  try {
    for (const plugins of [[clean, measure, 'removeUnusedNS'] as const, [clean, measure]])
      if (trimStyle(optimize(text, { multipass: false, plugins: [...plugins] }).data) === trimStyle(text))
        return size;
  } catch {
    // Not well-formed, or nested too deeply.
  }
  return undefined;
}

/** White space at either end of a style sheet is lost when it is read again. */
function trimStyle(text: string): string {
  return text.replace(/(<style[^<>]*>)\s+/g, '$1').replace(/(?<!\s)\s+<\/style>/g, '</style>');
}

/** Whether the last element is closed: svgo takes a file that ends too early for a whole one. */
function isWhole(text: string): boolean {
  let end = text.trimEnd();
  while (end.endsWith('-->')) {
    const at = end.lastIndexOf('<!--');
    if (at < 0) return false;
    end = end.slice(0, at).trimEnd();
  }
  return /(?:<\/(?:[\w.-]+:)?svg\s*|\/)>$/.test(end.slice(-100));
}

/** What about the tags is more than any editor makes, and than the parser can read in time. */
function tagProblem(text: string): string | undefined {
  const tags = text.split('<');
  if (tags.length > MAX_TAGS) return `it has more than ${MAX_TAGS} tags`;
  const crowded = tags.some(
    (tag) => tag.length > 4 * MAX_ATTRIBUTES && (tag.match(/=\s*["']/g)?.length ?? 0) > MAX_ATTRIBUTES,
  );
  return crowded ? `one of its elements has more than ${MAX_ATTRIBUTES} attributes` : undefined;
}

/** XML 1.0 appendix F: a byte order mark, else the declared encoding, else UTF-8. */
function decodeXml(bytes: Buffer): string | undefined {
  const declared = /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)["']/.exec(
    bytes.toString('latin1', 0, 200),
  )?.[1];
  const marked =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : undefined;
  try {
    return new TextDecoder(marked ?? declared ?? 'utf-8').decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Takes the document type out. Of its entities only plain short ones are put in where they are used, as editors declare
 * them for namespaces; so nothing grows, nested ones and files of this machine stay unknown and are an error. Undefined
 * where a document type is left, whose entities svgo would expand without bounds.
 */
function expandEntities(text: string): string | undefined {
  const start = text.search(/<!DOCTYPE/i);
  if (start < 0) return text;
  const pattern = /<!DOCTYPE\s[^[>]*(?:\[([^]*?)\]\s*)?>/iy;
  pattern.lastIndex = start;
  const doctype = pattern.exec(text);
  const rest = doctype ? text.slice(0, start) + text.slice(pattern.lastIndex) : text;
  if (/<!DOCTYPE/i.test(rest)) return undefined;
  const entities = new Map<string, string>();
  const declarations = (doctype?.[1] ?? '').matchAll(
    /<!ENTITY\s+([\w.-]+)\s+(?:"([^"]{0,200})"|'([^']{0,200})')\s*>/g,
  );
  for (const [, name = '', a, b] of declarations) {
    const value = a ?? b ?? '';
    if (/^[^<&%"']*$/.test(value) && !entities.has(name)) entities.set(name, value);
  }
  let budget = 100_000;
  return rest.replace(/&([\w.-]+);/g, (all, name: string) => {
    const value = entities.get(name);
    if (value === undefined || (budget -= value.length) < 0) return all;
    return value;
  });
}

const PIXELS_PER_UNIT: Readonly<Record<string, number>> = {
  '': 1,
  px: 1,
  pt: 4 / 3,
  pc: 16,
  mm: 96 / 25.4,
  cm: 96 / 2.54,
  in: 96,
  em: 16,
  rem: 16,
  ex: 8,
};

/** The pixels a browser gives a drawing (CSS 2.2 §10.3.2); adds the viewBox that a drawing of fixed size has without saying so. */
function measureDrawing(svg: XastElement): { width: number; height: number } {
  const box = (svg.attributes['viewBox'] ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const [, , boxWidth = NaN, boxHeight = NaN] = box;
  const hasBox = box.length === 4 && box.every(Number.isFinite) && boxWidth > 0 && boxHeight > 0;
  let width = lengthOf(svg.attributes['width']);
  let height = lengthOf(svg.attributes['height']);
  if (!hasBox && width !== undefined && height !== undefined)
    svg.attributes['viewBox'] = `0 0 ${width} ${height}`;
  if (hasBox) {
    if (width === undefined && height === undefined) width = boxWidth;
    width ??= ((height ?? 0) * boxWidth) / boxHeight;
    height ??= (width * boxHeight) / boxWidth;
  }
  const pixels = (length: number): number => Math.min(100_000, Math.max(1, Math.round(length)));
  return { width: pixels(width ?? 300), height: pixels(height ?? 150) };
}

/** Characters of a number with its unit. */
const MAX_LENGTH = 50;

function lengthOf(attribute: string | undefined): number | undefined {
  const text = attribute?.trim() ?? '';
  if (text.length > MAX_LENGTH) return undefined;
  const match = /^\+?(\d*\.?\d+(?:e[+-]?\d+)?)\s*([a-z]*)$/i.exec(text);
  const unit = PIXELS_PER_UNIT[(match?.[2] ?? '').toLowerCase()];
  const length = Number(match?.[1]) * (unit ?? NaN);
  return Number.isFinite(length) && length > 0 ? length : undefined;
}
