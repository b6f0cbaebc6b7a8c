import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { BuildEvent, BuildOptions } from '../build/options.ts';
import { isUnpacked } from '../bundle/open.ts';
import { SatchelError, type Diagnostic } from '../diagnostic.ts';
import { following, reloadScript, startReloader } from './reload.ts';
import { serveHere } from './server.ts';
import { showBundle, showFailure, showSource, type Shown } from './shown.ts';
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
 * when the first result can be seen. Throws SatchelError when there is nothing at `target`, or a bundle that cannot be opened.
 */
export async function preview(options: PreviewOptions = {}): Promise<Preview> {
  const target = resolve(options.target ?? '.');
  if (!existsSync(target)) throw new SatchelError('preview-missing', { target: options.target ?? '.' });
  const onEvent = options.onEvent ?? (() => undefined);
  const reloader = startReloader();
  const temporary = isSource(target) ? mkdtempSync(join(tmpdir(), 'satchel-preview-')) : undefined;
  let shown: Shown = showFailure(undefined);
  let find = shown.find;
  let number = 0;

  const refresh = async (): Promise<void> => {
    const before = shown;
    try {
      shown =
        temporary === undefined
          ? await showBundle(target, options.signal)
          : await showSource({ ...sourceOptions(options), source: target, out: temporary });
      onEvent({ kind: 'shown', bundles: shown.bundles, diagnostics: shown.diagnostics });
    } catch (error) {
      // Nothing has been seen yet, and of a bundle nothing can be mended here: only later it may be one that is still copied.
      const isHopeless = number === 0 && temporary === undefined && error instanceof SatchelError;
      if (isHopeless || options.signal?.aborted) throw error;
      shown = showFailure(error);
      onEvent({ kind: 'failed', error });
    }
    find = following(shown.find, ++number);
    await before.close();
    reloader.changed(number);
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
    const server = await serveHere(
      async (path) => reloadScript(path) ?? (await find(path)),
      options.port ?? 0,
      reloader.intercept,
    );
    cleanUp.push(server.close);
    return { url: server.url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function sourceOptions({ languages, cache, signal, onEvent }: PreviewOptions): Omit<BuildOptions, 'source'> {
  return {
    ignoreBudget: true,
    ...(languages && { languages }),
    ...(cache !== undefined && { cache }),
    ...(signal && { signal }),
    ...(onEvent && { onEvent }),
  };
}

/** A folder is a source unless it was unpacked from a bundle. */
function isSource(target: string): boolean {
  return statSync(target).isDirectory() && !isUnpacked(target);
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
