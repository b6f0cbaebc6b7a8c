import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];
type Paint = (format: Format, text: string) => string;

/** Prints the result of a command: what another program would read. */
export function printResult(text: string): void {
  if (text !== '') process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Prints all else: progress, findings beside a result, failures, advice. */
export function printNote(text: string): void {
  if (text !== '') notes().write(text.endsWith('\n') ? text : `${text}\n`);
}

/** stderr. What cannot be noted (a full disk behind `2> log`, a terminal that went away) is no failure: the result is elsewhere. */
export function notes(): NodeJS.WriteStream {
  const { stderr } = process;
  if (stderr.listenerCount('error') === 0) stderr.on('error', () => undefined);
  return stderr;
}

/** Colours text for `stream` if it is a terminal that shows them. */
export function painter(stream: NodeJS.WriteStream): Paint {
  return wantsColour(stream, process.env)
    ? // Asked above: Node's own answer looks at stdout alone and differs between Node 20 and 22.
      (format, text) => styleText(format, text, { validateStream: false })
    : (_, text) => text;
}

/** FORCE_COLOR (but `0`) beats NO_COLOR, as in Node; else colours are for terminals. https://no-color.org */
export function wantsColour(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false';
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}
