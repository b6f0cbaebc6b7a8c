import { InvalidArgumentError, Option, type Command } from 'commander';

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
  return new Option('--max-size <size>', 'exit code 1 if the delta is larger (200KB, 1.5 MB)').argParser(
    (value: string) => {
      const [, number = '', unit = ''] = /^(\d{1,12}(?:\.\d{1,9})?) ?([kmg]?i?)b?$/i.exec(value) ?? [];
      const factor = { '': 1, k: 1e3, m: 1e6, g: 1e9, ki: 2 ** 10, mi: 2 ** 20, gi: 2 ** 30 }[
        unit.toLowerCase()
      ];
      if (number === '' || factor === undefined)
        throw new InvalidArgumentError('It must be a size, such as 200KB or 1.5 MB.');
      return Math.floor(Number(number) * factor);
    },
  );
}

/** Repeatable; a comma may stand in a file's name. */
export function chainOption(): Option {
  return new Option(
    '--chain <deltas>',
    'show the cheapest way to target by these deltas, files or folders of them, repeatable',
  ).argParser((value: string, before?: string[]) => [...(before ?? []), value]);
}
