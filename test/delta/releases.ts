import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { writeBundle } from '../../src/bundle/write.ts';
import { applyDelta } from '../../src/delta/apply.ts';
import { writeDelta, type WrittenDelta } from '../../src/delta/write-delta.ts';
import { sampleOf } from '../bundle/sample.ts';

let made = 0;

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A new name in `dir`. */
export function newName(dir: string, extension: string): string {
  return join(dir, `${made++}.${extension}`);
}

/** Writes a bundle of `files` and returns its ZIP file. */
export async function release(dir: string, files: Files): Promise<string> {
  const file = newName(dir, 'zip');
  await writeBundle({ file, ...sampleOf(files) });
  return file;
}

/** Writes the delta between two bundles, applies it, and expects target byte for byte. */
export async function expectDelta(
  dir: string,
  base: string | undefined,
  target: string,
): Promise<WrittenDelta> {
  const file = newName(dir, 'delta');
  const written = await writeDelta({ base, target, file });
  const applied = await applyDelta({ base, delta: file, file: newName(dir, 'zip') });
  expect(readFileSync(applied.file).equals(readFileSync(target))).toBe(true);
  expect([...written.diagnostics, ...applied.diagnostics]).toEqual([]);
  expect(applied).toMatchObject({ identical: true, digest: written.target });
  expect(written.size).toBe(readFileSync(file).length);
  return written;
}

/** Words of no meaning, the same for a seed. */
export function prose(seed: number, words: number): string {
  let state = seed * 2 + 1;
  const next = (): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) >>> 12;
  const text = Array.from({ length: words }, () => (next() % 4096).toString(36));
  return `Soil ${text.map((word, i) => (i % 12 === 11 ? `${word}.\n` : word)).join(' ')}`;
}

/** Bytes that do not shrink, the same for a seed. */
export function noise(seed: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  let state = seed + 1;
  for (let i = 0; i < size; i++) bytes[i] = (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) >>> 16;
  return bytes;
}
