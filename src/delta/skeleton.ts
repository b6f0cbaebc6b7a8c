import canonicalize from 'canonicalize';
import { parseJson, type Entry, type Manifest } from '../bundle/manifest.ts';
import { MAX_RECORDS } from '../bundle/zip-end.ts';
import { shortDigest, type Digest } from '../digest.ts';
import { damaged } from './header.ts';

// A skeleton is a manifest as lines, without what applying a delta can find out: sizes, and digests (schemas/delta-1.md §3).

/** Where the content of a target entry comes from. Numbers are places in base's entries, from 0. */
export type Origin =
  | { readonly kind: 'same' }
  /** A copy of an entry: of base, or, counted on from there, of an earlier one of target. */
  | { readonly kind: 'copy'; readonly of: number }
  /** In the coded text, whose old text is the base entry `old`. */
  | { readonly kind: 'text'; readonly old: number | undefined }
  | { readonly kind: 'media' };

/** An entry before its size and digest are known: they fill the `*` in its path and source. */
export interface Outline {
  readonly origin: Origin;
  readonly path: string;
  readonly source?: string | undefined;
  /** All other members. */
  readonly members: Omit<Entry, 'path' | 'size' | 'digest' | 'source'>;
}

/** A parsed skeleton: the manifest's other members, and its entries. */
export interface Skeleton {
  readonly head: Readonly<Record<string, unknown>>;
  readonly outlines: readonly Outline[];
}

/** The skeleton of a manifest. Base's own has no origins: all is as it is. */
export function encodeSkeleton(manifest: Manifest, base?: Manifest, origins?: readonly Origin[]): Buffer {
  const { entries, ...head } = manifest;
  const places = placesOf(base);
  let hint = -1;
  const mark = (origin: Origin, path: string): string => {
    const numbered = (sign: string, place: number): string => {
      const next = place === hint + 1;
      hint = place;
      return `${sign}${next ? '+' : place}\n`;
    };
    switch (origin.kind) {
      case 'same':
        return '';
      case 'copy':
        return numbered('=', origin.of);
      case 'media':
        return '#\n';
      case 'text':
        return origin.old === places.get(path) || origin.old === undefined
          ? '!\n'
          : numbered('!', origin.old);
    }
  };
  const lines = entries.map((entry, i) => {
    const origin = origins?.[i] ?? { kind: 'same' };
    const path = isSent(origin) ? starred(entry) : entry.path;
    return `${mark(origin, path)}${path}\t${fieldsOf(entry).join('\t')}\n`;
  });
  return Buffer.from(`${(canonicalize(head) ?? '').replaceAll('},', '},\n')}\n${lines.join('')}`);
}

/** A path with `*` where it has the first 12 digits of the content's digest. */
function starred({ path, digest }: Entry): string {
  return path.replace(shortDigest(digest, 12), '*');
}

/** Whether an entry's content travels in the delta, so that its digest is found out from there. */
export function isSent({ kind }: Origin): boolean {
  return kind === 'text' || kind === 'media';
}

/** Media type; then source, preset's id and version where they are there; then, as JSON, what has no field. */
function fieldsOf(entry: Entry): string[] {
  const { digest, mediaType, source, preset } = entry;
  const fields: string[] = [mediaType];
  const plain = preset && isPlain(preset) ? preset : undefined;
  if (source !== undefined || plain)
    fields.push(source === digest ? '*' : source === undefined ? '' : shortDigest(source, 64));
  if (plain) fields.push(plain.id, String(plain.version));
  const others = Object.entries(entry).filter(
    ([name]) => !HAS_FIELD.has(name) || (name === 'preset' && !plain),
  );
  if (others.length > 0) fields.push(canonicalize(Object.fromEntries(others)) ?? '');
  return fields;
}

const HAS_FIELD: ReadonlySet<string> = new Set(['path', 'size', 'digest', 'mediaType', 'source', 'preset']);

function isPlain(preset: NonNullable<Entry['preset']>): boolean {
  return Object.keys(preset).length === 2 && PRESET_ID.test(preset.id);
}

const PRESET_ID = /^[\w.-]+$/;
const FIELD = { source: /^(?:\*|[0-9a-f]{64})?$/, version: /^[1-9][0-9]{0,15}$/ };
const MARK = /^(?:(?<kind>[=!])(?:(?<next>\+)|(?<place>[0-9]{1,6}))?|#)$/;
const PATH = /^[A-Za-z0-9._/*-]+$/;

/** The skeleton in `text`, which may come from anyone, on top of base. Throws SatchelError (`delta-damaged`, `manifest-*`). */
export function parseSkeleton(text: Buffer, base: Manifest | undefined): Skeleton {
  const places = placesOf(base);
  const count = base?.entries.length ?? 0;
  const lines = text.toString('utf8').split('\n');
  if (lines.pop() !== '') damaged('its list of entries is cut off');
  const headEnd = lines.findIndex((line) => !line.endsWith('},')) + 1;
  if (headEnd === 0) damaged('its list of entries has no beginning');
  const head = parseJson(Buffer.from(lines.slice(0, headEnd).join('')));
  if (typeof head !== 'object' || head === null || Array.isArray(head)) damaged('its manifest is no object');

  const outlines: Outline[] = [];
  let hint = -1;
  let mark: string | undefined;
  for (const line of lines.slice(headEnd)) {
    if (mark === undefined && /^[=!#]/.test(line)) {
      mark = line;
      continue;
    }
    if (outlines.length === MAX_RECORDS) damaged('it has more entries than any bundle');
    const [path = '', mediaType = '', ...fields] = line.split('\t');
    const which = `its entry ${outlines.length + 1}`;
    if (!PATH.test(path)) damaged(`${which} is broken`);
    const { source, others } = membersOf(fields);
    outlines.push({ origin: originOf(mark, path, which), path, source, members: { ...others, mediaType } });
    mark = undefined;
  }
  if (mark !== undefined) damaged('its list of entries is cut off');
  return { head: head as Record<string, unknown>, outlines };

  function originOf(mark: string | undefined, path: string, which: string): Origin {
    if (mark === undefined) return places.has(path) ? { kind: 'same' } : damaged(`${which} is not in base`);
    const { kind, next, place } = MARK.exec(mark)?.groups ?? damaged(`${which} is broken`);
    if (kind === undefined) return { kind: 'media' };
    if (next === undefined && place === undefined)
      return kind === '!'
        ? { kind: 'text', old: places.get(path) }
        : damaged(`${which} is a copy of nothing`);
    hint = next === undefined ? Number(place) : hint + 1;
    if (hint >= count + (kind === '=' ? outlines.length : 0))
      damaged(`${which} is made from one that does not exist`);
    return kind === '=' ? { kind: 'copy', of: hint } : { kind: 'text', old: hint };
  }
}

function membersOf(fields: string[]): { source?: string; others: Partial<Entry> } {
  const last = fields.at(-1);
  const others = last?.startsWith('{') ? (parseJson(Buffer.from(fields.pop() ?? '')) as Partial<Entry>) : {};
  const [source, id, version] = fields;
  if (fields.length === 2 || fields.length > 3 || !FIELD.source.test(source ?? ''))
    damaged('an entry of it is broken');
  if (id !== undefined && !(PRESET_ID.test(id) && FIELD.version.test(version ?? '')))
    damaged('an entry of it is broken');
  return {
    ...(source && { source }),
    others: { ...others, ...(id !== undefined && { preset: { id, version: Number(version) } }) },
  };
}

/** The entry of an outline, now that its content is known. */
export function entryOf(outline: Outline, { size, digest }: Pick<Entry, 'size' | 'digest'>): Entry {
  const { origin, path, source, members } = outline;
  return {
    ...members,
    path: isSent(origin) ? path.replace('*', shortDigest(digest, 12)) : path,
    size,
    digest,
    ...(source !== undefined && { source: source === '*' ? digest : (`sha256:${source}` satisfies Digest) }),
  };
}

function placesOf(base: Manifest | undefined): Map<string, number> {
  return new Map((base?.entries ?? []).map(({ path }, i) => [path, i]));
}
