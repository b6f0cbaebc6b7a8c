import type { Finding, Form, Outcome, Role } from './outcome.ts';
import type { ExtraFormat, PresetId, Profile, Said } from './preset.ts';
import type { Format } from './sniff.ts';
import type { Earlier } from './published.ts';

/** A file of the source that is to be encoded. */
export interface SourceFile {
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  readonly format: Format | undefined;
  /** What is said of it; undefined where what it shows is to be found out. */
  readonly kind: Said | undefined;
  /** The whole file; only what is bounded by its treatment is read so. */
  readonly bytes: () => Buffer;
}

/** What an encoding run is given beside its source. */
export interface EncodingRun {
  /** A folder for files that are moved away or thrown away; it exists. */
  readonly scratch: string;
  readonly signal?: AbortSignal | undefined;
  /** The most that one run of an encoder may take; else as long as the recording asks for. */
  readonly limitSeconds?: number;
  /** How much of this file is done, from 0 to 1. */
  readonly onShare?: ((share: number) => void) | undefined;
}

/** Pictures, drawings, recordings …: how files of one medium become renditions. */
export interface Medium {
  readonly name: string;
  /** Its files may be too large to be read whole. */
  readonly streamed: boolean;
  /**
   * What a published rendition of that preset is for in a bundle of that profile; undefined where it belongs to none, or where the
   * author no longer wishes for it.
   */
  readonly roleOf: (
    preset: PresetId,
    profile: Profile,
    source: Pick<SourceFile, 'kind' | 'format'>,
  ) => Role | undefined;
  /** The newer formats in which a main rendition of that preset is wished for too; their presets are called `<main>-<format>`. */
  readonly extrasOf: (main: PresetId) => readonly ExtraFormat[];
  /** What this machine lacks to encode such files: then only published renditions serve. */
  readonly lacking?: Finding;
  /** Everything that decides bytes beside the source and our own code: presets, versions of encoders, what the author wishes. */
  readonly inputs: (profile: Profile) => Promise<object>;
  /** Encodes a file for some profiles at once. Never throws for what the file holds. */
  readonly encode: (
    source: SourceFile,
    profiles: readonly Profile[],
    run: EncodingRun,
  ) => Promise<ReadonlyMap<Profile, Outcome>>;
  /**
   * What is known of a published rendition whose bytes lie in `file`; undefined where they cannot have come out of encoding
   * (a bundle can be made by anyone).
   */
  readonly recognise: (earlier: Earlier, file: string) => Promise<Omit<Form, 'preset' | 'role'> | undefined>;
  /** What is to be told about a source as often as it is built, also where its renditions are taken over. */
  readonly examine?: (source: SourceFile) => Promise<readonly Finding[]>;
}
