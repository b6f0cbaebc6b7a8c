import { spawn } from 'node:child_process';

/**
 * Sees to it that a process which this one has started is killed when this one is killed itself, by whatever cannot be caught.
 * Returns what is to be called once the process has ended.
 *
 * ffmpeg does not mind: it ignores SIGPIPE and what becomes of its progress, and the end of its standard input is no `q` to it.
 * So a shell waits at a pipe that we hold: the pipe ends without a line when we do. Windows needs none, since libuv
 * puts what it starts into a job object that ends with us.
 */
export function endWithUs(pid: number): () => void {
  if (process.platform === 'win32') return () => undefined;
  const watch = spawn('/bin/sh', ['-c', 'read -r line || kill -9 "$1"', 'sh', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Whoever kills all of a terminal's processes does not kill this one before it has done its work.
    detached: true,
  });
  // Where there is no shell, ffmpeg runs on: no reason not to encode.
  watch.on('error', () => undefined);
  watch.stdin.on('error', () => undefined);
  watch.unref();
  return () => watch.stdin.end('ended\n');
}
