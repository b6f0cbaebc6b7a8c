import { basename } from 'node:path';
import type { BuildOptions } from '../build/options.ts';
import { openBundle, type Bundle } from '../bundle/open.ts';
import { verifyBundle } from '../bundle/verify.ts';
import { SatchelError, type Diagnostic } from '../diagnostic.ts';
import { bundleSite } from './bundle-site.ts';
import { choicePage, faultPage, findingsPage, notFoundPage } from './pages.ts';
import { textResource, type Find } from './answer.ts';

/** What a preview shows at a time. `close` it when something else is shown. */
export interface Shown {
  readonly find: Find;
  readonly bundles: number;
  readonly diagnostics: readonly Diagnostic[];
  readonly close: () => Promise<void>;
}

/** Builds a source and shows what came of it; throws what the build throws. */
export async function showSource(options: BuildOptions): Promise<Shown> {
  const { build } = await import('../build/build.ts');
  const { bundles, diagnostics } = await build(options);
  return showBundles(
    bundles.map(({ file }) => file),
    diagnostics,
  );
}

/** Opens one bundle, and says what of it is damaged: its other pages can be seen all the same. */
export async function showBundle(file: string, signal: AbortSignal | undefined): Promise<Shown> {
  const shown = await showBundles([file], []);
  try {
    return { ...shown, diagnostics: (await verifyBundle(file, { signal })).findings };
  } catch (error) {
    await shown.close();
    throw error;
  }
}

/** Opens bundles, all or none. Where there are none, the findings are shown in their place. */
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
  if (!only) return { find: onePage(findingsPage(diagnostics)), bundles: 0, diagnostics, close };
  const find = bundles.length === 1 ? bundleSite(only.bundle) : severalSites(bundles);
  return { find: withNotFound(find), bundles: bundles.length, diagnostics, close };
}

/** A page that says why there is nothing to see. */
export function showFailure(error: unknown): Shown {
  const html = error instanceof SatchelError ? findingsPage([error.diagnostic]) : faultPage();
  return { find: onePage(html), bundles: 0, diagnostics: [], close: () => Promise.resolve() };
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

/** One page that tells a failure, wherever a page is asked for. */
function onePage(html: string): Find {
  return (path) =>
    Promise.resolve(/(?:^|\/|\.html)$/.test(path) ? textResource(html, HTML, { status: 500 }) : undefined);
}

function withNotFound(find: Find): Find {
  return async (path) => (await find(path)) ?? textResource(notFoundPage(path), HTML, { status: 404 });
}
