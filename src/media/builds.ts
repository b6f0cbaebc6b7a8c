import { subsetterBuilds } from './font/subset.ts';
import { installedVersion, packageRoot } from './installed.ts';
import { sharpBuilds } from './picture/sharp.ts';
import { ENCODERS, EXTRA_ENCODERS } from './timed/presets.ts';
import { findTools } from './timed/tools.ts';

/** What was encoded: only the builds of what it takes are told. */
export interface EncodedKinds {
  readonly pictures: boolean;
  readonly drawings: boolean;
  readonly recordings: boolean;
  readonly fonts: boolean;
}

/**
 * The builds of all that decides the bytes of renditions beside Satchel's own code, by component. None of ffmpeg where this machine has
 * none: then nothing was encoded with it here.
 */
export async function encoderBuilds(kinds: EncodedKinds): Promise<Readonly<Record<string, string>>> {
  return {
    // Stills of films are pictures.
    ...((kinds.pictures || kinds.recordings) && (await sharpBuilds())),
    ...(kinds.drawings && { svgo: installedVersion(packageRoot('svgo')) }),
    ...(kinds.recordings && (await ffmpegBuild())),
    ...(kinds.fonts && subsetterBuilds()),
  };
}

async function ffmpegBuild(): Promise<Readonly<Record<string, string>>> {
  const tools = await findTools();
  if ('code' in tools) return {};
  const known = [...new Set([...ENCODERS, ...Object.values(EXTRA_ENCODERS).flat()])];
  const encoders = known.filter((name) => tools.encoders.has(name)).sort();
  return {
    ffmpeg: versionIn(tools.ffmpeg.version),
    ffprobe: versionIn(tools.ffprobe.version),
    'ffmpeg-encoders': encoders.join(' '),
  };
}

/** `ffmpeg version 5.1.9-0+deb12u1 Copyright …` → `5.1.9-0+deb12u1` */
function versionIn(line: string): string {
  return / version (\S+)/.exec(line)?.[1] ?? line;
}
