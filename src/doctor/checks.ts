import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { defaultCacheDir } from '../cache.ts';
import { packageFile } from '../package.ts';
import type { Check } from './check.ts';
import { checkFonts } from './font-check.ts';
import { checkPictures } from './picture-checks.ts';
import { checkCache, checkTemporary } from './space-checks.ts';
import { checkTimed } from './timed-checks.ts';

/** What this machine can do, as data, in a fixed order. Nothing is changed and nothing leaves the machine. */
export async function checkMachine(env: NodeJS.ProcessEnv): Promise<readonly Check[]> {
  return [
    checkNode(),
    ...(await checkTimed(env)),
    ...(await checkPictures()),
    await checkFonts(),
    checkCache(defaultCacheDir(env)),
    checkTemporary(tmpdir()),
  ];
}

function checkNode(): Check {
  const { engines } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as {
    engines: { node: string };
  };
  const [wantedMajor = 0, wantedMinor = 0] = numbersIn(engines.node);
  const [major = 0, minor = 0] = numbersIn(process.versions.node);
  const isOld = major < wantedMajor || (major === wantedMajor && minor < wantedMinor);
  return {
    subject: 'Node.js',
    state: isOld ? 'missing' : 'ok',
    found: `${process.versions.node} on ${process.platform} ${process.arch}`,
    purpose: `runs Satchel (${wantedMajor}.${wantedMinor} or later)`,
    ...(isOld && { next: `install Node.js ${wantedMajor}.${wantedMinor} or later from https://nodejs.org` }),
  };
}

function numbersIn(version: string): number[] {
  return [...version.matchAll(/\d+/g)].map(([number]) => Number(number));
}
