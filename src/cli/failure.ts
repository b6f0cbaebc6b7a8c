import { diagnostic, SatchelError, type Diagnostic } from '../diagnostic.ts';
import { systemCode } from '../system-failure.ts';

/** Exit codes. They are permanent and stand in every `--help`. */
export const EXIT = {
  done: 0,
  content: 1,
  usage: 2,
  integrity: 3,
  environment: 4,
  bug: 70,
  interrupted: 130,
} as const;

/** How a run that threw ends: a finding to tell, or a bug to report. */
export type Failure =
  | { readonly exit: number; readonly finding: Diagnostic }
  | { readonly exit: typeof EXIT.bug; readonly bug: unknown };

/** Sorts out what was thrown: our own errors, what the system refused, and bugs. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof SatchelError) return { exit: thrown.exit, finding: thrown.diagnostic };
  const finding = systemFinding(thrown);
  return finding ? { exit: EXIT.environment, finding } : { exit: EXIT.bug, bug: thrown };
}

function systemFinding(thrown: unknown): Diagnostic | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const { code, syscall, path, dest, port, address, hostname } = thrown as NodeJS.ErrnoException & {
    dest?: string;
    port?: number;
    address?: string;
    hostname?: string;
  };
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND' || code === 'ERR_DLOPEN_FAILED')
    return diagnostic('env-install-incomplete', { reason: thrown.message.split('\n', 1)[0] ?? '' });
  const refused = systemCode(thrown);
  if (code === undefined || syscall === undefined || refused === undefined) return undefined;
  if (code === 'EADDRINUSE' || (syscall === 'listen' && code === 'EACCES'))
    return diagnostic('env-port-taken', { port: port ?? '' });
  if (code === 'EADDRNOTAVAIL' || syscall === 'getaddrinfo')
    return diagnostic('env-no-address', { host: address ?? hostname ?? '' });
  if (code === 'ENOSPC' && syscall === 'watch') return diagnostic('env-watch-limit');
  const file = path ?? dest;
  return diagnostic(refused, {
    file: file === undefined ? 'what it needs' : `“${file}”`,
    reason: `${code}, ${syscall}`,
  });
}
