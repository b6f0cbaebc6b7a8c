import { InvalidArgumentError, Option } from 'commander';
import { profiles } from '../media/preset.ts';
import { listOf } from './list-option.ts';
import { sizeOption } from './size-option.ts';
import { channelTrustOption } from './trust-option.ts';

/** Repeatable, and a comma list: a variadic option would swallow the source that follows it. */
export function profileOption(): Option {
  const option = new Option('--profile <names>', 'profiles, repeatable or with commas').choices(profiles);
  return option.argParser((value: string, before?: string[]) => {
    const names = listOf(value, before);
    const unknown = names.find((name) => !(profiles as readonly string[]).includes(name));
    if (unknown !== undefined) throw new InvalidArgumentError(`Allowed choices are ${profiles.join(', ')}.`);
    return names;
  });
}

/** Repeatable; a comma may stand in a file's name. */
export function baseOption(): Option {
  const option = new Option(
    '--base <bundle|channel>',
    'published bundle to go on from, one for each variant, repeatable; or the channel (folder, s3://… or address) that has them',
  );
  return option.argParser((value: string, before?: string[]) => {
    if (value === '') throw new InvalidArgumentError('A name is empty.');
    return [...(before ?? []), value];
  });
}

/** Whose channel `--base` names. */
export function baseTrustOption(): Option {
  return channelTrustOption(
    'the fingerprint of the channel that --base names (default: SATCHEL_TRUST; for a folder or s3://, that of the channel that was published in from here)',
  );
}

export function languageOption(): Option {
  return new Option(
    '--language <tags>',
    'only these languages (BCP 47), repeatable or with commas',
  ).argParser(listOf);
}

export function maxBundleSizeOption(): Option {
  const what = 'the most that a bundle may have (200MB, 1.5 GiB): larger ones are not written';
  return sizeOption('--max-size <size>', what).conflicts(['fit', 'dryRun']);
}

export function fitOption(): Option {
  const what = 'take media to lower profiles until each bundle has no more';
  return sizeOption('--fit <size>', what).conflicts('dryRun');
}
