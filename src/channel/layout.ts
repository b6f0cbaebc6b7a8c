import { shortDigest, type Digest } from '../digest.ts';
import type { Role } from '../trust/metadata.ts';

// Where the files of a channel lie (schemas/channel-1.md), relative to its top, with `/`.

export const METADATA_FOLDER = 'metadata';
const TARGETS_FOLDER = 'targets';
/** What people open, and what scripts read without checking signatures. Made from the metadata, after it. */
export const INDEX_PAGE = 'index.html';
export const INDEX_JSON = 'index.json';

/** The one file that changes; whatever it names is there before. */
export const TIMESTAMP_PATH = `${METADATA_FOLDER}/timestamp.json`;

/** A metadata file that never changes. */
export function metadataPath(role: Role, version: number): string {
  return `${METADATA_FOLDER}/${version}.${role}.json`;
}

/** Where a target lies whose name in the metadata is `path`: `soil/soil_1.0.0.zip` → `targets/soil/<sha256>.soil_1.0.0.zip`. */
export function targetPath(path: string, digest: Digest): string {
  const slash = path.lastIndexOf('/') + 1;
  return `${TARGETS_FOLDER}/${path.slice(0, slash)}${shortDigest(digest, 64)}.${path.slice(slash)}`;
}
