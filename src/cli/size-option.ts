import { InvalidArgumentError, Option } from 'commander';
import { parseSize } from '../quantity.ts';

/** An option that takes a size, in bytes once it is parsed. */
export function sizeOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string) => {
    const size = parseSize(value);
    if (size === undefined) throw new InvalidArgumentError('It must be a size, such as 200KB or 1.5 MB.');
    return size;
  });
}
