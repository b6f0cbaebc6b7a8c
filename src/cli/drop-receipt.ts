import { diagnostic } from '../diagnostic.ts';
import { EXIT } from './failure.ts';
import { formatFinding } from './findings.ts';
import { printable } from './printable.ts';
import { printReport } from './report.ts';
import { painter, printNote, printResult } from './terminal.ts';

export interface DropReceiptFlags {
  readonly receipts?: string;
  readonly format: 'text' | 'csv' | 'json';
}

/** Lists receipts; exit code 3 where the chain is broken. */
export async function runDropReceipt({ receipts: dir, format }: DropReceiptFlags): Promise<number> {
  const { defaultReceiptsDir, readReceipts, receiptsCsv } = await import('../drop/receipts.ts');
  const folder = dir ?? defaultReceiptsDir();
  const { receipts, broken } = readReceipts(folder);
  const findings = broken === undefined ? [] : [diagnostic('drop-receipt-damaged', { name: broken })];
  const exitCode = broken === undefined ? EXIT.done : EXIT.integrity;
  if (format === 'csv') printResult(receiptsCsv(receipts));
  await printReport(format === 'json' ? 'json' : 'text', {
    command: 'drop receipt',
    exitCode,
    findings,
    json: { receipts },
    text: () => {
      const tell = format === 'csv' ? printNote : printResult;
      if (format === 'text')
        for (const { number, time, label, volume, release, packs } of receipts) {
          const whose = [label, volume]
            .filter((word) => word !== undefined)
            .map(printable)
            .join('  ');
          const what = packs.map(({ id, version, language }) => `${id} ${version} ${language}`).join(', ');
          printResult(`${number}  ${time}  ${whose}  release ${release}: ${printable(what)}`);
        }
      if (format === 'text' && receipts.length === 0 && findings.length === 0)
        printNote(`no receipts in ${printable(folder)}: “satchel drop write” keeps them there`);
      tell(findings.map((finding) => formatFinding(finding, painter(process.stdout))).join('\n'));
    },
  });
  return exitCode;
}
