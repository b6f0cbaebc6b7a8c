import { InvalidArgumentError, Option, type Command } from 'commander';
import { formatOption } from './format-option.ts';
import type { Runner } from './program.ts';
import type { ReleaseAddFlags } from './release-add.ts';
import type { ReleaseInitFlags } from './release-init.ts';
import type { ReleasePublishFlags } from './release-publish.ts';
import type { KeyRotateFlags } from './key-rotate.ts';
import { listOf } from './list-option.ts';
import type { ReleaseRenewFlags } from './release-renew.ts';
import { costOption, currencyOption } from './price-options.ts';
import { bandwidthOption, sitesOption, stickOption } from './reach-options.ts';
import type { ReleasePlanFlags } from './release-roll-out.ts';
import type { ReleaseSignFlags } from './release-sign.ts';
import { channelTrustOption } from './trust-option.ts';

const CHANNEL = 'the channel: a folder, or s3://bucket/prefix';

/** `satchel release …`: channels, by which packs are published. */
export function addReleaseCommands(program: Command, run: Runner): void {
  const release = program
    .command('release')
    .summary('publish packs in a signed channel, with small updates')
    .description(
      'Publishes packs in a channel: a folder of static files that any web server, object store or stick can carry, signed so that ' +
        'nobody can slip in another pack or an old one.\nOnce: “release init”. For each version: “release publish”. Other keys: “key rotate”.',
    );

  release
    .command('init')
    .summary('begin a channel')
    .description(
      'Begins a channel: says which keys sign it, and prints its fingerprint, which people compare who meet the channel for the first time.\n\n' +
        'Root keys say which other keys count; they are kept offline, each in another place, and two of three must sign. The online key signs ' +
        'what is published, and may lie in CI: who steals it is locked out by the root keys (“satchel key rotate”).\n' +
        'Alone? Make three root keys all the same, keep one at home, one at work and one with a friend, on paper or a stick.',
    )
    .argument('<channel>', CHANNEL)
    .addOption(keysOption('--root', 'a public key of root; repeated: three are good').makeOptionMandatory())
    .addOption(
      numberOption('--threshold <n>', 'how many of the root keys must sign (default: 2, or 1 of one key)'),
    )
    .addOption(
      keysOption(
        '--key',
        'a public key that signs what is published; repeated: any of them',
      ).makeOptionMandatory(),
    )
    .addOption(
      keysOption('--targets-key', 'a public key that signs what the channel has, if another than --key'),
    )
    .addOption(signOption())
    .addOption(numberOption('--root-expires <days>', 'when the root ends (default: 1825, five years)'))
    .addOption(expiresOption())
    .option('-o, --output <file>', 'where a root goes that others must sign too', '1.root.json')
    .addOption(formatOption(['text', 'json']))
    .action((channel: string, flags: ReleaseInitFlags) =>
      run(async (signal) => (await import('./release-init.ts')).runReleaseInit(channel, flags, signal)),
    );

  adding(
    release
      .command('add')
      .summary('put bundles into a channel, for a later publish')
      .description(
        'Verifies bundles and puts them into the channel with deltas from the versions before, and what changed. Nobody is led to them before ' +
          '“release publish”.',
      )
      .argument('<channel>', CHANNEL)
      .argument('<bundle...>', 'ZIP files of bundles'),
  ).action((channel: string, bundles: string[], flags: ReleaseAddFlags) =>
    run(async (signal) => (await import('./release-add.ts')).runReleaseAdd(channel, bundles, flags, signal)),
  );

  adding(
    release
      .command('publish')
      .summary('lead everybody to what is in a channel; with bundles: add them first')
      .description(
        'Leads everybody to the newest versions in the channel; with bundles, adds them first. Stopped at any moment, everybody sees what was there ' +
          'before, and the same command goes on. Of two who publish at once, one wins, and the other is told (exit code 4).',
      )
      .argument('<channel>', CHANNEL)
      .argument('[bundle...]', 'ZIP files of bundles'),
  ).action((channel: string, bundles: string[], flags: ReleasePublishFlags) =>
    run(async (signal) =>
      (await import('./release-publish.ts')).runReleasePublish(channel, bundles, flags, signal),
    ),
  );

  release
    .command('renew')
    .summary('say anew that what is in a channel is current')
    .description(
      'Signs anew that what was published is current, before that ends (after a year); what else ends soon is signed again too.',
    )
    .argument('<channel>', CHANNEL)
    .option('--all', 'sign all of it again')
    .addOption(signOption())
    .addOption(publisherTrustOption())
    .addOption(expiresOption())
    .addOption(formatOption(['text', 'json']))
    .action((channel: string, flags: ReleaseRenewFlags) =>
      run(async (signal) => (await import('./release-renew.ts')).runReleaseRenew(channel, flags, signal)),
    );

  addPlan(release, run);

  release
    .command('sign')
    .summary('sign a root that others have begun, and make it count')
    .description(
      'Adds signatures to a root that “release init” or “key rotate” has written because more keys must sign it, and says how many are still missing. It is one ' +
        'small file: send it by mail or on a stick, from one keeper of a root key to the next. Once enough have signed, --channel puts it into the channel.',
    )
    .argument('<root.json>', 'the file')
    .addOption(keysOption('--key', 'a secret key to sign with, repeatable (default: the one in SATCHEL_KEY)'))
    .option('--channel <channel>', 'the channel that it is for: makes it count once enough have signed')
    .addOption(publisherTrustOption())
    .addOption(formatOption(['text', 'json']))
    .action((file: string, flags: ReleaseSignFlags) =>
      run(async (signal) => (await import('./release-sign.ts')).runReleaseSign(file, flags, signal)),
    );
}

/** `satchel release plan`: what it costs to bring an update to everybody. */
function addPlan(release: Command, run: Runner): void {
  release
    .command('plan')
    .summary('tell what an update costs each site, and all of them')
    .description(
      'Tells from the sizes in a channel what it costs to bring everybody to the newest versions: whole bundles, updates by deltas, or sticks; bytes, time and ' +
        'money, for one site and for all. The formulae are in docs/roll-out.md.',
    )
    .argument('<channel>', CHANNEL)
    .addOption(sitesOption().makeOptionMandatory())
    .addOption(bandwidthOption())
    .addOption(stickOption())
    .addOption(costOption())
    .addOption(currencyOption())
    .addOption(formatOption(['text', 'json']))
    .action((channel: string, flags: ReleasePlanFlags, command: Command) => {
      if (flags.currency !== undefined && flags.costPerMb === undefined)
        command.error('error: --currency goes with --cost-per-mb');
      return run(async (signal) =>
        (await import('./release-roll-out.ts')).runReleasePlan(channel, flags, signal),
      );
    });
}

const ROLES = ['timestamp', 'snapshot', 'targets', 'root'];

/** `satchel key rotate`: other keys for a channel. */
export function addKeyRotate(key: Command, run: Runner): void {
  key
    .command('rotate')
    .summary('change which keys count in a channel')
    .description(
      'Writes the next root of a channel, which says which keys count from then on; enough keys of the old root and of the new one must sign it. With the old ' +
        'and the new online key at hand, all that is published is signed by both first, so that nobody notices. Was a key stolen? Name it with --remove, and sign with the new one.',
    )
    .argument('<channel>', CHANNEL)
    .addOption(
      new Option(
        '--role <roles>',
        'whose keys change: timestamp, snapshot, targets (these three are the default) or root',
      )
        .default(['timestamp', 'snapshot', 'targets'], 'timestamp,snapshot,targets')
        .argParser((value: string) => {
          const named = listOf(value);
          if (named.some((role) => !ROLES.includes(role)))
            throw new InvalidArgumentError(`It must be of ${ROLES.join(', ')}.`);
          return named;
        }),
    )
    .addOption(keysOption('--new', 'a public key that counts from now on, repeatable'))
    .addOption(
      keysOption(
        '--remove',
        'a public key, or its id as “satchel key show” tells it, that no longer counts, repeatable',
      ),
    )
    .addOption(numberOption('--threshold <n>', 'how many must sign (default: as before)'))
    .addOption(signOption())
    .addOption(publisherTrustOption())
    .addOption(numberOption('--root-expires <days>', 'when the root ends (default: 1825, five years)'))
    .option('-o, --output <file>', 'where a root goes that others must sign too (default: <N>.root.json)')
    .addOption(formatOption(['text', 'json']))
    .action((channel: string, flags: KeyRotateFlags) =>
      run(async (signal) => (await import('./key-rotate.ts')).runKeyRotate(channel, flags, signal)),
    );
}

/** What add and publish have in common. */
function adding(command: Command): Command {
  return command
    .addOption(
      new Option('--deltas <n>', 'versions back to which deltas are made; 0: none')
        .default(5)
        .argParser((value: string) => {
          if (!/^\d{1,2}$/.test(value)) throw new InvalidArgumentError('It must be a number from 0 to 99.');
          return Number(value);
        }),
    )
    .option('--dry-run', 'tell what would be done, and write nothing to the channel')
    .addOption(signOption())
    .addOption(publisherTrustOption())
    .addOption(expiresOption())
    .addOption(formatOption(['text', 'json', 'markdown']));
}

function publisherTrustOption(): Option {
  return channelTrustOption(
    'the channel’s fingerprint (sha256:…), which must be that of what is there (default: SATCHEL_TRUST, or what this machine remembers)',
  );
}

function signOption(): Option {
  return keysOption('--sign', 'a secret key to sign with, repeatable (default: the one in SATCHEL_KEY)');
}

/** One key each time it is named: names of files may have commas. */
function keysOption(flag: string, description: string): Option {
  return new Option(`${flag} <key>`, description).argParser(andKey);
}

function andKey(value: string, before: string[] = []): string[] {
  return [...before, value];
}

function expiresOption(): Option {
  return numberOption('--expires <days>', 'when what is signed ends, and must be renewed (default: 365)');
}

function numberOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string) => {
    if (!/^[1-9]\d{0,4}$/.test(value)) throw new InvalidArgumentError('It must be a whole number from 1.');
    return Number(value);
  });
}
