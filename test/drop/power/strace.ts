import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newName } from '../../delta/releases.ts';

// Runs `drop write` under strace(1), which lists its calls to the system that concern a stick, and makes one of them fail. It counts the calls
// of each name and each thread apart, so a call is found by the list of an undisturbed run.

/** Calls that change what is on a medium; openat does where it makes a file or empties one. */
const CHANGING = [
  ...['write', 'writev', 'pwrite64', 'pwritev', 'fsync', 'fdatasync', 'syncfs', 'ftruncate', 'fallocate'],
  ...['mkdir', 'mkdirat', 'unlink', 'unlinkat', 'rmdir', 'link', 'linkat', 'rename', 'renameat', 'renameat2'],
];
const READING = [
  ...['openat', 'read', 'readv', 'pread64', 'preadv', 'getdents64', 'statx', 'stat', 'lstat', 'fstat'],
  ...['newfstatat', 'statfs', 'fstatfs', 'readlink', 'access'],
];
/** Stops at these calls alone; strace 6.1 sends no signals then. */
const FASTER = '--seccomp-bpf';
const satchel = join(import.meta.dirname, '../../../bin/satchel.js');

export interface Call {
  readonly thread: string;
  readonly name: string;
  readonly isChange: boolean;
  /** Refused by strace. */
  readonly isRefused: boolean;
}

export interface Traced {
  readonly exit: NodeJS.Signals | number | null;
  readonly stdout: string;
  /** In the order in which they began. */
  readonly calls: readonly Call[];
}

/** What becomes of one call of a run, or from there on. */
export type Fault =
  | { readonly kind: 'kill'; readonly call: Call }
  | { readonly kind: 'refuse' | 'pull'; readonly call: Call; readonly code: 'ENOSPC' | 'EIO' };

export interface Tracing {
  /** Writes a bundle to a target, undisturbed. */
  readonly run: (bundle: string, target: string) => Promise<Traced>;
  /** The same, with the calls that concern the target; `places` are the files and folders that it may come to have. */
  readonly record: (bundle: string, target: string, places: readonly string[]) => Promise<Traced>;
  /** The same, with a fault at a call of those that `record` gave; `hit` says whether the fault came to pass as it was meant. */
  readonly fail: (
    bundle: string,
    target: string,
    calls: readonly Call[],
    fault: Fault,
  ) => Promise<Traced & { hit: boolean }>;
}

export function changesOf(calls: readonly Call[]): Call[] {
  return calls.filter(({ isChange }) => isChange);
}

/** `dir` is a folder for what this needs. */
export function startTracing(dir: string): Tracing {
  const programs = join(dir, 'programs');
  mkdirSync(programs);
  writeFileSync(join(programs, 'sync'), SYNC, { mode: 0o755 });
  const sync = spawnSync('sh', ['-c', 'command -v sync'], { encoding: 'utf8' }).stdout.trim();
  let places: readonly string[] = [];

  const start = async (
    bundle: string,
    target: string,
    strace: readonly string[] | undefined,
    env: Readonly<Record<string, string>> = {},
  ): Promise<Traced> => {
    const [log, receipts] = [newName(dir, 'log'), newName(dir, 'receipts')];
    const command = [process.execPath, satchel, 'drop', 'write', bundle, '--to', target, '--allow-folder'];
    const paths = places.flatMap((path) => ['-P', join(target, path)]);
    const traced = strace ? ['strace', '-f', '-qq', '-o', log, ...paths, ...strace] : [];
    const [program, ...args] = [...traced, ...command, '--receipts', receipts];
    const child = spawn(program, args, {
      env: { PATH: process.env['PATH'], UV_THREADPOOL_SIZE: '1', ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let stdout = '';
    child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
    const exit = await new Promise<Traced['exit']>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        resolve(signal ?? code);
      });
    });
    const calls = strace ? parseCalls(readFileSync(log, 'latin1')) : [];
    for (const made of [log, receipts]) rmSync(made, { recursive: true, force: true });
    return { exit, stdout, calls };
  };

  return {
    run: (bundle, target) => start(bundle, target, undefined),
    record: (bundle, target, all) => {
      places = all;
      return start(bundle, target, [FASTER, '-e', `trace=${[...CHANGING, ...READING].join()}`]);
    },
    fail: async (bundle, target, calls, fault) => {
      const { call, kind } = fault;
      const before = calls.slice(0, calls.indexOf(call));
      const countOf = (name: string, { thread }: Call = call): number =>
        before.filter((other) => other.name === name && other.thread === thread).length;
      const syncs = before.filter(({ name }) => name === 'syncfs').length;
      const how = kind === 'kill' ? 'signal=SIGKILL' : `error=${fault.code}`;
      const withSync = (does: string): Record<string, string> => ({
        PATH: `${programs}:${process.env['PATH'] ?? ''}`,
        ...{ SYNC: sync, SYNC_AT: String(syncs + 1), SYNC_DOES: does, SYNC_COUNT: newName(dir, 'count') },
      });
      if (kind === 'pull') {
        const worker = calls.find(({ name }) => name === 'mkdir') ?? call;
        const names = [...CHANGING, ...READING];
        const inject = names
          .filter((name) => name !== 'syncfs')
          .flatMap((name) => ['-e', `inject=${name}:${how}:when=${countOf(name, worker) + 1}+`]);
        const strace = [FASTER, '-e', `trace=${names.join()}`, ...inject];
        const traced = await start(bundle, target, strace, withSync('say'));
        const { thread } = traced.calls.find(({ name }) => name === 'mkdir') ?? {};
        const first = traced.calls.findIndex(({ isRefused }) => isRefused);
        // A flush that was refused may be the last that it asks for.
        const until = first < 0 ? traced.calls.length : first;
        const after = traced.calls.slice(until).filter((other) => other.thread === thread);
        const isThere = changesOf(traced.calls.slice(0, until)).length === changesOf(before).length;
        return { ...traced, hit: isThere && after.every(({ isRefused }) => isRefused) };
      }
      if (call.name === 'syncfs') {
        const traced = await start(bundle, target, undefined, withSync(kind === 'kill' ? kind : how));
        return { ...traced, hit: true };
      }
      const nth = countOf(call.name) + 1;
      const inject = ['-e', `trace=${call.name}`, '-e', `inject=${call.name}:${how}:when=${nth}`];
      const traced = await start(bundle, target, kind === 'kill' ? inject : [FASTER, ...inject]);
      const last = traced.calls.findLast((other) => kind === 'kill' || other.isRefused);
      const made = traced.calls.filter(({ thread }) => thread === last?.thread);
      return { ...traced, hit: made.findIndex((other) => other === last) === nth - 1 };
    },
  };
}

function parseCalls(log: string): Call[] {
  return log.split('\n').flatMap((line) => {
    const [, thread, name] = /^(\d+) +([a-z0-9]+)\(/.exec(line) ?? [];
    if (thread === undefined || name === undefined) return [];
    const isChange = name === 'openat' ? /O_CREAT|O_TRUNC/.test(line) : CHANGING.includes(name);
    return [{ thread, name, isChange, isRefused: line.includes('(INJECTED)') }];
  });
}

/** Each run of it is a process of its own, and each is the first call of that: so it counts its runs by itself. */
const SYNC = `#!/bin/sh
n=$(($(cat "$SYNC_COUNT" 2>/dev/null || echo 0) + 1))
echo $n > "$SYNC_COUNT"
[ $n -ge $SYNC_AT ] || exec "$SYNC" "$@"
case $SYNC_DOES in
  kill) kill -KILL $PPID ;;
  say) echo "sync: error syncing '$3': Input/output error" >&2; exit 1 ;;
  *) [ $n -eq $SYNC_AT ] && exec strace -qq -o /dev/null -e "inject=syncfs:$SYNC_DOES" "$SYNC" "$@" ;;
esac
exec "$SYNC" "$@"
`;
