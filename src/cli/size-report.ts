import { advices } from '../report/advice.ts';
import { costOf, formatCost, lines, secondsOn, type Price } from '../delivery.ts';
import { kindWords } from '../report/kinds.ts';
import type { LargeFile, SizeReport, Spending } from '../report/size-report.ts';
import { formatCount, formatDuration, formatSize } from '../quantity.ts';
import { EXIT } from './failure.ts';
import type { Format } from './format.ts';
import { printable } from './printable.ts';
import { printReport } from './report.ts';
import { printResult } from './terminal.ts';

export interface SizeReportFlags {
  readonly output?: string;
  readonly costPerMb?: number;
  readonly currency?: string;
  readonly format: Format;
}

/** Tells what a bundle's bytes are spent on, in a page beside it; as a document, the page is written only where it is named. */
export async function runSizeReport(
  bundle: string,
  flags: SizeReportFlags,
  signal: AbortSignal,
): Promise<number> {
  const { measureBundle } = await import('../report/measure.ts');
  const report = await measureBundle(bundle, { signal });
  const price =
    flags.costPerMb === undefined
      ? undefined
      : { perMegabyte: flags.costPerMb, currency: flags.currency ?? '' };
  const page =
    flags.format === 'text' || flags.output !== undefined
      ? await write(bundle, report, price, flags)
      : undefined;
  await printReport(flags.format, {
    command: 'report',
    exitCode: EXIT.done,
    findings: [],
    json: {
      file: bundle,
      ...(page !== undefined && { page }),
      ...report,
      lines: lines.map((line) => ({ ...line, seconds: Math.round(secondsOn(line, report.size) * 10) / 10 })),
      ...(price && { cost: { ...price, amount: Number(costOf(price, report.size).toFixed(6)) } }),
    },
    text: () => {
      printResult([...describe(report, price), '', `written: ${printable(page ?? '')}`].join('\n'));
    },
  });
  return EXIT.done;
}

async function write(
  bundle: string,
  report: SizeReport,
  price: Price | undefined,
  { output }: SizeReportFlags,
): Promise<string> {
  const [{ renderPage }, { placeOf, writePage }] = await Promise.all([
    import('../report/page.ts'),
    import('../report/write-page.ts'),
  ]);
  const file = placeOf(bundle, output);
  writePage(file, renderPage(report, price));
  return file;
}

function describe(report: SizeReport, price: Price | undefined): string[] {
  const { bundle, size, unpackedSize, renditions, kinds, units, shared, largest } = report;
  const time = lines.map(
    (line) => `${formatDuration(secondsOn(line, size))} on ${line.name} (${line.kbitPerSecond} kbit/s)`,
  );
  return [
    printable(bundle.title),
    '',
    `download   ${formatSize(size)} (${formatSize(unpackedSize)} unpacked)`,
    `takes      ${time.join(', ')}`,
    ...(price ? [`costs      ${printable(formatCost(price, costOf(price, size)))}`] : []),
    ...(renditions
      ? [
          `media      ${formatSize(renditions.size)}, made from ${formatSize(renditions.sourceSize)} (${formatCount(renditions.assets, 'file')})`,
        ]
      : []),
    '',
    ...kinds.map((one) => line(one.size, size, kindWords[one.kind].name.toLowerCase())),
    '',
    'units',
    ...units.map((unit) => line(unit.size, size, `${printable(unit.title)}${mostly(unit)}`)),
    line(shared.size, size, 'for the whole pack'),
    ...(largest.length > 0 ? ['', 'largest files'] : []),
    ...largest.map(describeLarge),
    ...advices(largest).map(
      ({ for: places, advice }) =>
        `to make ${places.length === largest.length ? 'them' : places.join(', ')} smaller: ${advice}`,
    ),
  ];
}

function line(size: number, whole: number, text: string): string {
  const share = whole === 0 ? 0 : Math.round((size / whole) * 100);
  return `${formatSize(size).padStart(9)}  ${`${share} %`.padStart(5)}  ${text}`;
}

function mostly({ kinds, size }: Spending): string {
  const [largest] = [...kinds].sort((a, b) => b.size - a.size);
  return largest && largest.size > size / 2 ? ` (mostly ${kindWords[largest.kind].name.toLowerCase()})` : '';
}

function describeLarge({ path, size, lesson }: LargeFile, i: number): string {
  const where = lesson === undefined ? '' : `, in “${printable(lesson)}”`;
  return `${formatSize(size).padStart(9)}  ${`${i + 1}.`.padStart(5)}  ${printable(path)}${where}`;
}
