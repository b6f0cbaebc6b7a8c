import { CommanderError, type Command } from 'commander';
import type { Params } from '../diagnostic.ts';
import type { Format } from './format.ts';
import { createProgram } from './program.ts';

// The table is in failure.ts; it is not imported here, so that help and version load no more than they need.
const [DONE, USAGE, BUG, INTERRUPTED] = [0, 2, 70, 130];

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    // The first asks the verb to stop and clean up; whoever asks again does not want to wait for that.
    if (interruption.signal.aborted) process.exit(INTERRUPTED);
    interruption.abort();
  });

process.on('uncaughtException', (thrown: NodeJS.ErrnoException) => {
  // A reader that has seen enough (`| head`) is no failure; the work goes on and ends with its own exit code. The streams
  // are not asked for this: whoever does not print need not pay for them at start.
  if (thrown.code === 'EPIPE' && thrown.syscall === 'write') return;
  // Told on stderr alone, since stdout may be what failed. A verb that still runs cleans up; its outcome no longer counts.
  void end(thrown, 'text').then(() => {
    interruption.abort(thrown);
  });
});

let failed = false;
let running: Command | undefined;
const program = createProgram(async (verb) => {
  const exitCode = await verb(interruption.signal);
  if (!failed) process.exitCode = exitCode;
});
program.hook('preAction', (_, command) => {
  running = command;
});

try {
  await program.parseAsync(spelledOut(process.argv.slice(2)), { from: 'user' });
  if (interruption.signal.aborted) process.exit(process.exitCode);
} catch (thrown) {
  await end(thrown);
}

/** Says why a command has ended before its time, and sets the exit code. */
async function end(thrown: unknown, format?: Format): Promise<void> {
  // What fails while a failure is told has nobody to be told to.
  if (failed) process.exit(process.exitCode);
  if (thrown instanceof CommanderError) {
    // Help and version are asked for; a bare `satchel` is not (commander tells them apart by its own exit code).
    process.exitCode = thrown.exitCode === 0 ? DONE : USAGE;
    if (process.exitCode === USAGE) await tellUsage(thrown);
    return;
  }
  failed = true;
  if (interruption.signal.aborted) {
    process.exitCode = INTERRUPTED;
    await tell('run-interrupted', {});
    // What is still under way must not hold the process: everything that must be cleaned up is by now.
    process.exit(INTERRUPTED);
  }
  const { failureOf } = await import('./failure.ts');
  const failure = failureOf(thrown);
  process.exitCode = failure.exit;
  if ('bug' in failure) {
    const [{ describeBug }, { printNote }] = await Promise.all([import('./bug.ts'), import('./terminal.ts')]);
    printNote(describeBug(failure.bug, process.argv.slice(2)));
    process.exit(BUG);
  }
  const { printFailure } = await import('./report.ts');
  await printFailure(format ?? formatOf(running), nameOf(running), failure.exit, failure.finding);
}

/** Wrong usage has been told on stderr; whoever reads a document gets one, and people are told where to read on. */
async function tellUsage({ message, code }: CommanderError): Promise<void> {
  // Help that stands in place of a missing command says all there is to say.
  if (code === 'commander.help') return;
  const args = process.argv.slice(2);
  const command = program.commands.find((one) => one.name() === args[0]);
  const named = nameOf(command?.commands.find((one) => one.name() === args[1]) ?? command);
  const help = [...(command ? ['satchel'] : []), named, '--help'].join(' ');
  if (/^--format[= ]json$/m.test(args.join('\n').replaceAll('--format\n', '--format ')))
    await tell(
      'usage-wrong',
      { reason: message.replace(/^error: /, '').replaceAll('\n', ' '), help },
      'json',
      command && named,
    );
  else (await import('./terminal.ts')).printNote(`“${help}” tells what can be typed`);
}

/** Prints a finding of the command line itself. */
async function tell(
  code: 'usage-wrong' | 'run-interrupted',
  params: Params,
  format = formatOf(running),
  command = nameOf(running),
): Promise<void> {
  const [{ diagnostic }, { printFailure }] = await Promise.all([
    import('../diagnostic.ts'),
    import('./report.ts'),
  ]);
  await printFailure(format, command, Number(process.exitCode), diagnostic(code, params));
}

/** `help nosuch` as `nosuch`, which is answered with the command that was meant. */
function spelledOut(args: readonly string[]): readonly string[] {
  const [verb, name] = args;
  const isKnown = name === undefined || name.startsWith('-') || name === 'help';
  return verb !== 'help' || isKnown || program.commands.some((command) => command.name() === name)
    ? args
    : [name];
}

/** As it is typed: `drop write`. */
function nameOf(command: Command | undefined): string {
  if (command === undefined) return 'satchel';
  const above = command.parent;
  return above === null || above === program ? command.name() : `${above.name()} ${command.name()}`;
}

function formatOf(command: Command | undefined): Format {
  return (command?.opts()['format'] ?? 'text') as Format;
}
