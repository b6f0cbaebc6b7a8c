/** What bandwidth and screens the media of a bundle is encoded for. */
export const profiles = ['low', 'standard', 'high'] as const;
export type Profile = (typeof profiles)[number];

/** The profiles for slower lines and smaller screens than `profile`'s, the nearest first. */
export function profilesBelow(profile: Profile): Profile[] {
  return profiles.slice(0, profiles.indexOf(profile)).reverse();
}

/** Some profiles and all below them. */
export function withLower(wanted: readonly Profile[]): Profile[] {
  return profiles.filter((one) =>
    wanted.some((profile) => profiles.indexOf(one) <= profiles.indexOf(profile)),
  );
}

/** What a file shows or lets hear: how it is encoded depends on that. Sorted by medium: sound, pictures, film. */
export const kinds = [
  'speech',
  'music',
  'photo',
  'diagram',
  'screenshot',
  'animation',
  'talking-head',
  'screencast',
  'film',
] as const;
export type Kind = (typeof kinds)[number];

/** What is known of a file before it is looked at: what its author says that it shows, or that it is only ever the still of a film. */
export type Said = Kind | 'poster';

/** Newer formats in which media is carried too, for the devices that know them. */
export const extraFormats = ['avif', 'opus', 'vp9', 'av1'] as const;
export type ExtraFormat = (typeof extraFormats)[number];

/**
 * A row of a table of presets. Both stand in manifests beside every rendition: a change of a row that changes bytes gives the
 * row a new version, so that a build on top of a published bundle encodes what was made by it again.
 */
export interface PresetId {
  readonly id: string;
  readonly version: number;
}
