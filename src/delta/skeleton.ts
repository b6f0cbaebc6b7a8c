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
      return next ? `${sign}+` : `${sign}${place} `;
    };
    switch (origin.kind) {
      case 'same':
        return '';
      case 'copy':
        return numbered('=', origin.of);
      case 'media':
        return '#';
      case 'text':
        return origin.old === places.get(path) || origin.old === undefined ? '!' : numbered('!', origin.old);
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
const LINE = /^(?:(?<kind>[=!#])(?:(?<next>\+)|(?<place>[0-9]{1,6}) )?)?(?<path>[A-Za-z0-9._/*-]+)$/;

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
  if (lines.length - headEnd > MAX_RECORDS) damaged('it has more entries than any bundle');

  let hint = -1;
  const outlines = lines.slice(headEnd).map((line, i): Outline => {
    const [marked = '', mediaType = '', ...fields] = line.split('\t');
    const {
      kind,
      next,
      place,
      path = '',
    } = LINE.exec(marked)?.groups ?? damaged(`its entry ${i + 1} is broken`);
    const numbered = next !== undefined || place !== undefined;
    if (numbered) hint = next === undefined ? Number(place) : hint + 1;
    const members = membersOf(fields);
    return { origin: originOf(i), path, source: members.source, members: { ...members.others, mediaType } };

    function originOf(i: number): Origin {
      if (numbered && (kind === '#' || hint >= count + (kind === '=' ? i : 0)))
        damaged(`its entry ${i + 1} is made from one that does not exist`);
      if (kind === '=')
        return numbered ? { kind: 'copy', of: hint } : damaged(`its entry ${i + 1} is a copy of nothing`);
      if (kind === '!') return { kind: 'text', old: numbered ? hint : places.get(path) };
      if (kind === '#') return { kind: 'media' };
      return places.has(path) ? { kind: 'same' } : damaged(`its entry ${i + 1} is not in base`);
    }
  });
  return { head: head as Record<string, unknown>, outlines };
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
