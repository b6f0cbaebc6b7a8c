import { wordsOf } from '../channel/contents.ts';
import { day } from '../channel/fresh.ts';
import { formatSize } from '../quantity.ts';
import type { Status } from '../update/status.ts';
import { EXIT } from './failure.ts';
import { noteFindings } from './findings.ts';
import { printable } from './printable.ts';
import { printReport } from './report.ts';
import { painter, printResult } from './terminal.ts';
import { plannedJson } from './update.ts';

export interface StatusFlags {
  readonly format: 'text' | 'json';
}

/** Tells what a folder of packs has and knows; exit code 1 if something newer is known. */
export async function runStatus(dir: string, flags: StatusFlags): Promise<number> {
  const { status } = await import('../update/status.ts');
  const now = Date.now();
  const found = await status(dir, now);
  const exitCode = found.pending.length > 0 ? EXIT.content : EXIT.done;
  await printReport(flags.format, {
    command: 'status',
    exitCode,
    findings: found.findings,
    json: statusJson(dir, found),
    text: () => {
      printStatus(found, now);
    },
  });
  return exitCode;
}

function printStatus(found: Status, now: number): void {
  const paint = painter(process.stdout);
  const { address, fingerprint, asked, published, expires, isExpired, packs, others, overrides } = found;
  printResult(`channel      ${printable(address)}`);
  printResult(`fingerprint  ${fingerprint}`);
  printResult(`asked        ${day(asked)}, ${ageOf(asked, now)}`);
  if (published !== undefined) printResult(`news of      ${day(published)}, ${ageOf(published, now)}`);
  if (expires !== undefined)
    printResult(
      isExpired
        ? paint('red', `expired      ${day(expires)}: there may be newer versions`)
        : `holds until  ${day(expires)}`,
    );
  for (const { at, by, reason } of overrides)
    printResult(paint('yellow', `older taken  ${day(at)}, by ${printable(by)}: ${printable(reason)}`));
  for (const { installed, newest } of packs) {
    const pack = found.pending.find((one) => one.installed === installed);
    const verdict = pack
      ? paint('yellow', `${pack.bundle.version} is known, ${formatSize(pack.size)} to fetch`)
      : newest
        ? paint('green', 'the newest that is known')
        : 'not of this channel';
    printResult(`${printable(wordsOf(installed))}  ${installed.version}  ${verdict}`);
  }
  for (const other of others)
    printResult(`${printable(wordsOf(other))}  ${other.version}  not here, ${formatSize(other.size)}`);
  noteFindings(found.findings);
}

function ageOf(time: number, now: number): string {
  const days = Math.floor((now - time) / 86_400_000);
  if (days < 0) return 'which this machine’s clock takes for later';
  return days === 0 ? 'today' : days === 1 ? 'a day ago' : `${days} days ago`;
}

function statusJson(dir: string, found: Status): Record<string, unknown> {
  const iso = (time: number): string => new Date(time).toISOString();
  const { address, fingerprint, asked, published, expires, isExpired, packs, others } = found;
  return {
    ...{ dir, channel: address, fingerprint, asked: iso(asked) },
    ...(published !== undefined && { published: iso(published) }),
    ...(expires !== undefined && { expires: iso(expires), expired: isExpired }),
    packs: packs.map(({ installed, newest }) => {
      const { name, id, version, language, profile, manifest } = installed;
      return {
        ...{ file: name, id, version, language, profile, digest: manifest },
        ...(newest && { newest: newest.version }),
      };
    }),
    others: others.map(({ id, version, language, profile, title, size }) => ({
      ...{ id, version, language, profile, title, size },
    })),
    pending: found.pending.map(plannedJson),
    pendingSize: found.pendingSize,
    overrides: found.overrides.map(({ at, ...override }) => ({ at: iso(at), ...override })),
  };
}
