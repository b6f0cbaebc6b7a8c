import { readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { isUnpacked, openBundle, type Bundle } from '../bundle/open.ts';
import { SatchelError } from '../diagnostic.ts';
import { isDrop } from '../drop/read-drop.ts';
import { openWholeDrop } from '../drop/whole-bundle.ts';
import { compareCodeUnits } from '../order.ts';
import { ownAddresses } from './addresses.ts';
import { textResource, type Find } from './answer.ts';
import { bundleSite } from './bundle-site.ts';
import { nowherePage, packsPage, PAGES_POLICY, type ListedPack } from './pages.ts';
import { serve, type Server } from './server.ts';

export interface ClassroomOptions {
  /** Bundles, folders that bundles were unpacked into, drops, and folders that hold bundles. */
  readonly targets: readonly string[];
  /** Default: 8000, or one of the nine after it. */
  readonly port?: number;
  /** The address to listen on. Default: every one that this machine has. */
  readonly host?: string;
  /** Is told each entry that could not be served because it is damaged, once. */
  readonly onDamage?: (error: SatchelError) => void;
}

export interface Classroom {
  readonly port: number;
  /** `http://192.168.1.7:8000/`, the likeliest first; this machine's own name last. */
  readonly urls: readonly string[];
  readonly packs: readonly ServedPack[];
  readonly close: () => Promise<void>;
}

export interface ServedPack {
  /** The folder at the top of the site: the bundle's name without `.zip`. */
  readonly name: string;
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly language: string;
  readonly profile: string;
}

const PORT = 8000;
const PORTS = 10;

/**
 * Serves bundles to a classroom, straight from their ZIP files; writes nothing. Each bundle is opened, which checks its structure
 * and manifest, and each entry's digest when it is served. Throws SatchelError where a bundle cannot be opened, and the
 * system's error where the port cannot be had.
 */
export async function serveClassroom(options: ClassroomOptions): Promise<Classroom> {
  const opened = await openAll(options.targets.flatMap(bundlesAt));
  const close = async (): Promise<void> => {
    for (const { bundle } of opened) await bundle.close();
  };
  try {
    const told = new Set<string>();
    const server = await listen(options, siteOf(opened), (error, path) => {
      if (!(error instanceof SatchelError)) return;
      if (!told.has(path)) options.onDamage?.(error);
      told.add(path);
    });
    return {
      port: server.port,
      urls: ownAddresses(options.host).map((host) => `http://${host}:${server.port}/`),
      packs: opened.flatMap(({ packs }) => packs),
      close: async () => {
        await server.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The bundle at `target`, or those that lie in it. */
function bundlesAt(target: string): string[] {
  const file = resolve(target);
  const isFolder = statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (!isFolder || isUnpacked(file) || isDrop(file)) return [file];
  const names = readdirSync(file).filter((name) => /\.zip$/i.test(name) && !name.startsWith('.'));
  // What is neither is told by whoever opens it.
  return names.length === 0 ? [file] : names.sort(compareCodeUnits).map((name) => join(file, name));
}

interface Opened {
  readonly name: string;
  readonly bundle: Bundle;
  readonly packs: readonly ServedPack[];
  /** The same, for the page from which packs are opened. */
  readonly listed: readonly ListedPack[];
}

/** Opens bundles, all or none; one that is named twice is opened once. */
async function openAll(files: readonly string[]): Promise<Opened[]> {
  const opened = new Map<string, Opened>();
  try {
    for (const file of new Set(files)) {
      // A Windows drive is a folder without a name.
      const name = basename(file).replace(/\.zip$/i, '') || 'drop';
      if (opened.has(name)) throw new SatchelError('serve-same-name', { name });
      opened.set(name, await openOne(name, file));
    }
  } catch (error) {
    for (const { bundle } of opened.values()) await bundle.close();
    throw error;
  }
  return [...opened.values()];
}

async function openOne(name: string, file: string): Promise<Opened> {
  if (isDrop(file)) {
    const { bundle, versions } = openWholeDrop(file);
    const packs = versions.map(({ id, version, title, language, profile }) => ({
      ...{ name, id, version, title, language, profile },
    }));
    const listed = versions.map((one) => ({ ...one, folder: `${name}/${one.folder}` }));
    return { name, bundle, packs, listed };
  }
  const bundle = await openBundle(file);
  const { id, version, title, language, variant, description } = bundle.manifest;
  const pack = { name, id, version, title, language, profile: variant.profile };
  return { name, bundle, packs: [pack], listed: [{ ...pack, folder: name, description }] };
}

/** Each bundle below its own name, so that its address, and what a browser keeps for it, is the same whatever else is served. */
function siteOf(opened: readonly Opened[]): Find {
  const sites = new Map(opened.map(({ name, bundle }) => [name, bundleSite(bundle)]));
  const [only, ...others] = opened;
  const start =
    only && others.length === 0
      ? `/${encodeURIComponent(only.name)}/`
      : ownPage(packsPage(opened.flatMap(({ listed }) => listed)));
  return async (path) => {
    if (path === '') return start;
    const slash = path.indexOf('/');
    const site = sites.get(slash < 0 ? path : path.slice(0, slash));
    if (site && slash < 0) return `/${encodeURIComponent(path)}/`;
    return (await site?.(path.slice(slash + 1))) ?? ownPage(nowherePage(), 404);
  };
}

function ownPage(html: string, status: 200 | 404 = 200): ReturnType<typeof textResource> {
  return textResource(html, 'text/html; charset=utf-8', { status, policy: PAGES_POLICY });
}

/** Listens on the port that was asked for, or on the first of those that nobody asked for and nobody uses. */
async function listen(
  { port, host }: ClassroomOptions,
  find: Find,
  onFailure: (error: unknown, path: string) => void,
): Promise<Server> {
  for (let tried = port ?? PORT; ; tried++) {
    try {
      return await serve({ find, onFailure, isNetwork: true, port: tried, host });
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (port !== undefined || !isTaken || tried + 1 >= PORT + PORTS) throw error;
    }
  }
}
