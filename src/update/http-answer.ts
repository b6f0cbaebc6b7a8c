import { SatchelError } from '../diagnostic.ts';

/** Redirects that are followed for one file. */
const MAX_REDIRECTS = 5;

export interface Request {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** What people called the channel, and the file in it: for errors. */
  readonly channel: string;
  readonly path: string;
}

/** The answer to GET behind all redirects, its body not read yet. Throws SatchelError `update-redirects`, and whatever fetch throws. */
export async function answerTo({ url, headers, signal, channel, path }: Request): Promise<Response> {
  const refuse = (reason: string): never => {
    throw new SatchelError('update-redirects', { channel, path, reason });
  };
  let at = url;
  for (let followed = 0; ; followed++) {
    // Compressed on the way, ranges and lengths would be those of something else.
    const answer = await fetch(at, {
      headers: { 'accept-encoding': 'identity', ...headers },
      redirect: 'manual',
      signal,
    });
    const location = answer.headers.get('location');
    if (![301, 302, 303, 307, 308].includes(answer.status) || location === null) return answer;
    await discardBody(answer);
    if (followed === MAX_REDIRECTS) return refuse(`it leads on more than ${MAX_REDIRECTS} times`);
    const next = URL.canParse(location, at) ? new URL(location, at) : refuse('its next address is none');
    if (next.protocol !== 'https:' && next.protocol !== 'http:')
      return refuse(`${next.protocol} is no protocol of the web`);
    if (at.protocol === 'https:' && next.protocol === 'http:') return refuse('from https to http');
    at = next;
  }
}

export async function discardBody(answer: Response): Promise<void> {
  try {
    await answer.body?.cancel();
  } catch {
    // It broke by itself.
  }
}

/** Where the bytes of an answer begin in the file, and how long the file is as the server knows it, if it says so. */
export interface Part {
  readonly start: number;
  readonly total: number | undefined;
}

/** What a 200 or 206 holds; undefined where a 206 does not say (RFC 9110 §14.4). */
export function partOf(answer: Response): Part | undefined {
  if (answer.status === 200) {
    const length = answer.headers.get('content-length');
    return { start: 0, total: length === null ? undefined : Number(length) };
  }
  const [, start, total] =
    /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15}|\*)$/.exec(answer.headers.get('content-range') ?? '') ?? [];
  if (start === undefined) return undefined;
  return { start: Number(start), total: total === '*' ? undefined : Number(total) };
}

/** In a few words, why a request had no answer, or its body no end. */
export function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  const inner = cause as (Error & { code?: string }) | undefined;
  return inner?.code ?? inner?.message ?? message;
}

/** Whether trying again would bring the same: the server cannot prove who it is. */
export function isCertificateProblem(error: unknown): boolean {
  const code = ((error as Error).cause as { code?: unknown } | undefined)?.code;
  return (
    typeof code === 'string' &&
    /^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_|HOSTNAME_MISMATCH)/.test(code)
  );
}
