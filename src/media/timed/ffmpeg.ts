import type { ChildProcess } from 'node:child_process';
import createCommand from 'fluent-ffmpeg';
import { endWithUs } from './orphan.ts';

/** One run of ffmpeg: a file in, any number of outputs. */
export interface FfmpegRun {
  readonly ffmpeg: string;
  readonly file: string;
  readonly inputOptions: readonly string[];
  /** The graph, a chain an element; empty where streams are copied. */
  readonly filters: readonly string[];
  /** For each output its options, and where it goes at the end. */
  readonly outputs: readonly (readonly string[])[];
  /** Of the recording; 0 where that is not known. */
  readonly durationSeconds: number;
  /** After this the run is killed. */
  readonly limitSeconds: number;
  readonly signal?: AbortSignal | undefined;
  readonly onShare?: ((share: number) => void) | undefined;
}

/**
 * How a run ended: what ffmpeg said on its standard error, or why it did not do it. `refused` is about the file, and so for good;
 * `stopped` is about this machine at that time.
 */
export type FfmpegEnd =
  { readonly said: string } | { readonly failed: 'refused' | 'stopped'; readonly reason: string };

const MAX_SAID_LINES = 400;
/** Milliseconds; a longer timer would go off at once (https://nodejs.org/api/timers.html#settimeoutcallback-delay-args). */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Runs ffmpeg to its end. Kills it when `signal` aborts or its time is up; throws only the reason of `signal`, and ENOSPC. */
export async function runFfmpeg(run: FfmpegRun): Promise<FfmpegEnd> {
  run.signal?.throwIfAborted();
  const command = createCommand({ stdoutLines: MAX_SAID_LINES })
    .setFfmpegPath(run.ffmpeg)
    .input(run.file)
    .inputOptions(['-nostdin', '-hide_banner', ...run.inputOptions]);
  if (run.filters.length > 0) command.complexFilter([...run.filters]);
  for (const options of run.outputs) command.output(options.at(-1) ?? '').outputOptions(options.slice(0, -1));
  let tooSlow = false;
  let killed = false;
  let release = (): void => undefined;
  const end = await new Promise<FfmpegEnd>((resolve, reject) => {
    const kill = (): void => {
      killed = true;
      command.kill('SIGKILL');
    };
    const timer = setTimeout(
      () => {
        tooSlow = true;
        kill();
      },
      Math.min(run.limitSeconds * 1000, LONGEST_TIMER),
    );
    const settle = (end: FfmpegEnd): void => {
      clearTimeout(timer);
      release();
      run.signal?.removeEventListener('abort', kill);
      resolve(end);
    };
    run.signal?.addEventListener('abort', kill);
    command
      .on('start', () => {
        const { pid } = (command as unknown as { ffmpegProc?: ChildProcess }).ffmpegProc ?? {};
        if (pid !== undefined) release = endWithUs(pid);
        // Before this there is nothing that could be killed.
        if (killed) kill();
      })
      // Not 'progress': who listens to that has fluent-ffmpeg open the file once more, with no allow-list and no limit.
      .on('stderr', (line: string) => {
        const time = /^(?:frame=.* |size=.* )time=([\d:.]+)/.exec(line)?.[1];
        if (time !== undefined && run.durationSeconds > 0)
          run.onShare?.(Math.min(0.99, secondsOf(time) / run.durationSeconds));
      })
      .on('error', (error: Error, _: unknown, said: string | null) => {
        if (/No space left on device|Disk quota exceeded/.test(said ?? ''))
          reject(
            Object.assign(new Error('ffmpeg has no room to write'), { code: 'ENOSPC', syscall: 'write' }),
          );
        const stopped = tooSlow
          ? `it took more than ${Math.round(run.limitSeconds)} seconds`
          : whatStopped(`${said ?? ''}\n${error.message}`);
        settle(
          stopped === undefined
            ? { failed: 'refused', reason: reasonIn(said ?? error.message, run.file) }
            : { failed: 'stopped', reason: stopped },
        );
      })
      .on('end', (_: unknown, said: string | null) => {
        settle({ said: said ?? '' });
      })
      .run();
  });
  run.signal?.throwIfAborted();
  return end;
}

/** `00:01:02.50` in seconds. */
function secondsOf(timemark: string): number {
  return timemark.split(':').reduce((sum, part) => sum * 60 + (Number(part) || 0), 0);
}

/** What fluent-ffmpeg or ffmpeg says where someone ended it. A crash of its own is the file's doing. */
const STOPPED = /killed with signal (SIG(?:KILL|TERM|INT|HUP))|received signal (\d+)/;

function whatStopped(said: string): string | undefined {
  const [, signal, number] = STOPPED.exec(said) ?? [];
  const by = signal ?? number;
  return by === undefined ? undefined : `something ended ffmpeg (signal ${by}), perhaps for want of memory`;
}

/** ffmpeg's own reason: the last line that is about an error, without addresses in memory and without paths of this machine. */
export function reasonIn(said: string, file: string): string {
  const lines = said
    .split(/\r?\n/)
    .map((line) =>
      line
        .replace(/^\[[^\]]* @ 0x[0-9a-f]+\]\s*/, '')
        .replaceAll(file, 'the file')
        .trim(),
    )
    .filter((line) => /error|invalid|not |failed|unsupported|unknown|moov|no /i.test(line));
  return (lines.at(-1) ?? 'ffmpeg does not say why').slice(0, 200);
}
