import { captionsMedium } from './caption/medium.ts';
import { drawingMedium } from './drawing/medium.ts';
import type { Medium, SourceFile } from './medium.ts';
import type { Role } from './outcome.ts';
import { pictureMedium, pictureRole } from './picture/medium.ts';
import type { ExtraFormat, PresetId, Profile } from './preset.ts';
import { recordingMedium, recordingRole } from './timed/medium.ts';
import { findTools } from './timed/tools.ts';

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
    recording: async () => recordingMedium(await findTools(), formats),
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
