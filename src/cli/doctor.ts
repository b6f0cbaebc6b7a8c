import type { Check } from '../doctor/check.ts';
import { checkMachine } from '../doctor/checks.ts';
import { packageVersion } from '../package.ts';
import { formatCount } from '../quantity.ts';
import { EXIT } from './failure.ts';
import type { Format } from './format.ts';
import { printable } from './printable.ts';
import { printReport } from './report.ts';
import { painter, printResult } from './terminal.ts';

export interface DoctorFlags {
  readonly format: Format;
}

const COLOURS = { ok: 'green', missing: 'red', note: 'yellow' } as const satisfies Record<
  Check['state'],
  string
>;

/** Tells what this machine can do, and what to do about what it cannot. */
export async function runDoctor(flags: DoctorFlags): Promise<number> {
  const checks = await checkMachine(process.env);
  const missing = checks.filter(({ state }) => state === 'missing').length;
  const exitCode = missing > 0 ? EXIT.environment : EXIT.done;
  await printReport(flags.format, {
    command: 'doctor',
    exitCode,
    findings: [],
    json: { satchel: packageVersion(), checks },
    text: () => {
      const verdict =
        missing === 0
          ? 'This machine can do all that Satchel does.'
          : `${formatCount(missing, 'thing')} missing; what does not need ${missing === 1 ? 'it' : 'them'} works all the same.`;
      printResult([`satchel    ${packageVersion()}`, ...describe(checks), '', verdict].join('\n'));
    },
  });
  return exitCode;
}

function describe(checks: readonly Check[]): string[] {
  const paint = painter(process.stdout);
  const width = Math.max(...checks.map(({ subject }) => subject.length));
  return checks.flatMap(({ subject, state, found, purpose, next }) => [
    `${paint(COLOURS[state], state.padEnd(7))}  ${paint('bold', subject.padEnd(width))}  ${purpose}${found === undefined ? '' : `: ${printable(found)}`}`,
    ...(next === undefined ? [] : [`${' '.repeat(width + 11)}next: ${printable(next)}`]),
  ]);
}
