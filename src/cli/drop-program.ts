import { Option, type Command } from 'commander';
import { languageOption, profileOption } from './build-options.ts';
import type { DropPackFlags } from './drop-pack.ts';
import type { DropPlanFlags } from './drop-plan.ts';
import type { DropReceiptFlags } from './drop-receipt.ts';
import type { DropRepairFlags } from './drop-repair.ts';
import type { DropVerifyFlags } from './drop-verify.ts';
import type { DropWriteFlags } from './drop-write.ts';
import { formatOption } from './format-option.ts';
import { listOf } from './list-option.ts';
import type { Runner } from './program.ts';
import { trustOption } from './trust-option.ts';

/** `satchel drop …`: sticks and folders laid out for learners. */
export function addDropCommands(program: Command, run: Runner): Command {
  const drop = program
    .command('drop')
    .summary('put packs on USB sticks, update, check and mend them')
    .description(
      'Puts packs on USB sticks or into folders, where a double-click on index.html opens them; updates, checks and mends ' +
        'those. A stick that is pulled out midway keeps what it had.',
    );

  writing(
    drop
      .command('plan')
      .summary('tell what a write would do, and write nothing')
      .description(
        'Tells what would be written, added and removed, what it takes on the stick, and everything that speaks against it.',
      ),
  )
    .option(
      '--measure',
      'find out how fast each stick is (8 MiB are written and removed), and how long a write takes',
    )
    .addOption(formatOption(['text', 'json']))
    .action((sources: string[], flags: DropPlanFlags) =>
      run(async (signal) => (await import('./drop-plan.ts')).runDropPlan(sources, flags, signal)),
    );

  writing(
    drop
      .command('write')
      .summary('put packs on sticks, or their next versions')
      .description(
        'Writes packs to one or many sticks at once, each at its own pace, and reads every byte back. Only what is new is written; ' +
          'what was stopped goes on where it was. Where stdout is no terminal, each event is a line of JSON.',
      ),
  )
    .option('--label <text>', 'what the receipt calls the stick, or who gets it (“School 12”)')
    .addOption(receiptsOption())
    .addOption(
      new Option('--format <format>', 'how to print (default: text on a terminal, else json)').choices([
        'text',
        'json',
      ]),
    )
    .action((sources: string[], flags: DropWriteFlags) =>
      run(async (signal) => (await import('./drop-write.ts')).runDropWrite(sources, flags, signal)),
    );

  drop
    .command('verify')
    .summary('read every byte of drops again')
    .description(
      'Reads every byte of drops again and names each file that is damaged, missing, foreign or cut off; says which release is whole.',
    )
    .argument('<drop...>', 'sticks or folders that “satchel drop write” wrote')
    .addOption(trustOption())
    .addOption(formatOption(['text', 'json']))
    .action((targets: string[], flags: DropVerifyFlags) =>
      run(async (signal) => (await import('./drop-verify.ts')).runDropVerify(targets, flags, signal)),
    );

  drop
    .command('repair')
    .summary('mend what is damaged on a drop, and write nothing else')
    .description(
      'Reads every byte of the newest release and writes what is damaged or missing anew, from the bundles that are named. ' +
        'Without them: what can be made anew, and what other packs on the drop have.',
    )
    .argument('<drop>', 'a stick or folder that “satchel drop write” wrote')
    .option('--from <source...>', 'bundles, folders of bundles, drops, channels, or repair files')
    .addOption(trustOption())
    .option('--plan', 'tell what is damaged, and write nothing to the drop')
    .option('-o, --output <file>', 'write down what is needed, for “satchel drop pack”')
    .addOption(formatOption(['text', 'json']))
    .action((target: string, flags: DropRepairFlags) =>
      run(async (signal) => (await import('./drop-repair.ts')).runDropRepair(target, flags, signal)),
    );

  drop
    .command('pack')
    .summary('make a repair file of what a damaged drop needs')
    .description(
      'Packs what “satchel drop repair --plan -o need.json” has written down, and no more, into one file.',
    )
    .argument('<need>', 'the need.json that came from the drop')
    .argument('<source...>', 'bundles, folders of bundles, drops, or channels (folders or addresses)')
    .requiredOption('-o, --output <file>', 'the repair file')
    .addOption(formatOption(['text', 'json']))
    .action((need: string, sources: string[], flags: DropPackFlags) =>
      run(async (signal) => (await import('./drop-pack.ts')).runDropPack(need, sources, flags, signal)),
    );

  drop
    .command('receipt')
    .summary('list what was put on which stick')
    .description(
      'Lists the receipts that “satchel drop write” keeps on this machine, and tells if one has been changed: each holds the digest of ' +
        'the one before it.',
    )
    .addOption(receiptsOption())
    .addOption(formatOption(['text', 'csv', 'json']))
    .action((flags: DropReceiptFlags) =>
      run(async () => (await import('./drop-receipt.ts')).runDropReceipt(flags)),
    );

  return drop;
}

function receiptsOption(): Option {
  return new Option('--receipts <dir>', "folder of the receipts (default: the user's data folder)");
}

/** What plan and write have in common. */
function writing(command: Command): Command {
  return command
    .argument('<source...>', 'bundles, folders of bundles, or drops')
    .requiredOption('--to <dir...>', 'sticks: the folders where the system shows them')
    .addOption(
      new Option('--pack <ids>', 'only packs with these ids, repeatable or with commas').argParser(listOf),
    )
    .addOption(languageOption())
    .addOption(profileOption())
    .addOption(
      new Option(
        '--unit <ids>',
        'of packs that have any of these units only those, repeatable or with commas',
      ).argParser(listOf),
    )
    .option(
      '--fit',
      'leave out what has no room: what is named first comes first, at the highest profile that fits',
    )
    .option(
      '--carry <file...>',
      'also lay these bundles and deltas on the stick as they are, for the next laptop',
    )
    .addOption(trustOption())
    .option('--only', 'remove packs that are on the stick and not named here')
    .option('--older', 'put an earlier version in the place of a later one')
    .option('--allow-folder', 'also write into a folder that is no drive to be pulled out');
}
