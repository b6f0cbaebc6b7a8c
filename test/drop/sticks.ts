import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeBundle } from '../../src/bundle/write.ts';
import { sampleOf, samplePages } from '../bundle/sample.ts';
import { newName } from '../delta/releases.ts';

const root = join(import.meta.dirname, '../..');

export interface PackOptions {
  readonly id?: string;
  readonly version?: string;
  readonly language?: string;
  readonly profile?: string;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

/** Writes a small bundle into `dir` and returns its ZIP file. */
export async function pack(dir: string, options: PackOptions = {}): Promise<string> {
  const { id = 'plants', version = '1.0.0', language = 'en', profile = 'standard', files = {} } = options;
  const { manifest, contents } = sampleOf({
    ...samplePages,
    'progress.html': '<!doctype html><title>Progress</title>\n',
    ...files,
  });
  const file = newName(dir, 'zip');
  await writeBundle({
    file,
    contents,
    manifest: { ...manifest, id, version, language, variant: { language, profile }, title: `Plants ${id}` },
  });
  return file;
}

/** A new empty folder in `dir`, as a stick. */
export function stick(dir: string): string {
  const folder = newName(dir, 'stick');
  mkdirSync(folder);
  return folder;
}

export interface Outcome {
  readonly exit: NodeJS.Signals | number | null;
  readonly stdout: string;
}

/** Runs `satchel drop …`; `env` says where it is made to fail (test/kill-at.mjs); `onOutput` is told what it prints. */
export function drop(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  onOutput: (text: string, child: ChildProcess) => void = () => undefined,
): Promise<Outcome> {
  const preload = Object.keys(env).length > 0 ? ['--import', join(root, 'test/kill-at.mjs')] : [];
  const child = spawn(process.execPath, [...preload, join(root, 'bin/satchel.js'), 'drop', ...args], {
    // Receipts of tests are no receipts of whoever runs them.
    env: { PATH: process.env['PATH'], XDG_DATA_HOME: tmpdir(), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout.on('data', (data: Buffer) => {
    stdout += data.toString();
    onOutput(data.toString(), child);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve({ exit: signal ?? code, stdout });
    });
  });
}

/** Writes bundles to a folder. */
export function write(
  sources: readonly string[],
  target: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  return drop(['write', ...sources, '--to', target, '--allow-folder'], env);
}

/** What `drop verify` says of a folder: whether its newest release is whole, and which release is. */
export async function verify(
  target: string,
): Promise<{ exit: Outcome['exit']; newest: number; whole: number | undefined; codes: string[] }> {
  const { exit, stdout } = await drop(['verify', target, '--format', 'json']);
  const { targets } = JSON.parse(stdout) as {
    targets: { newest: number; whole?: number; diagnostics: { code: string }[] }[];
  };
  const [found] = targets;
  if (!found) throw new Error(stdout);
  return {
    exit,
    newest: found.newest,
    whole: found.whole,
    codes: found.diagnostics.map(({ code }) => code),
  };
}

/** Every file below a folder, by its path. */
export function filesBelow(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    names
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = join(entry.parentPath, entry.name);
        return [file.slice(folder.length + 1), readFileSync(file, 'latin1')] as const;
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
