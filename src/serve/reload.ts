import type { ServerResponse } from 'node:http';
import { textResource, type Find, type Resource } from './answer.ts';

// `~` cannot stand in an entry's path, so that nothing of a bundle is hidden.
const SCRIPT_PATH = '~satchel/reload.js';
const EVENTS_PATH = '~satchel/events';

// Hidden pages let go of their stream: a browser opens but six connections to one server.
const SCRIPT = `(function () {
  var shown = document.currentScript.src.split('?')[1], events;
  function listen() {
    if (events || document.visibilityState === 'hidden') return;
    events = new EventSource('/${EVENTS_PATH}');
    events.onmessage = function (message) {
      if (message.data !== shown) location.reload();
    };
  }
  function leave() {
    if (events) events.close();
    events = undefined;
  }
  document.addEventListener('visibilitychange', function () {
    if (document.visibilityState === 'hidden') leave();
    else listen();
  });
  addEventListener('pagehide', leave);
  addEventListener('pageshow', listen);
  listen();
})();
`;

/** Tells open pages when to load again. */
export interface Reloader {
  /** What has this number is shown from now on. */
  readonly changed: (number: number) => void;
  /** Takes over the requests of the script and its stream. */
  readonly intercept: (path: string, response: ServerResponse) => boolean;
}

/**
 * Server-sent events: each open page hears the number of what is shown, at once and when it changes, and compares it
 * with its own, so that a change between its loading and its listening is not lost.
 */
export function startReloader(): Reloader {
  const listeners = new Set<ServerResponse>();
  let shown = 0;
  return {
    changed: (number) => {
      shown = number;
      for (const listener of listeners) listener.write(`data: ${shown}\n\n`);
    },
    intercept: (path, response) => {
      if (path !== EVENTS_PATH) return false;
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write(`retry: 1000\ndata: ${shown}\n\n`);
      listeners.add(response);
      response.on('close', () => listeners.delete(response));
      return true;
    },
  };
}

/** The reload script itself, if that is what `path` asks for. */
export function reloadScript(path: string): Resource | undefined {
  return path === SCRIPT_PATH ? textResource(SCRIPT, 'text/javascript; charset=utf-8') : undefined;
}

// A page is read whole to be changed. What is larger, or in an encoding that browsers know and this does not, is shown as it is.
const MAX_PAGE_SIZE = 8 * 1024 * 1024;
const PAGE_TYPE = /^text\/html(?:; *charset="?utf-8"?)?$/i;

/** The same resources, of which each page follows what is shown; `number` is that of what they belong to. */
export function following(find: Find, number: number): Find {
  return async (path) => {
    const found = await find(path);
    if (found === undefined || typeof found === 'string') return found;
    if (!PAGE_TYPE.test(found.mediaType) || found.size > MAX_PAGE_SIZE) return found;
    const pieces: Uint8Array[] = [];
    const body = await found.read(0, found.size);
    if (Buffer.isBuffer(body)) pieces.push(body);
    else for await (const piece of body) pieces.push(piece as Buffer);
    const html = new TextDecoder().decode(Buffer.concat(pieces));
    return textResource(withReload(html, number), found.mediaType, {
      ...(found.status && { status: found.status }),
    });
  };
}

/**
 * The page with the reload script and the `number` of what it belongs to. Its own policy would block the script, so that
 * `script-src` and `connect-src` of the served copy also allow this server; the bundle itself stays as it is.
 */
export function withReload(html: string, number: number): string {
  // No tag leads beyond the next `<`: a page of nothing but opened tags is searched once, not once a tag.
  const opened = html.replace(/<meta\b[^<>]*>/gi, (tag) =>
    /\bhttp-equiv\s*=\s*["']?content-security-policy\b/i.test(tag) ? withServerAllowed(tag) : tag,
  );
  const script = `<script src="/${SCRIPT_PATH}?${number}"></script>`;
  const end = opened.lastIndexOf('</body>');
  return end < 0 ? opened + script : opened.slice(0, end) + script + opened.slice(end);
}

function withServerAllowed(tag: string): string {
  return tag.replace(
    /\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)')/i,
    (_, double: string | undefined, single: string | undefined) =>
      `content="${allowSelf(double ?? single ?? '', ['script-src', 'connect-src'])}"`,
  );
}

/** Adds 'self' to directives of a policy; one that is missing starts from what default-src allows (CSP level 3 §6.8.3). */
function allowSelf(policy: string, names: readonly string[]): string {
  const directives = new Map<string, string[]>();
  for (const directive of policy.replace(/&#(?:39|x27);|&apos;/gi, "'").split(';')) {
    const [name, ...sources] = directive.split(/\s+/).filter((word) => word !== '');
    // The first of two with one name counts.
    if (name !== undefined && !directives.has(name.toLowerCase()))
      directives.set(name.toLowerCase(), sources);
  }
  for (const name of names) {
    const sources = directives.get(name) ?? directives.get('default-src');
    if (sources)
      directives.set(name, [
        ...sources.filter((source) => source !== "'none'" && source !== "'self'"),
        "'self'",
      ]);
  }
  return [...directives].map(([name, sources]) => [name, ...sources].join(' ')).join('; ');
}
