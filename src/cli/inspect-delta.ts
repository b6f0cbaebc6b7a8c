import { inspectDelta, type DeltaInspection } from '../delta/inspect-delta.ts';
import { EXIT } from './failure.ts';
import type { Format } from './format.ts';
import { formatCount, formatSize } from '../quantity.ts';
import { printReport } from './report.ts';
import { printResult } from './terminal.ts';

/** Shows what a delta is made for and what it gives. */
export async function runInspectDelta(file: string, format: Format): Promise<number> {
  const delta = inspectDelta(file);
  await printReport(format, {
    command: 'inspect',
    exitCode: EXIT.done,
    findings: [],
    json: { file, delta },
    text: () => {
      printResult(describe(delta).join('\n'));
    },
  });
  return EXIT.done;
}

function describe({ base, target, size, textSize, media, mediaSize }: DeltaInspection): string[] {
  const contents = `${formatSize(textSize)} of text, ${formatCount(media, 'media file')} of ${formatSize(mediaSize)}`;
  return [
    'a delta, format 1',
    '',
    `base    ${base === undefined ? 'none is needed' : `the bundle whose digest begins with sha256:${base}`}`,
    `target  ${target}`,
    `holds   ${formatSize(size)}: ${contents}`,
  ];
}
