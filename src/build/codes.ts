import type { Wording } from '../diagnostic.ts';

/** Codes of the build layer. Data only: this file imports nothing but the type. */
export const buildCodes = {
  'language-unknown': {
    severity: 'error',
    message: 'the source has no lessons in the language “{language}”',
    hint: 'its languages are: {languages}',
    exit: 2,
  },
  'manifest-schema': {
    severity: 'error',
    message: 'the manifest is not as its schema says: {where} {reason}',
    hint: 'build the bundle again; see schemas/manifest-1.schema.json',
    exit: 3,
  },
  'target-unknown': {
    severity: 'error',
    message: '“{target}” is neither a source folder, a satchel.yaml, a manifest nor a bundle',
    hint: 'give a folder with Markdown files in it, a satchel.yaml, a manifest.json, or a bundle (.zip)',
    exit: 2,
  },
} as const satisfies Record<string, Wording>;
