import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { SharpConstructor } from 'sharp';
import { installedVersion, packageRoot } from '../installed.ts';

let loaded: Promise<SharpConstructor> | undefined;

/**
 * sharp, loaded once. Its own cache is off and a picture is worked on by one thread: pictures run beside each other
 * instead, which takes less memory and less CPU, and the bytes are the same on every number of cores.
 */
export function loadSharp(): Promise<SharpConstructor> {
  loaded ??= import('sharp').then(({ default: sharp }) => {
    sharp.cache(false);
    sharp.concurrency(1);
    return sharp;
  });
  return loaded;
}

let known: Promise<Readonly<Record<string, string>>> | undefined;

/**
 * What decides an encoded picture's bytes besides our own code: the builds of sharp and libvips, for cache keys. Read from
 * the installed packages, because loading sharp only to ask it costs more than a build that changes nothing.
 */
export function sharpBuilds(): Promise<Readonly<Record<string, string>>> {
  known ??= readBuilds();
  return known;
}

async function readBuilds(): Promise<Readonly<Record<string, string>>> {
  const root = packageRoot('sharp');
  const builds: Record<string, string> = { sharp: installedVersion(root) };
  const fromSharp = createRequire(join(root, 'package.json'));
  for (const platform of [process.platform, 'linuxmusl'])
    for (const name of ['sharp', 'sharp-libvips']) {
      const build = `${name}-${platform}-${process.arch}`;
      const found = resolveIfThere(fromSharp, `@img/${build}/package`);
      if (found !== undefined) builds[build] = installedVersion(dirname(found));
    }
  // Built on this machine, or WebAssembly: only the library itself knows which libvips it stands on.
  if (existsSync(join(root, 'src', 'build', 'Release')) || Object.keys(builds).length === 1)
    builds['vips'] = (await loadSharp()).versions.vips;
  return builds;
}

function resolveIfThere(require: NodeJS.Require, name: string): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}
