import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { DEFAULT_READ_LIMIT, openContainer } from '../../src/bundle/open.ts';
import { verifyBundle } from '../../src/bundle/verify.ts';
import { compareCodeUnits } from '../../src/order.ts';
import { satchel, work, type Outcome, type RunOptions } from '../cli/satchel.ts';

export { satchel, work };

export const fixtures = join(import.meta.dirname, '../../fixtures');

let folders = 0;

/** A new name below the folder of this test file: nothing lies there yet. */
export function newPath(name: string): string {
  return join(work, `${name}-${++folders}`);
}

export function writeFiles(root: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** A new source of these files, with settings that leave nothing to remark on. */
export function sourceOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const settings = 'id: soil\nversion: 1.0.0\ntitle: Soil\nlanguage: en\nlicense: CC-BY-4.0\n';
  return writeFiles(newPath('source'), { 'satchel.yaml': settings, ...files });
}

/** Builds, and expects it to end well. */
export async function build(
  source: string,
  out: string,
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<Outcome> {
  const outcome = await satchel(['build', source, '-o', out, ...args], options);
  expect(outcome, outcome.stderr).toMatchObject({ code: 0, signal: null });
  return outcome;
}

/** Every file below a folder by its path from there; none where there is no folder. */
export function filesBelow(dir: string): Map<string, Buffer> {
  if (!statSync(dir, { throwIfNoEntry: false })) return new Map();
  const paths = readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort();
  return new Map(
    paths
      .filter((path) => statSync(join(dir, path)).isFile())
      .map((path) => [path, readFileSync(join(dir, path))]),
  );
}

/** The bytes of all files that lie in a whole bundle, by their paths: manifest.json too, as it is. */
export async function entriesOf(bundle: string): Promise<Map<string, Buffer>> {
  expect((await verifyBundle(bundle)).findings).toEqual([]);
  const container = openContainer(bundle);
  try {
    const paths = [...container.names()].sort(compareCodeUnits);
    return new Map(paths.map((path) => [path, container.read(path, DEFAULT_READ_LIMIT)]));
  } finally {
    container.close();
  }
}

/** The text of a page between its header and its end. */
export function articleOf(entries: ReadonlyMap<string, Buffer>, path: string): string {
  const page = entries.get(path)?.toString('utf8') ?? '';
  return /<article[^>]*>([^]*)<\/article>/.exec(page)?.[1] ?? `no page ${path}`;
}

interface Finding {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly hint: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

interface Output {
  readonly exitCode: number;
  readonly bundles: readonly { file: string; language: string; state: string; size: number }[];
  readonly diagnostics: readonly Finding[];
}

/** What a command says with `--format json`. */
export async function json(args: readonly string[], options: RunOptions = {}): Promise<Output> {
  const { stdout, stderr, code } = await satchel([...args, '--format', 'json'], options);
  expect(stdout, stderr).toMatch(/^\{/);
  const output = JSON.parse(stdout) as Output;
  expect(output.exitCode).toBe(code);
  return output;
}

/** What tells whether a file was written again: even the same bytes give it another of these. */
export function identityOf(file: string): string {
  const { ino, mtimeNs, ctimeNs, size } = statSync(file, { bigint: true });
  return `${ino} ${mtimeNs} ${ctimeNs} ${size}`;
}
