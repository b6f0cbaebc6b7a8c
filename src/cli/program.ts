import { Argument, Command, Option } from 'commander';
import { packageVersion } from '../package.ts';
import type { ApplyFlags } from './apply.ts';
import type { BuildFlags } from './build.ts';
import {
  baseOption,
  baseTrustOption,
  fitOption,
  languageOption,
  maxBundleSizeOption,
  profileOption,
} from './build-options.ts';
import { chainOption, maxSizeOption, pairOf } from './delta-options.ts';
import type { DiffFlags } from './diff.ts';
import type { DoctorFlags } from './doctor.ts';
import { addDropCommands } from './drop-program.ts';
import { examplesOf } from './examples.ts';
import { formatOption } from './format-option.ts';
import { formats } from './format.ts';
import type { InspectFlags } from './inspect.ts';
import { portNumber, wholeNumber } from './number-option.ts';
import type { PreviewFlags } from './preview.ts';
import { costOption, currencyOption } from './price-options.ts';
import { printable } from './printable.ts';
import { addKeyRotate, addReleaseCommands } from './release-program.ts';
import { addReproduce } from './reproduce-program.ts';
import type { ServeFlags } from './serve.ts';
import { printNote } from './terminal.ts';
import type { SizeReportFlags } from './size-report.ts';
import { addTrustCommands } from './trust-program.ts';
import { addUpdateCommands } from './update-program.ts';
import type { ValidateFlags } from './validate.ts';

const EXIT_CODES = `
Exit codes:
  0    done
  1    the content has errors (validate, build --strict), is larger than it may be (budget, --max-size, --fit)
       or changed more than it may (diff --fail-on); something newer is known (status); a bundle is not what its
       source gives (reproduce)
  2    wrong usage
  3    integrity or trust: something is damaged or not what it claims to be
  4    environment: a tool, space or a permission is missing
  70   a bug in Satchel
  130  interrupted`;

/** Runs one verb: a thunk, so that its module is imported only when it is the one that was asked for. */
export type Runner = (verb: (signal: AbortSignal) => Promise<number>) => Promise<void>;

export const shells = ['bash', 'zsh', 'fish'] as const;

/** The commands, options and help texts. Verbs are handed to `run`; wrong usage is thrown as a CommanderError. */
export function createProgram(run: Runner): Command {
  const program = new Command('satchel')
    .description('Compiles curricula in Markdown and media into verified offline bundles.')
    .version(packageVersion(), '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .configureHelp({ showGlobalOptions: false })
    .configureOutput({
      writeErr: printNote,
      outputError: (text, write) => {
        write(text.split('\n').map(printable).join('\n'));
      },
    })
    .exitOverride();

  program
    .command('init')
    .summary('write a starter curriculum')
    .description('Writes a starter curriculum, which builds at once and shows every feature.')
    .addArgument(new Argument('[dir]', 'a new or an empty folder').default('.'))
    .action((dir: string) => run(async () => (await import('./init.ts')).runInit(dir)));

  program
    .command('build')
    .summary('compile a source into bundles')
    .description(
      'Compiles a folder of Markdown and media into bundles, one for each language and profile.\n' +
        'Findings in the content never stop a bundle, unless --strict is given; a size over its budget does.',
    )
    .addArgument(new Argument('[source]', 'the folder').default('.'))
    .option('-o, --output <dir>', 'where the bundles go', 'dist')
    .addOption(profileOption())
    .addOption(languageOption())
    .addOption(
      new Option(
        '--jobs <n>',
        'how many media files to encode at a time (default: one a core, 4 at most)',
      ).argParser(wholeNumber),
    )
    .option('--cache <dir>', "folder of what was made before (default: the user's cache folder)")
    .addOption(baseOption())
    .addOption(baseTrustOption())
    .addOption(maxBundleSizeOption())
    .addOption(fitOption())
    .addOption(
      new Option(
        '--single-file',
        'also write each lesson as one HTML file, for sending by message, into <bundle>_lessons',
      ).conflicts('dryRun'),
    )
    .addOption(
      new Option(
        '--provenance',
        'also write <bundle>.provenance.json, which tells what each bundle was made of and with (in-toto, SLSA)',
      ).conflicts('dryRun'),
    )
    .option('--dry-run', 'show what would be built, write nothing')
    .option('--strict', 'errors in the content stop the build: no bundle is written, exit code 1')
    .addOption(formatOption(formats))
    .action((source: string, flags: BuildFlags) =>
      run(async (signal) => (await import('./build.ts')).runBuild(source, flags, signal)),
    );

  program
    .command('validate')
    .summary('check a source, a bundle, a delta, a manifest or satchel.yaml')
    .description('Checks a source, a bundle, a delta, a manifest or satchel.yaml and shows every finding.')
    .addArgument(
      new Argument('[target]', 'source folder, bundle, delta, manifest.json or satchel.yaml').default('.'),
    )
    .option('--strict', 'warnings count as errors')
    .addOption(formatOption(formats))
    .action((target: string, flags: ValidateFlags) =>
      run(async (signal) => (await import('./validate.ts')).runValidate(target, flags, signal)),
    );

  program
    .command('inspect')
    .summary('show what a bundle or a delta holds')
    .description(
      'Shows what a bundle holds: its lessons, sizes, languages and renditions; of a delta, what it is made for.',
    )
    .argument('<bundle>', 'a bundle, zipped or unpacked, or a delta')
    .addOption(formatOption(['text', 'json']))
    .action((bundle: string, flags: InspectFlags) =>
      run(async () => (await import('./inspect.ts')).runInspect(bundle, flags)),
    );

  addKeyRotate(addTrustCommands(program, run), run);

  addReproduce(program, run);

  program
    .command('unpack')
    .summary('unpack a bundle safely into a folder')
    .description('Verifies a bundle and unpacks it into a new or empty folder.')
    .argument('<bundle>', 'a bundle')
    .addArgument(new Argument('<dir>', 'a new or an empty folder'))
    .action((bundle: string, dir: string) =>
      run(async (signal) => (await import('./unpack.ts')).runUnpack(bundle, dir, signal)),
    );

  program
    .command('diff')
    .summary('tell what changed between two versions of a bundle')
    .description(
      'Tells what changed from one version of a pack to another: lessons, media, sizes; what each change means ' +
        "for learners, whose progress hangs on lessons' ids; and which version number that asks for.\n" +
        'With -o, writes the delta that turns the one into the other, and proves it by applying it.',
    )
    .argument('<base>', 'the earlier bundle, zipped or unpacked')
    .argument('[target]', 'the later one')
    .option('-o, --output <delta>', 'write the delta')
    .option(
      '--from-nothing',
      'with target alone: write (-o) or find (--chain) what needs no base, the smallest first download',
    )
    .addOption(maxSizeOption())
    .addOption(chainOption())
    .addOption(
      new Option(
        '--fail-on <class>',
        'exit code 1 if a change is of this class or worse; -o is written all the same',
      ).choices(['content', 'progress-breaking']),
    )
    .addOption(formatOption(['text', 'json', 'markdown']))
    .action((first: string, second: string | undefined, flags: DiffFlags, command: Command) => {
      const { base, other: target } = pairOf(first, second, flags.fromNothing, command);
      if (flags.output === undefined && flags.maxSize !== undefined)
        command.error('error: --max-size goes with -o');
      if (flags.fromNothing && flags.output === undefined && flags.chain === undefined)
        command.error('error: --from-nothing goes with -o or --chain');
      if (flags.fromNothing && flags.failOn !== undefined)
        command.error('error: --fail-on goes with base and target');
      return run(async (signal) => {
        if (base === undefined)
          return (await import('./diff-delta.ts')).runDiffFromNothing(target, flags, signal);
        return (await import('./diff.ts')).runDiff(base, target, flags, signal);
      });
    });

  program
    .command('apply')
    .summary('turn a bundle into its next version with a delta')
    .description(
      'Makes the later bundle from an earlier one and a delta, byte for byte as it was published. Base is never changed.',
    )
    .argument('<base>', 'the bundle that the delta is made for, zipped or unpacked')
    .argument('[delta]', 'the delta')
    .option(
      '-o, --output <bundle>',
      'where the bundle goes: a file, or a folder that gets it by its own name (default: beside base)',
    )
    .option('--from-nothing', 'the delta needs no base: name it alone')
    .addOption(formatOption(['text', 'json']))
    .action((first: string, second: string | undefined, flags: ApplyFlags, command: Command) => {
      const { base, other: delta } = pairOf(first, second, flags.fromNothing, command);
      return run(async (signal) => (await import('./apply.ts')).runApply(base, delta, flags, signal));
    });

  program
    .command('report')
    .summary('show where the bytes of a bundle are, and what they cost')
    .description(
      'Writes a page that shows where the bytes of a bundle are, by unit, lesson and kind; how long it takes on slow ' +
        'lines, what it costs, and what to make smaller. It opens by double-click, without a network.',
    )
    .argument('<bundle>', 'a bundle, zipped or unpacked')
    .option('-o, --output <file>', 'where the page goes (default: beside the bundle, <its name>_report.html)')
    .addOption(costOption())
    .addOption(currencyOption())
    .addOption(formatOption(['text', 'json']))
    .action((bundle: string, flags: SizeReportFlags, command: Command) => {
      if (flags.currency !== undefined && flags.costPerMb === undefined)
        command.error('error: --currency goes with --cost-per-mb');
      return run(async (signal) => (await import('./size-report.ts')).runSizeReport(bundle, flags, signal));
    });

  program
    .command('preview')
    .summary('show a source or a bundle in the browser, live')
    .description(
      'Serves a source or a bundle on this machine alone and shows each change at once. Ctrl-C ends it.',
    )
    .addArgument(new Argument('[target]', 'source folder or bundle').default('.'))
    .addOption(new Option('--port <n>', 'port to serve on (default: a free one)').argParser(portNumber))
    .addOption(languageOption())
    .option('--open', 'open it in the browser')
    .action((target: string, flags: PreviewFlags) =>
      run(async (signal) => (await import('./preview.ts')).runPreview(target, flags, signal)),
    );

  program
    .command('serve')
    .summary('serve bundles to a classroom over its own network')
    .description(
      'Serves bundles to every phone and computer in the same network, straight from their files: no internet is needed, and ' +
        'nothing is written.\nShows the address to type and a QR code to scan. Ctrl-C ends it.',
    )
    .argument('<bundle...>', 'bundles, zipped or unpacked, folders of bundles, or drops')
    .addOption(
      new Option('--port <n>', 'port to serve on (default: 8000, or one of the nine after it)').argParser(
        portNumber,
      ),
    )
    .option('--host <address>', 'address of this machine to serve on (default: all that it has)')
    .addOption(formatOption(['text', 'json']))
    .action((bundles: string[], flags: ServeFlags) =>
      run(async (signal) => (await import('./serve.ts')).runServe(bundles, flags, signal)),
    );

  addReleaseCommands(program, run);
  addUpdateCommands(program, run);
  addDropCommands(program, run);

  program
    .command('doctor')
    .summary('tell what this machine can do, and how to mend what is missing')
    .description(
      'Tells what this machine can do: encode video, sound, pictures and fonts; how much space there is; ' +
        'and how to mend what is missing.',
    )
    .addOption(formatOption(['text', 'json']))
    .action((flags: DoctorFlags) => run(async () => (await import('./doctor.ts')).runDoctor(flags)));

  program
    .command('completion')
    .summary('print a completion script for a shell')
    .description('Prints a script that completes commands, options and files in a shell.')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .action((shell: (typeof shells)[number]) =>
      run(async () => (await import('./completion.ts')).runCompletion(shell, program)),
    );

  // An unset variable of a shell script would else name the current folder, to be filled or to hold the cache.
  program.hook('preAction', (_, command) => {
    if ([...command.args, ...Object.values<unknown>(command.opts())].includes(''))
      command.error('error: a name is empty');
  });

  const groups = program.commands.filter(({ commands }) => commands.length > 0);
  for (const command of [program, ...program.commands, ...groups.flatMap(({ commands }) => commands)]) {
    const above = command.parent === null || command.parent === program ? '' : `${command.parent.name()} `;
    const name = `${above}${command.name()}`;
    command.addHelpText('after', `\nExamples:\n${examplesOf(name)}\n${EXIT_CODES}`);
  }
  return program;
}
