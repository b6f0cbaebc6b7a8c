import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser, type BrowserContext, type LaunchOptions } from 'playwright-core';

const { version } = createRequire(import.meta.url)('playwright-core/package.json') as { version: string };

/**
 * Starts a Chromium: the one named by SATCHEL_CHROMIUM, else the one inside the npm package `@sparticuz/chromium`, which
 * is unpacked once. Needs nothing from the system: libraries that a bare machine lacks come with the package.
 */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch(await launchOptions());
}

/** A Chromium with a profile in `folder`, which keeps what pages keep until it is started again. */
export async function launchProfile(folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, { ...(await launchOptions()), acceptDownloads: true });
}

async function launchOptions(): Promise<LaunchOptions> {
  const named = process.env['SATCHEL_CHROMIUM'];
  const folder = named === undefined ? await unpackChromium() : undefined;
  const executablePath = named ?? join(folder ?? '', 'chromium');
  const libraries =
    folder === undefined || runs(executablePath) ? {} : { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') };
  const fonts =
    folder === undefined || existsSync('/etc/fonts') ? {} : { FONTCONFIG_PATH: join(folder, 'fonts') };
  return {
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'],
    env: { ...(process.env as Record<string, string>), ...libraries, ...fonts },
  };
}

function runs(executable: string): boolean {
  return spawnSync(executable, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** The folder with the unpacked browser. Complete or not there: several test files may start at the same time. */
async function unpackChromium(): Promise<string> {
  const folder = join(tmpdir(), `satchel-test-chromium-${version}-${process.getuid?.() ?? 0}`);
  if (existsSync(folder)) return folder;
  const temporary = await mkdtemp(join(tmpdir(), 'satchel-test-chromium-'));
  // The package unpacks into the temporary folder of its process, and its libraries only where it believes to be on Lambda.
  const script = `(await import('@sparticuz/chromium')).default.executablePath()`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    env: { ...process.env, TMPDIR: temporary, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
  });
  try {
    await rename(temporary, folder);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
