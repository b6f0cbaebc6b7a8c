import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

const bin = join(import.meta.dirname, '../../bin/satchel.js');

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Is told what has been printed so far, to act on a running command. */
  readonly onOutput?: (output: {
    readonly stdout: string;
    readonly stderr: string;
    readonly kill: (signal: NodeJS.Signals) => void;
    readonly closeStdout: () => void;
  }) => void;
}

// One folder a test file: sources, outputs and the cache lie in it and nowhere else.
export const work = mkdtempSync(join(tmpdir(), 'satchel-cli-'));
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

/** The environment of a command: the machine's own cache and colours stay out of the tests. */
function environment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { PATH, HOME, SystemRoot } = process.env;
  const own = { XDG_CACHE_HOME: join(work, 'cache'), XDG_STATE_HOME: join(work, 'state') };
  return { PATH, HOME, SystemRoot, TMPDIR: tmpdir(), ...own, ...extra };
}

/** Runs the CLI that `npm run build` made, as a person would. */
export async function satchel(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: options.cwd ?? work,
    env: environment(options.env),
    stdio: ['ignore', 'pipe', 'pipe'],
    // What never ends must not outlive its test.
    timeout: 120_000,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  const tell = (): void => {
    options.onOutput?.({
      stdout,
      stderr,
      kill: (signal) => child.kill(signal),
      closeStdout: () => child.stdout.destroy(),
    });
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    tell();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    tell();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({ code, signal, stdout, stderr });
    });
  });
}

/** Writes files below a new folder of `work` and returns the folder. */
export function folder(name: string, files: Readonly<Record<string, string>>): string {
  const dir = join(work, name);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), content);
  }
  return dir;
}

/** A source of two lessons without a fault, and one whose picture is missing. */
export const goodFiles = {
  'satchel.yaml': 'id: soil\nversion: 1.2.0\ntitle: Soil\nlanguage: en\nlicense: CC-BY-4.0\n',
  '01-water.md': '# Water\n\nRain soaks in. See [roots](02-roots.md).\n',
  '02-roots.md': '# Roots\n\nRoots drink.\n',
};
export const faultyFiles = { ...goodFiles, '02-roots.md': '# Roots\n\nSee ![a root](root.png) now.\n' };
