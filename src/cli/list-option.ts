import { InvalidArgumentError } from 'commander';

/** The words of an option that is repeatable, or has commas. */
export function listOf(value: string, before: string[] = []): string[] {
  const items = value.split(',').map((item) => item.trim());
  if (items.includes('')) throw new InvalidArgumentError('A name is empty.');
  return [...before, ...items.filter((item) => !before.includes(item))];
}
