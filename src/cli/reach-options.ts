import { InvalidArgumentError, Option } from 'commander';
import { parseSize } from '../quantity.ts';

export function sitesOption(): Option {
  return new Option('--sites <n>', 'schools, hubs or laptops that get the update').argParser(
    (value: string) => {
      if (!/^[1-9]\d{0,9}$/.test(value)) throw new InvalidArgumentError('It must be a whole number from 1.');
      return Number(value);
    },
  );
}

/** In kbit/s once it is parsed. */
export function bandwidthOption(): Option {
  return new Option('--bandwidth <speed>', 'of the line of a site, such as 64kbit or 2Mbit (a second)')
    .default(70, '70kbit, a fast 2G line')
    .argParser((value: string) => {
      const [, number, unit = ''] = /^(\d{1,9}(?:\.\d{1,6})?) ?([kmg])(?:bit|bps|bit\/s)$/i.exec(value) ?? [];
      const factor = { k: 1, m: 1e3, g: 1e6 }[unit.toLowerCase()];
      if (number === undefined || factor === undefined || Number(number) === 0)
        throw new InvalidArgumentError('It must be a speed, such as 64kbit or 2Mbit.');
      return Number(number) * factor;
    });
}

/** In bytes a second once it is parsed. */
export function stickOption(): Option {
  return new Option('--stick <size>', 'what is written to a stick and read back in a second')
    .default(5_000_000, '5MB')
    .argParser((value: string) => {
      const size = parseSize(value);
      if (size === undefined || size === 0) throw new InvalidArgumentError('It must be a size, such as 5MB.');
      return size;
    });
}
