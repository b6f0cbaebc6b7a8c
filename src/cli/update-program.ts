import { Argument, Option, type Command } from 'commander';
import { languageOption, profileOption } from './build-options.ts';
import { formatOption } from './format-option.ts';
import { listOf } from './list-option.ts';
import { dayCount } from './number-option.ts';
import type { Runner } from './program.ts';
import type { StatusFlags } from './status.ts';
import { channelTrustOption } from './trust-option.ts';
import type { UpdateFlags } from './update.ts';

/** `satchel update` and `satchel status`: packs that follow a channel. */
export function addUpdateCommands(program: Command, run: Runner): void {
  program
    .command('update')
    .summary('fetch the newest versions of packs from a channel')
    .description(
      'Brings the packs in a folder to the newest versions of a channel, by as few bytes as possible; goes on where it was stopped. ' +
        'Everything is proven by the channel’s keys, nothing older is taken, and each old bundle stays until the new one is whole.',
    )
    .argument('<channel>', 'an address (https://…), a folder, or a drop')
    .addOption(new Option('--to <dir>', 'the folder of packs').default('.'))
    .addOption(channelTrustOption('the channel’s fingerprint (sha256:…), the first time'))
    .addOption(
      new Option(
        '--pack <ids>',
        'these packs, whether they are here yet or not, repeatable or with commas (default: what is here)',
      ).argParser(listOf),
    )
    .addOption(languageOption())
    .addOption(profileOption())
    .addOption(new Option('--max-age <days>', 'take no news that is older').argParser(dayCount))
    .option(
      '--accept-older <reason>',
      'take news that is older than what was seen; who did so, when and why is kept and shown by status',
    )
    .option('--keep', 'keep earlier versions beside the later ones')
    .option('--dry-run', 'tell what would be fetched, and change nothing')
    .addOption(formatOption(['text', 'json']))
    .action((channel: string, flags: UpdateFlags) =>
      run(async (signal) => (await import('./update.ts')).runUpdate(channel, flags, signal)),
    );

  program
    .command('status')
    .summary('tell which packs are here, and what is newest')
    .description(
      'Tells which packs a folder has, what the newest versions are, how old that news is and what an update would fetch. ' +
        'Asks nobody. Exit code 1 if something newer is known.',
    )
    .addArgument(new Argument('[dir]', 'the folder of packs').default('.'))
    .addOption(formatOption(['text', 'json']))
    .action((dir: string, flags: StatusFlags) =>
      run(async () => (await import('./status.ts')).runStatus(dir, flags)),
    );
}
