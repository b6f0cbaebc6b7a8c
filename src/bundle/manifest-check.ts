import { SatchelError } from '../diagnostic.ts';
import { isDigest } from '../digest.ts';
import { compareCodeUnits } from '../order.ts';
import { pathKey, pathProblem } from '../path.ts';
import type { Entry, Manifest } from './manifest.ts';

/** FAT holds no larger file, and 32-bit sizes stay positive everywhere: 2 GiB − 1. */
export const MAX_ENTRY_SIZE = 2 ** 31 - 1;

/** 1 TiB: far above any file that a lesson is made from. */
const MAX_SOURCE_SIZE = 2 ** 40;
/** No codec of a browser has more: 16 bits a side. */
const MAX_PIXELS = 65_535;
/** Eleven days and a half. */
const MAX_DURATION_SECONDS = 1_000_000;

// schemas/manifest-1.schema.json has the same patterns.
export const SEMVER =
  /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;
const LANGUAGE = /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/;
const PROFILE = /^[a-z][a-z0-9-]*$/;
const MEDIA_TYPE = /^[A-Za-z0-9!#$&^_.+-]+\/[A-Za-z0-9!#$&^_.+-]+(?:;[ -~]+)?$/;
// Parts of lessons may have parts, but not without end.
const MAX_PART_DEPTH = 8;

type Members = Readonly<Record<string, unknown>>;

/** `value` as a manifest of format 1. Throws SatchelError (`manifest-*`) at the first rule that is broken. */
export function checkManifest(value: unknown): Manifest {
  const manifest = object(value, 'top level');
  const { formatVersion } = manifest;
  if (Number.isInteger(formatVersion) && (formatVersion as number) > 1)
    throw new SatchelError('manifest-version', { version: formatVersion as number });
  if (formatVersion !== 1) wrong('formatVersion', 'it is not 1');

  const id = string(manifest['id'], 'id');
  const idProblem = id.length > 100 ? 'it is longer than 100 characters' : pathProblem(id);
  if (idProblem !== undefined) wrong('id', idProblem);
  if (id.includes('/')) wrong('id', 'it has a “/”');
  matching(manifest['version'], 'version', SEMVER, 'not a semantic version (1.2.3)', 100);
  const variant = object(manifest['variant'], 'variant');
  matching(variant['language'], 'variant.language', LANGUAGE, 'not a language tag (BCP 47)', 60);
  matching(variant['profile'], 'variant.profile', PROFILE, 'not a profile’s name', 60);
  text(manifest['title'], 'title');
  matching(manifest['language'], 'language', LANGUAGE, 'not a language tag (BCP 47)', 60);
  for (const field of ['description', 'license']) optionalText(manifest[field], field);
  for (const field of ['subjects', 'levels', 'alignments']) checkTexts(manifest[field], field);
  optionalArray(manifest['authors'], 'authors').forEach((item, i) => {
    const author = object(item, `authors[${i}]`);
    text(author['name'], `authors[${i}].name`);
    for (const field of ['email', 'url']) optionalText(author[field], `authors[${i}].${field}`);
  });
  const generator = object(manifest['generator'], 'generator');
  for (const field of ['name', 'version']) text(generator[field], `generator.${field}`);
  if (manifest['partOf'] !== undefined && !isDigest(manifest['partOf']))
    wrong('partOf', 'it is not a digest (sha256:…)');

  const paths = checkEntries(array(manifest['entries'], 'entries'));
  checkUnits(array(manifest['units'], 'units'), paths);
  return value as Manifest;
}

function checkEntries(entries: readonly unknown[]): Set<string> {
  const paths = new Set<string>();
  // The manifest is a file of the bundle too, though it cannot list itself.
  const keys = new Map<string, string>([['manifest.json', 'manifest.json']]);
  const folders = new Map<string, string>();
  let before: string | undefined;
  entries.forEach((item, i) => {
    const { path } = checkEntry(object(item, `entries[${i}]`), `entries[${i}]`);
    if (before !== undefined && compareCodeUnits(before, path) >= 0 && before !== path)
      throw new SatchelError('manifest-order', { path, before });
    const key = pathKey(path);
    const other = keys.get(key);
    if (other !== undefined) throw new SatchelError('manifest-duplicate', { path, other });
    keys.set(key, path);
    paths.add(path);
    for (let slash = key.lastIndexOf('/'); slash > 0; slash = key.lastIndexOf('/', slash - 1)) {
      const folder = key.slice(0, slash);
      if (folders.has(folder)) break;
      folders.set(folder, path.slice(0, slash));
    }
    before = path;
  });
  for (const [key, path] of folders) if (keys.has(key)) throw new SatchelError('manifest-conflict', { path });
  return paths;
}

function checkEntry(entry: Members, where: string): Pick<Entry, 'path'> {
  const path = portable(entry['path'], `${where}.path`);
  whole(entry['size'], `${where}.size`, 0, MAX_ENTRY_SIZE);
  if (!isDigest(entry['digest'])) wrong(`${where}.digest`, 'it is not a digest (sha256:…)');
  matching(entry['mediaType'], `${where}.mediaType`, MEDIA_TYPE, 'not a media type (text/html)', 200);
  if (entry['source'] !== undefined && !isDigest(entry['source']))
    wrong(`${where}.source`, 'it is not a digest (sha256:…)');
  optionalWhole(entry['sourceSize'], `${where}.sourceSize`, 0, MAX_SOURCE_SIZE);
  optionalWhole(entry['width'], `${where}.width`, 1, MAX_PIXELS);
  optionalWhole(entry['height'], `${where}.height`, 1, MAX_PIXELS);
  const { durationSeconds: seconds } = entry;
  if (
    seconds !== undefined &&
    !(typeof seconds === 'number' && seconds >= 0 && seconds <= MAX_DURATION_SECONDS)
  )
    wrong(`${where}.durationSeconds`, `it is not a number from 0 to ${MAX_DURATION_SECONDS}`);
  if (entry['preset'] !== undefined) {
    const preset = object(entry['preset'], `${where}.preset`);
    text(preset['id'], `${where}.preset.id`);
    const { version } = preset;
    if (!Number.isSafeInteger(version) || (version as number) < 1)
      wrong(`${where}.preset.version`, 'it is not a whole number from 1');
  }
  return { path };
}

function checkUnits(units: readonly unknown[], paths: ReadonlySet<string>): void {
  const pageOf = new Map<string, string>();
  units.forEach((item, i) => {
    const where = `units[${i}]`;
    const unit = object(item, where);
    text(unit['id'], `${where}.id`);
    text(unit['title'], `${where}.title`);
    if (unit['path'] !== undefined) existing(unit['path'], `${where}.path`, paths);
    checkTexts(unit['was'], `${where}.was`);
    checkLessons(array(unit['lessons'], `${where}.lessons`), `${where}.lessons`, paths, pageOf, 0);
  });
}

function checkLessons(
  lessons: readonly unknown[],
  where: string,
  paths: ReadonlySet<string>,
  pageOf: Map<string, string>,
  depth: number,
): void {
  if (depth > MAX_PART_DEPTH) wrong(where, `parts are nested more than ${MAX_PART_DEPTH} deep`);
  lessons.forEach((item, i) => {
    const place = `${where}[${i}]`;
    const lesson = object(item, place);
    const id = text(lesson['id'], `${place}.id`);
    text(lesson['title'], `${place}.title`);
    const path = existing(lesson['path'], `${place}.path`, paths);
    const other = pageOf.get(id) ?? path;
    if (other !== path) throw new SatchelError('manifest-lesson', { id, path, other });
    pageOf.set(id, path);
    if (lesson['language'] !== undefined)
      matching(lesson['language'], `${place}.language`, LANGUAGE, 'not a language tag (BCP 47)', 60);
    checkTexts(lesson['was'], `${place}.was`);
    const parts = optionalArray(lesson['parts'], `${place}.parts`);
    checkLessons(parts, `${place}.parts`, paths, pageOf, depth + 1);
  });
}

function existing(value: unknown, field: string, paths: ReadonlySet<string>): string {
  const path = portable(value, field);
  if (!paths.has(path)) throw new SatchelError('manifest-dangling', { field, path });
  return path;
}

function portable(value: unknown, field: string): string {
  const path = string(value, field);
  const problem = pathProblem(path);
  if (problem !== undefined) throw new SatchelError('manifest-path', { path, problem });
  return path;
}

function object(value: unknown, field: string): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    wrong(field, 'it is not an object');
  return value as Members;
}

function array(value: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(value)) wrong(field, 'it is not a list');
  return value as unknown[];
}

function optionalArray(value: unknown, field: string): readonly unknown[] {
  return value === undefined ? [] : array(value, field);
}

function string(value: unknown, field: string): string {
  if (typeof value !== 'string') wrong(field, 'it is not a text');
  return value;
}

function optionalText(value: unknown, field: string): void {
  if (value !== undefined) text(value, field);
}

function checkTexts(value: unknown, field: string): void {
  optionalArray(value, field).forEach((item, i) => text(item, `${field}[${i}]`));
}

/** A text that shows something. */
function text(value: unknown, field: string): string {
  const read = string(value, field);
  if (!/\S/.test(read)) wrong(field, 'it is empty');
  return read;
}

function optionalWhole(value: unknown, field: string, least: number, most: number): void {
  if (value !== undefined) whole(value, field, least, most);
}

function whole(value: unknown, field: string, least: number, most: number): void {
  if (!Number.isInteger(value) || (value as number) < least || (value as number) > most)
    wrong(field, `it is not a whole number from ${least} to ${most}`);
}

function matching(value: unknown, field: string, pattern: RegExp, problem: string, maxLength: number): void {
  const read = string(value, field);
  if (read.length > maxLength) wrong(field, `it is longer than ${maxLength} characters`);
  if (!pattern.test(read)) wrong(field, `it is ${problem}`);
}

function wrong(field: string, problem: string): never {
  throw new SatchelError('manifest-field', { field, problem });
}
