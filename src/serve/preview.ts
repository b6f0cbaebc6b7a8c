import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { BuildEvent, BuildOptions } from '../build/options.ts';
import { openBundle, type Bundle } from '../bundle/open.ts';
import { SatchelError, type Diagnostic } from '../diagnostic.ts';
import { bundleSite } from './bundle-site.ts';
import { choicePage, faultPage, findingsPage, notFoundPage } from './pages.ts';
import { reloadScript, startReloader } from './reload.ts';
import { serve, textResource, type Find, type Resource } from './server.ts';
import { watch } from './watch.ts';

export interface PreviewOptions {
  /** A source folder or a bundle, zipped or unpacked. Default: the current folder. */
  readonly target?: string;
  /** Default: a free one. */
  readonly port?: number;
  /** Default: every language the source has (BCP 47). */
  readonly languages?: readonly string[];
  /** Default: the user's cache folder. */
  readonly cache?: string;
  readonly onEvent?: (event: PreviewEvent) => void;
  /** Stops a build that is under way; `close` ends the preview. */
  readonly signal?: AbortSignal;
}

/** What happens while a preview runs. `failed` leaves a page that says so, and the preview goes on. */
export type PreviewEvent =
  | BuildEvent
  | { readonly kind: 'shown'; readonly bundles: number; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface Preview {
  readonly url: string;
  /** Stops serving and watching, and removes what was built for it. */
  readonly close: () => Promise<void>;
}

/**
 * Shows a source, built again at each change, or a bundle on a local server, and makes open pages follow. Resolves
 * when the first result can be seen. Throws SatchelError when there is nothing at `target`.
 */
export async function preview(options: PreviewOptions = {}): Promise<Preview> {
  const target = resolve(options.target ?? '.');
  if (!existsSync(target)) throw new SatchelError('preview-missing', { target: options.target ?? '.' });
  const onEvent = options.onEvent ?? (() => undefined);
  const reloader = startReloader();
  const temporary = isSource(target) ? mkdtempSync(join(tmpdir(), 'satchel-preview-')) : undefined;
  let shown: Shown = { find: page(() => findingsPage([])), close: () => Promise.resolve() };

  const refresh = async (): Promise<void> => {
    const before = shown;
    try {
      shown =
        temporary === undefined
          ? await showBundles([target], [])
          : await showSource(target, temporary, options);
      onEvent({ kind: 'shown', bundles: shown.bundles ?? 0, diagnostics: shown.diagnostics ?? [] });
    } catch (error) {
      if (options.signal?.aborted) throw error;
      const finding = error instanceof SatchelError ? error.diagnostic : undefined;
      shown = {
        find: page(() => (finding ? findingsPage([finding]) : faultPage()), 500),
        close: () => Promise.resolve(),
      };
      onEvent({ kind: 'failed', error });
    }
    await before.close();
    reloader.changed();
  };
  const refreshing = oneAtATime(refresh);

  const cleanUp: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of cleanUp.reverse()) await step();
    await refreshing.idle();
    await shown.close();
    if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
  };
  try {
    const watcher = await watch(
      target,
      // What a rebuild throws is told as an event, except an interruption, which `close` follows.
      () => void refreshing.request().catch(() => undefined),
      (error) => {
        onEvent({ kind: 'failed', error });
      },
    );
    cleanUp.push(watcher.close);
    await refreshing.request();
    const find: Find = async (path) => reloadScript(path) ?? (await shown.find(path)) ?? notFound(path);
    const server = await serve(find, options.port ?? 0, reloader.intercept);
    cleanUp.push(server.close);
    return { url: server.url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Shown {
  readonly find: Find;
  readonly bundles?: number;
  readonly diagnostics?: readonly Diagnostic[];
  readonly close: () => Promise<void>;
}

/** A folder is a source unless it was unpacked from a bundle. */
function isSource(target: string): boolean {
  return (
    statSync(target).isDirectory() &&
    !(existsSync(join(target, 'manifest.json')) && existsSync(join(target, 'pages')))
  );
}

async function showSource(source: string, out: string, options: PreviewOptions): Promise<Shown> {
  const { build } = await import('../build/build.ts');
  const { languages, cache, signal, onEvent } = options;
  const wanted: BuildOptions = {
    source,
    out,
    ...(languages && { languages }),
    ...(cache !== undefined && { cache }),
    ...(signal && { signal }),
    ...(onEvent && { onEvent }),
  };
  const { bundles, diagnostics } = await build(wanted);
  return showBundles(
    bundles.map(({ file }) => file),
    diagnostics,
  );
}

async function showBundles(files: readonly string[], diagnostics: readonly Diagnostic[]): Promise<Shown> {
  const bundles: { name: string; bundle: Bundle }[] = [];
  const close = async (): Promise<void> => {
    for (const { bundle } of bundles) await bundle.close();
  };
  try {
    for (const file of files) bundles.push({ name: basename(file, '.zip'), bundle: await openBundle(file) });
  } catch (error) {
    await close();
    throw error;
  }
  const [only] = bundles;
  if (!only) return { find: page(() => findingsPage(diagnostics), 500), diagnostics, close };
  const find = bundles.length === 1 ? bundleSite(only.bundle) : severalSites(bundles);
  return { find, bundles: bundles.length, diagnostics, close };
}

/** Each bundle below its own name, and a page to choose from at the top. */
function severalSites(bundles: readonly { name: string; bundle: Bundle }[]): Find {
  const sites = new Map(bundles.map(({ name, bundle }) => [name, bundleSite(bundle)]));
  const choices = bundles.map(({ name, bundle: { manifest } }) => ({
    name,
    title: manifest.title,
    language: manifest.language,
  }));
  return async (path) => {
    if (path === '') return textResource(choicePage(choices), HTML);
    const slash = path.indexOf('/');
    return slash < 0 ? undefined : sites.get(path.slice(0, slash))?.(path.slice(slash + 1));
  };
}

const HTML = 'text/html; charset=utf-8';

/** One page at every path that could be a page's. */
function page(html: () => string, status: 200 | 500 = 200): Find {
  return (path) =>
    Promise.resolve(/(?:^|\/|\.html)$/.test(path) ? textResource(html(), HTML, status) : undefined);
}

function notFound(path: string): Resource {
  return textResource(notFoundPage(path), HTML, 404);
}

/** Runs `work` once for all requests that come before it starts, and never twice at the same time. */
function oneAtATime(work: () => Promise<void>): {
  request: () => Promise<void>;
  idle: () => Promise<unknown>;
} {
  let running: Promise<void> | undefined;
  let again = false;
  const run = async (): Promise<void> => {
    try {
      while (again) {
        again = false;
        await work();
      }
    } finally {
      running = undefined;
    }
  };
  return {
    request: () => {
      again = true;
      return (running ??= run());
    },
    idle: async () => running?.catch(() => undefined),
  };
}
