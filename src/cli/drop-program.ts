import { Option, type Command } from 'commander';
import { languageOption, profileOption } from './build-options.ts';
import type { DropPlanFlags } from './drop-plan.ts';
import type { DropVerifyFlags } from './drop-verify.ts';
import type { DropWriteFlags } from './drop-write.ts';
import { formatOption } from './format-option.ts';
import { listOf } from './list-option.ts';
import type { Runner } from './program.ts';

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
    .addOption(formatOption(['text', 'json']))
    .action((sources: string[], flags: DropPlanFlags) =>
      run(async () => (await import('./drop-plan.ts')).runDropPlan(sources, flags)),
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
    .addOption(formatOption(['text', 'json']))
    .action((targets: string[], flags: DropVerifyFlags) =>
      run(async (signal) => (await import('./drop-verify.ts')).runDropVerify(targets, flags, signal)),
    );

  return drop;
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
    .option('--only', 'remove packs that are on the stick and not named here')
    .option('--older', 'put an earlier version in the place of a later one')
    .option('--allow-folder', 'also write into a folder that is no drive to be pulled out');
}
