import { readFileSync, statSync } from 'node:fs';
import { diagnostic, SatchelError } from '../diagnostic.ts';
import { formatCount, formatSize } from '../quantity.ts';
import { EXIT } from './failure.ts';
import { formatFinding } from './findings.ts';
import { printable } from './printable.ts';
import { printReport } from './report.ts';
import { painter, printResult } from './terminal.ts';

export interface DropPackFlags {
  readonly output: string;
  readonly format: 'text' | 'json';
}

/** Writes a repair file of what a drop needs; exit code 3 where the bundles lack some of it. */
export async function runDropPack(
  file: string,
  sources: readonly string[],
  { output, format }: DropPackFlags,
  signal: AbortSignal,
): Promise<number> {
  const [{ MAX_NEED_SIZE, packNeed, parseNeed }, { closeOffers, openEvery }] = await Promise.all([
    import('../drop/need.ts'),
    import('../drop/sources.ts'),
  ]);
  if (statSync(file).size > MAX_NEED_SIZE) throw new SatchelError('drop-need-damaged', { file });
  const need = parseNeed(readFileSync(file), file);
  const offers = await openEvery(sources);
  const packed = await packNeed(need, offers, output, signal).finally(() => closeOffers(offers));
  const { entries, size, missing } = packed;
  const findings = missing.length > 0 ? [diagnostic('drop-need-missing', { count: missing.length })] : [];
  const exitCode = missing.length > 0 ? EXIT.integrity : EXIT.done;
  await printReport(format, {
    command: 'drop pack',
    exitCode,
    findings,
    json: { file: output, entries, size, missing },
    text: () => {
      printResult(`${printable(output)}: ${formatCount(entries, 'file')}, ${formatSize(size)}`);
      printResult(findings.map((finding) => formatFinding(finding, painter(process.stdout))).join('\n'));
      printResult(`next: satchel drop repair <stick> --from ${printable(output)}`);
    },
  });
  return exitCode;
}
