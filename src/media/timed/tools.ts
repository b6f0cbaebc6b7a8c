import { execFile } from 'node:child_process';
import { accessSync, chmodSync, constants, existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import type { Finding } from '../outcome.ts';

/** A program that was found: where it lies, by what it was found, and the first line of what it says to `-version`. */
export interface Tool {
  readonly file: string;
  readonly from: 'setting' | 'path' | 'npm';
  readonly version: string;
}

/** What audio and video are encoded and looked at with. The version of ffmpeg decides bytes: it belongs into cache keys. */
export interface Tools {
  readonly ffmpeg: Tool;
  readonly ffprobe: Tool;
  /** By ffmpeg's names: `libx264`, `aac`. */
  readonly encoders: ReadonlySet<string>;
}

type Name = 'ffmpeg' | 'ffprobe';

/** The environment variables that name a program: they go before all else. */
export const toolSettings = {
  ffmpeg: 'SATCHEL_FFMPEG',
  ffprobe: 'SATCHEL_FFPROBE',
} as const satisfies Record<Name, string>;

// A static ffmpeg of 70 MB on a slow disk answers within three.
const TIME_LIMIT_SECONDS = 10;
const MAX_OUTPUT = 1024 * 1024;
const MAX_VERSION_LENGTH = 200;

const known = new Map<string, Promise<Tools | Finding>>();

/**
 * ffmpeg and ffprobe, each by its setting ({@link toolSettings}), else from `PATH`, else from the optional npm packages; asked once
 * a process. Where one is missing or does not answer as it should, a finding: `env-ffmpeg-missing`, `env-ffmpeg-setting`, `env-ffmpeg-broken`.
 * The first that is found counts: which version encodes must not hang on which of several happens to work.
 */
export function findTools(env: NodeJS.ProcessEnv = process.env): Promise<Tools | Finding> {
  const key = JSON.stringify([env[toolSettings.ffmpeg], env[toolSettings.ffprobe], pathOf(env)]);
  const found = known.get(key) ?? find(env);
  known.set(key, found);
  return found;
}

async function find(env: NodeJS.ProcessEnv): Promise<Tools | Finding> {
  const [ffmpeg, ffprobe] = await Promise.all([findTool('ffmpeg', env), findTool('ffprobe', env)]);
  if ('code' in ffmpeg) return ffmpeg;
  if ('code' in ffprobe) return ffprobe;
  const encoders = await encodersOf(ffmpeg);
  return 'code' in encoders ? encoders : { ffmpeg, ffprobe, encoders };
}

/** What a found ffmpeg can encode to. */
export async function encodersOf({ file }: Tool): Promise<ReadonlySet<string> | Finding> {
  const list = await ask(file, ['-hide_banner', '-encoders']);
  return 'reason' in list ? broken('ffmpeg', file, list.reason) : encodersIn(list.output);
}

/** One of the two, alone. */
export async function findTool(name: Name, env: NodeJS.ProcessEnv): Promise<Tool | Finding> {
  const setting = env[toolSettings[name]] ?? '';
  const [file, from] = locateTool(name, env);
  if (file === undefined || !isFile(file)) {
    const params = { tool: name, setting: toolSettings[name] };
    if (setting === '') {
      const reason = 'it is neither in PATH nor among the optional npm packages';
      return { code: 'env-ffmpeg-missing', params: { ...params, reason } };
    }
    const what = file !== undefined && existsSync(file) ? 'which is no file' : 'and there is no such file';
    const reason = `the setting ${toolSettings[name]} names “${setting}”, ${what}`;
    return { code: 'env-ffmpeg-setting', params: { ...params, reason } };
  }
  if (!isExecutable(file) && !(from === 'npm' && makeExecutable(file)))
    return broken(name, file, 'it may not be run as a program');
  const answer = await ask(file, ['-version']);
  if ('reason' in answer) return broken(name, file, answer.reason);
  const [line = ''] = answer.output.split(/\r?\n/, 1);
  if (!line.startsWith(`${name} version `)) return broken(name, file, `it does not say that it is ${name}`);
  return { file, from, version: line.slice(0, MAX_VERSION_LENGTH).trim() };
}

function broken(name: Name, file: string, reason: string): Finding {
  return { code: 'env-ffmpeg-broken', params: { tool: name, file, reason, setting: toolSettings[name] } };
}

/** Where one of the two is looked for first, whether it is of use or not. Reads no more than stat data. */
export function locateTool(name: Name, env: NodeJS.ProcessEnv): readonly [string | undefined, Tool['from']] {
  const setting = env[toolSettings[name]] ?? '';
  if (setting !== '') return [resolve(setting), 'setting'];
  const program = process.platform === 'win32' ? `${name}.exe` : name;
  for (const folder of pathOf(env).split(delimiter)) {
    // A relative folder in PATH is another one wherever one stands: what lies there is nobody's choice.
    const file = join(folder, program);
    if (isAbsolute(folder) && isFile(file) && isExecutable(file)) return [file, 'path'];
  }
  return [inPackage(name, program), 'npm'];
}

/** The program in the package for this platform, which the installer package asks npm for; its own code throws where there is none. */
function inPackage(name: Name, program: string): string | undefined {
  try {
    const installer = createRequire(import.meta.url).resolve(`@${name}-installer/${name}/package.json`);
    return createRequire(installer).resolve(
      `@${name}-installer/${process.platform}-${process.arch}/${program}`,
    );
  } catch {
    return undefined;
  }
}

/** Lets everybody who may read `file` run it: npm 11 does not run the packages’ own script that would. False where that is refused. */
export function makeExecutable(file: string): boolean {
  try {
    const { mode } = statSync(file);
    chmodSync(file, mode | ((mode & 0o444) >> 2));
    return isExecutable(file);
  } catch {
    return false;
  }
}

type Answer = { readonly output: string } | { readonly reason: string };

/** What a program prints when it is run with `args`, without a shell, in bounded time and length. */
function ask(file: string, args: readonly string[]): Promise<Answer> {
  return new Promise((answer) => {
    const options = {
      timeout: TIME_LIMIT_SECONDS * 1000,
      killSignal: 'SIGKILL',
      maxBuffer: MAX_OUTPUT,
      windowsHide: true,
    } as const;
    execFile(file, args, options, (error, output) => {
      answer(error ? { reason: reasonOf(error) } : { output });
    });
  });
}

/** https://nodejs.org/api/child_process.html#child_processexecfilefile-args-options-callback: what its error says. */
function reasonOf({
  code,
  killed,
  signal,
}: Parameters<Parameters<typeof execFile>[3] & object>[0] & object): string {
  if (String(code) === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'it prints without end';
  if (killed) return `it did not answer within ${TIME_LIMIT_SECONDS} seconds`;
  if (signal) return `it was ended by ${signal}`;
  return typeof code === 'number'
    ? `it ended with exit code ${code}`
    : `it cannot be run (${code ?? 'unknown'})`;
}

/** The names in ffmpeg's table, which begins under a line of dashes: ` V....D libx264  H.264 …`. */
function encodersIn(output: string): Set<string> {
  const lines = output.split(/\r?\n/);
  return new Set(
    lines.slice(lines.findIndex((line) => /^ -+$/.test(line)) + 1).flatMap((line) => {
      const name = /^ [VAS][A-Z.]{5} ([\w-]+)/.exec(line)?.[1];
      return name === undefined ? [] : [name];
    }),
  );
}

function pathOf(env: NodeJS.ProcessEnv): string {
  return env['PATH'] ?? env['Path'] ?? '';
}

function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
