import { captionsMedium } from './caption/medium.ts';
import { drawingMedium } from './drawing/medium.ts';
import type { Medium, SourceFile } from './medium.ts';
import type { Finding, Role } from './outcome.ts';
import { pictureMedium, pictureRole } from './picture/medium.ts';
import type { ExtraFormat, PresetId, Profile } from './preset.ts';
import { recordingMedium, recordingRole } from './timed/medium.ts';
import { ENCODERS } from './timed/presets.ts';
import { findTools, toolSettings, type Tools } from './timed/tools.ts';

/** How files become renditions, by their medium. */
export interface Media {
  readonly picture: Medium;
  readonly drawing: Medium;
  readonly captions: Medium;
  /** Sound and film; ffmpeg is looked for only when the first one comes. */
  readonly recording: () => Promise<Medium>;
}

/** All media, and the newer formats that are wished for beside those that every device shows. */
export function openMedia(formats: readonly ExtraFormat[]): Media {
  return {
    picture: pictureMedium(formats),
    drawing: drawingMedium,
    captions: captionsMedium,
    recording: async () => {
      const tools = await findTools();
      return recordingMedium('code' in tools ? tools : (lackingIn(tools) ?? tools), formats);
    },
  };
}

/** What is to be said of an ffmpeg without what every recording needs. */
function lackingIn({ ffmpeg: { file }, encoders }: Tools): Finding | undefined {
  const lacking = ENCODERS.filter((name) => !encoders.has(name));
  if (lacking.length === 0) return undefined;
  const reason = `it has no ${lacking.join(', ')}`;
  return {
    code: 'env-ffmpeg-broken',
    params: { tool: 'ffmpeg', file, reason, setting: toolSettings.ffmpeg },
  };
}

/** What a published rendition is for in a bundle of `profile`; undefined where none of this version would be made so. */
export function publishedRole(
  preset: PresetId,
  profile: Profile,
  source: Pick<SourceFile, 'kind' | 'format'>,
): Role | undefined {
  return (
    pictureRole(preset, profile, source.kind) ??
    drawingMedium.roleOf(preset, profile, source) ??
    captionsMedium.roleOf(preset, profile, source) ??
    recordingRole(preset, profile, source)
  );
}
