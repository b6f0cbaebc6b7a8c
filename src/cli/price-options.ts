import { InvalidArgumentError, Option } from 'commander';

export function costOption(): Option {
  return new Option('--cost-per-mb <amount>', 'what a megabyte costs, such as 0.05').argParser(
    (value: string) => {
      if (!/^\d{1,9}(?:\.\d{1,9})?$/.test(value))
        throw new InvalidArgumentError('It must be an amount, such as 0.05.');
      return Number(value);
    },
  );
}

export function currencyOption(): Option {
  return new Option('--currency <name>', 'of that amount, such as KES').argParser((value: string) => {
    if (!/^[\p{L}\p{Sc}.]{1,12}$/u.test(value))
      throw new InvalidArgumentError('It must be a short name or sign, such as KES or €.');
    return value;
  });
}
