import { Option } from 'commander';

/** `--format`, of which the first choice is the default. */
export function formatOption(choices: readonly string[]): Option {
  return new Option('--format <format>', 'how to print the result').choices(choices).default('text');
}
