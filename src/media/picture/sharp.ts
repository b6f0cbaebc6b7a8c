import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { SharpConstructor } from 'sharp';

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

/**
 * What decides an encoded picture's bytes besides our own code: the builds of sharp, libvips and svgo, for cache keys.
 * Read from the installed packages, because loading sharp only to ask it costs more than a build that changes nothing.
 */
export async function encoderBuilds(): Promise<Readonly<Record<string, string>>> {
  const require = createRequire(import.meta.url);
  const sharpRoot = packageRoot(require.resolve('sharp'));
  const builds: Record<string, string> = {
    svgo: packageAt(packageRoot(require.resolve('svgo'))).version,
    sharp: packageAt(sharpRoot).version,
  };
  const fromSharp = createRequire(join(sharpRoot, 'package.json'));
  for (const platform of [process.platform, 'linuxmusl'])
    for (const name of ['sharp', 'sharp-libvips']) {
      const found = resolveIfThere(fromSharp, `@img/${name}-${platform}-${process.arch}/package`);
      if (found !== undefined)
        builds[`${name}-${platform}-${process.arch}`] = packageAt(dirname(found)).version;
    }
  // Built on this machine, or WebAssembly: only the library itself knows which libvips it stands on.
  if (existsSync(join(sharpRoot, 'src', 'build', 'Release')) || Object.keys(builds).length === 2)
    builds['vips'] = (await loadSharp()).versions.vips;
  return builds;
}

function packageRoot(file: string): string {
  let dir = dirname(file);
  while (!existsSync(join(dir, 'package.json'))) dir = dirname(dir);
  return dir;
}

function packageAt(dir: string): { version: string } {
  return JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as { version: string };
}

function resolveIfThere(require: NodeJS.Require, name: string): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}
