import { serveClassroom, type Classroom, type ServedPack } from '../serve/classroom.ts';
import { formatCount } from '../quantity.ts';
import { EXIT } from './failure.ts';
import { formatFinding } from './findings.ts';
import { printable } from './printable.ts';
import { painter, printNote, printResult } from './terminal.ts';

export interface ServeFlags {
  readonly port?: number;
  readonly host?: string;
  readonly format: 'text' | 'json';
}

/** Serves until it is interrupted, which is how a lesson ends: exit code 0. */
export async function runServe(
  targets: readonly string[],
  { port, host, format }: ServeFlags,
  signal: AbortSignal,
): Promise<number> {
  const served = await serveClassroom({
    targets,
    ...(port !== undefined && { port }),
    ...(host !== undefined && { host }),
    onDamage: (error) => {
      printNote(formatFinding(error.diagnostic, painter(process.stderr)));
    },
  });
  if (format === 'json') printResult(oneLine(served));
  else await printServed(served, host);
  if (!signal.aborted)
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve, { once: true });
    });
  await served.close();
  return EXIT.done;
}

async function printServed({ urls, packs }: Classroom, host?: string): Promise<void> {
  const [first] = urls;
  if (process.stdout.isTTY && first !== undefined && !first.includes('//localhost:')) {
    const { qrLines } = await import('./qr.ts');
    printNote(qrLines(first, process.stderr).join('\n'));
  }
  printResult(urls.join('\n'));
  const isOneSite = new Set(packs.map(({ name }) => name)).size < 2;
  printNote(
    packs
      .map((pack) => `  ${packText(pack)}${isOneSite ? '' : `  /${pack.name}/`}`)
      .map(printable)
      .join('\n'),
  );
  const isOwn = host !== undefined && /^(?:127\.|localhost$|::1$)/.test(host);
  const whom = isOwn ? 'this machine alone' : 'everyone in this network';
  const others = urls.length > 1 ? '; the first address is the likeliest' : '';
  printNote(`${formatCount(packs.length, 'pack')} served to ${whom}${others}; Ctrl-C ends it`);
}

/** `All about soil  1.2.0, fr, low`: what tells packs with one title apart. */
function packText({ title, version, language, profile }: ServedPack): string {
  const facts = [version, language, profile].filter((fact) => !['0.0.0', 'standard'].includes(fact));
  return `${title}  ${facts.join(', ')}`;
}

/** One line, so that whoever started it can read it while it goes on. */
function oneLine({ port, urls, packs }: Classroom): string {
  return JSON.stringify({
    formatVersion: 1,
    command: 'serve',
    exitCode: 0,
    port,
    urls,
    packs,
    diagnostics: [],
  });
}
