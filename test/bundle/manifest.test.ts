import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { Ajv2020 } from 'ajv/dist/2020.js';
import canonicalize from 'canonicalize';
import { describe, expect, test } from 'vitest';
import { encodeManifest, parseManifest, type Manifest } from '../../src/bundle/manifest.ts';
import { SatchelError, type Code } from '../../src/diagnostic.ts';
import { pathKey, pathProblem } from '../../src/path.ts';
import { manifests } from './manifest-arbitrary.ts';
import { sampleOf } from './sample.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../schemas/manifest-1.schema.json', import.meta.url), 'utf8'),
) as { $id: string; $defs: { path: { pattern: string; maxLength: number } } };
const fitsSchema = new Ajv2020({ strict: true }).compile(schema);

/** Rules that no schema can say. */
const beyondSchema: readonly (Code | undefined)[] = [
  'manifest-order',
  'manifest-duplicate',
  'manifest-conflict',
  'manifest-dangling',
  'manifest-lesson',
];

const bytesOf = (value: unknown): Uint8Array => Buffer.from(canonicalize(value) ?? '');

function codeOf(bytes: Uint8Array): Code | undefined {
  try {
    parseManifest(bytes);
    return undefined;
  } catch (error) {
    if (error instanceof SatchelError) return error.code;
    throw error;
  }
}

describe('a manifest', () => {
  test('reads back as it was written, and fits the published schema', () => {
    fc.assert(
      fc.property(manifests, (manifest) => {
        expect(parseManifest(encodeManifest(manifest))).toEqual(manifest);
        expect(fitsSchema(manifest), JSON.stringify(fitsSchema.errors)).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });

  test('is the same bytes whatever the order of its members', () => {
    const { manifest } = sampleOf();
    const turned = Object.fromEntries(Object.entries(manifest).reverse()) as unknown as Manifest;
    expect(encodeManifest(turned)).toEqual(encodeManifest(manifest));
    expect(Buffer.from(encodeManifest(manifest)).toString()).toMatch(/^\{"authors":.*\}$/);
  });

  test('may have members that this version does not know', () => {
    const manifest = { ...sampleOf().manifest, badges: { gold: [1, 2] } };
    expect(parseManifest(bytesOf(manifest))).toEqual(manifest);
    expect(fitsSchema(manifest)).toBe(true);
  });

  test('with one thing changed is accepted by parser and schema alike, or refused by both', () => {
    fc.assert(
      fc.property(manifests, fc.nat(), fc.option(junk, { nil: undefined }), (manifest, at, value) => {
        const changed = changeAt(JSON.parse(JSON.stringify(manifest)), at, value);
        const code = codeOf(bytesOf(changed));
        const fits = fitsSchema(changed);
        if (code === undefined || beyondSchema.includes(code))
          expect(fits, JSON.stringify(changed)).toBe(true);
        else expect(fits, `${code}: ${JSON.stringify(changed)}`).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });

  test('of any bytes is refused with a code, never with a crash', () => {
    const whole = encodeManifest(sampleOf().manifest);
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((text) => Buffer.from(text)),
      fc.tuple(fc.nat({ max: whole.length - 1 }), fc.uint8Array({ maxLength: 3 })).map(([at, put]) => {
        return Buffer.concat([whole.subarray(0, at), put, whole.subarray(at + 1)]);
      }),
    );
    fc.assert(
      fc.property(bytes, (some) => {
        const code = codeOf(some);
        if (code === undefined)
          expect(Buffer.from(encodeManifest(parseManifest(some)))).toEqual(Buffer.from(some));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('paths', () => {
  const letters = fc.constantFrom(
    ...Array.from('aAbnul1.._-//'),
    '..',
    'con',
    'COM1',
    'x'.repeat(60),
    ' ',
    '\\',
    ':',
    '\0',
    'é',
    '\n',
  );
  const anyPath = fc.array(letters, { maxLength: 7 }).map((parts) => parts.join(''));

  test('are portable for the schema as for the parser', () => {
    const { pattern, maxLength } = schema.$defs.path;
    fc.assert(
      fc.property(anyPath, (path) => {
        const fits = new RegExp(pattern, 'u').test(path) && path.length <= maxLength;
        expect(fits).toBe(pathProblem(path) === undefined);
      }),
      { numRuns: 2500 },
    );
  });

  test('in a manifest are one file each on every medium', () => {
    const few = fc
      .array(fc.constantFrom(...Array.from('aAb/.')), { minLength: 1, maxLength: 5 })
      .map((parts) => parts.join(''));
    const [first] = sampleOf({ 'index.html': '' }).manifest.entries;
    fc.assert(
      fc.property(fc.array(few, { maxLength: 6 }), (paths) => {
        const manifest = {
          ...sampleOf().manifest,
          units: [],
          entries: paths.map((path) => ({ ...first, path })),
        };
        const keys = paths.map(pathKey);
        const good =
          paths.every((path) => pathProblem(path) === undefined) &&
          paths.every((path, i) => i === 0 || (paths[i - 1] ?? '') < path) &&
          new Set(keys).size === keys.length &&
          !keys.some((key) => keys.some((other) => other.startsWith(`${key}/`)));
        expect(codeOf(bytesOf(manifest)) === undefined, paths.join(' ')).toBe(good);
      }),
      { numRuns: 2500 },
    );
  });
});

const junk = fc.oneof(
  fc.constantFrom<unknown>(
    '',
    ' ',
    '\u2003\n',
    'a',
    'a/b',
    '..',
    'nul',
    '1.0',
    '1.0.0',
    'en_US',
    'text',
    'text/html;',
    'sha256:00',
  ),
  fc.constantFrom<unknown>(null, true, 0, 1, 2, -1, 1.5, 2 ** 31 - 1, 2 ** 31, 1e300, [], {}, [[]], [{}]),
  fc.string({ maxLength: 5 }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Puts `value` in the place of the `at`-th value of a JSON tree (counted round); removes it when there is no value. */
function changeAt(tree: unknown, at: number, value: unknown): unknown {
  const places: { parent: Record<string, unknown> | unknown[]; key: string }[] = [];
  const visit = (parent: unknown): void => {
    if (typeof parent !== 'object' || parent === null) return;
    for (const [key, child] of Object.entries(parent)) {
      places.push({ parent: parent as Record<string, unknown>, key });
      visit(child);
    }
  };
  visit(tree);
  const place = places[at % places.length];
  if (place === undefined) return value;
  const { parent, key } = place;
  if (value !== undefined) Reflect.set(parent, key, value);
  else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else Reflect.deleteProperty(parent, key);
  return tree;
}
