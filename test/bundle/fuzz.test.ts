import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { verifyBundle } from '../../src/bundle/verify.ts';
import { writeBundle } from '../../src/bundle/write.ts';
import { SatchelError } from '../../src/diagnostic.ts';
import { digestOf } from '../../src/digest.ts';
import { encodeManifest } from '../../src/bundle/manifest.ts';
import { forgeZip, type Forged } from './forge.ts';
import { sampleOf } from './sample.ts';
import { tempDir } from './temp-dir.ts';

const dir = tempDir();
const sample = sampleOf();
const identity = digestOf(encodeManifest(sample.manifest));
let whole = Buffer.alloc(0);

beforeAll(async () => {
  const file = join(dir, 'whole.zip');
  await writeBundle({ file, ...sample });
  whole = readFileSync(file);
});

/** One change to a run of bytes: places and lengths are taken round the file's size. */
type Change =
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'set'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'remove'; readonly at: number; readonly length: number }
  | { readonly kind: 'copy'; readonly from: number; readonly at: number; readonly length: number }
  | { readonly kind: 'cut'; readonly at: number };

const at = fc.nat({ max: 1 << 20 });
const length = fc.nat({ max: 120 });
const bytes = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 8 }),
  fc
    .constantFrom(
      'PK\u0001\u0002',
      'PK\u0003\u0004',
      'PK\u0005\u0006',
      'PK\u0006\u0006',
      '\u00ff\u00ff\u00ff\u00ff',
      '\0\0\0\0',
    )
    .map((text) => Buffer.from(text, 'latin1')),
);
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('flip'), at, bit: fc.nat({ max: 7 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('set'), at, bytes }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('insert'), at, bytes }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove'), at, length }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('copy'), from: at, at, length }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut'), at }) },
);

function apply(file: Buffer, step: Change): Buffer {
  const where = step.at % (file.length + 1);
  const [before, after] = [file.subarray(0, where), file.subarray(where)];
  switch (step.kind) {
    case 'flip':
      return Buffer.concat([before, Buffer.from([(after[0] ?? 0) ^ (1 << step.bit)]), after.subarray(1)]);
    case 'set':
      return Buffer.concat([before, step.bytes, after.subarray(step.bytes.length)]);
    case 'insert':
      return Buffer.concat([before, step.bytes, after]);
    case 'remove':
      return Buffer.concat([before, after.subarray(step.length)]);
    case 'copy': {
      const from = step.from % (file.length + 1);
      return Buffer.concat([before, file.subarray(from, from + step.length), after]);
    }
    case 'cut':
      return before;
  }
}

/** The content is proven by the identity: accepted means that every byte of it is the original's. */
async function expectRefusedOrSame(content: Buffer): Promise<void> {
  const file = join(dir, 'changed.zip');
  writeFileSync(file, content);
  try {
    const { findings, digest } = await verifyBundle(file);
    if (findings.length === 0) expect(digest).toBe(identity);
  } catch (error) {
    expect(error).toBeInstanceOf(SatchelError);
    expect((error as SatchelError).exit).toBe(3);
  }
}

describe('a bundle whose bytes were changed', () => {
  test('at random places is refused, found damaged, or holds what it held', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        await expectRefusedOrSame(changes.reduce(apply, whole));
      }),
      { numRuns: 4000 },
    );
  }, 60_000);

  test('in its directory is refused, found damaged, or holds what it held', async () => {
    const directory = whole.indexOf('PK\u0001\u0002', 0, 'latin1');
    const inDirectory = fc.record({ offset: fc.nat({ max: whole.length - directory - 1 }), bytes });
    await fc.assert(
      fc.asyncProperty(inDirectory, async ({ offset, bytes: put }) => {
        await expectRefusedOrSame(apply(whole, { kind: 'set', at: directory + offset, bytes: put }));
      }),
      { numRuns: 1500 },
    );
  }, 60_000);

  test('at any single byte of a header is refused, found damaged, or holds what it held', async () => {
    const first = whole.indexOf('index.html');
    const places = Array.from({ length: 60 }, (_, i) => first - 30 + i);
    for (const place of [...places, ...places.map((of) => of + whole.length - 200)])
      for (const bit of [0, 3, 7])
        await expectRefusedOrSame(apply(whole, { kind: 'flip', at: place % whole.length, bit }));
  });
});

test('archives forged from random fields are refused or hold what the manifest says', async () => {
  const small = fc.option(fc.nat({ max: 70_000 }), { nil: undefined, freq: 6 });
  const name = fc.constantFrom('manifest.json', ...sample.files.keys(), 'pages/', 'pages', 'x', '../x', '');
  const record = fc
    .record({
      name,
      method: fc.constantFrom(0, 8, 8, 9),
      flags: fc.constantFrom(0, 0, 0, 8, 2048, 1),
      crc: small,
      size: small,
      storedSize: small,
      shift: fc.constantFrom(0, 0, 0, 1, -30),
      hidden: fc.constantFrom(false, false, false, true),
    })
    .map((fields): Forged => {
      const content =
        fields.name === 'manifest.json' ? encodeManifest(sample.manifest) : sample.files.get(fields.name);
      const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
      return { ...(given as unknown as Forged), content: Buffer.from(content ?? '') };
    });
  await fc.assert(
    fc.asyncProperty(fc.array(record, { maxLength: 8 }), async (records) => {
      let forged: Buffer;
      try {
        forged = forgeZip(records);
      } catch (error) {
        // Fields that no header can hold.
        fc.pre(!(error instanceof RangeError));
        throw error;
      }
      await expectRefusedOrSame(forged);
    }),
    { numRuns: 1500 },
  );
}, 60_000);
