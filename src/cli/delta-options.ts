import { Option, type Command } from 'commander';
import { sizeOption } from './size-option.ts';

/** What stands for base and target, or for base and a delta, where base may be nothing. */
export interface Pair {
  readonly base: string | undefined;
  readonly other: string;
}

/** Sorts out `<base> <other>`, or `--from-nothing <other>`. Wrong usage is told by commander. */
export function pairOf(
  first: string,
  second: string | undefined,
  fromNothing: boolean | undefined,
  command: Command,
): Pair {
  const name = command.registeredArguments[1]?.name() ?? '';
  if (fromNothing && second !== undefined)
    command.error(`error: too many arguments: --from-nothing goes with ${name} alone`);
  if (fromNothing) return { base: undefined, other: first };
  if (second === undefined) command.error(`error: missing required argument '${name}'`);
  return { base: first, other: second };
}

export function maxSizeOption(): Option {
  return sizeOption('--max-size <size>', 'exit code 1 if the delta is larger (200KB, 1.5 MB)');
}

/** Repeatable; a comma may stand in a file's name. */
export function chainOption(): Option {
  return new Option(
    '--chain <deltas>',
    'show the cheapest way to target by these deltas, files or folders of them, repeatable',
  ).argParser((value: string, before?: string[]) => [...(before ?? []), value]);
}
