import { Argument, type Command } from 'commander';
import { baseOption, baseTrustOption } from './build-options.ts';
import { formatOption } from './format-option.ts';
import type { Runner } from './program.ts';
import type { ReproduceFlags } from './reproduce.ts';
import { sizeOption } from './size-option.ts';

/** Adds the command that builds a bundle again. */
export function addReproduce(program: Command, run: Runner): void {
  program
    .command('reproduce')
    .summary('build a bundle again from its source, and tell whether it is the same')
    .description(
      'Builds a bundle again, in a temporary folder, from the source that it was built from, and compares every byte. Text comes ' +
        'from the source alone; media is encoded here where that gives the same bytes, else taken from the bundle, which is told.\n' +
        'Exit code 0 where it is proven, 1 where something differs: then each difference is named with its reason.',
    )
    .argument('<bundle>', 'a bundle, zipped or unpacked')
    .addArgument(new Argument('<source>', 'the folder that it was built from, as it was then'))
    .addOption(baseOption())
    .addOption(baseTrustOption())
    .addOption(sizeOption('--fit <size>', 'what it was built to fit (default: as its provenance says)'))
    .option('--cache <dir>', "folder of what was made before (default: the user's cache folder)")
    .addOption(formatOption(['text', 'json']))
    .action((bundle: string, source: string, flags: ReproduceFlags) =>
      run(async (signal) => (await import('./reproduce.ts')).runReproduce(bundle, source, flags, signal)),
    );
}
