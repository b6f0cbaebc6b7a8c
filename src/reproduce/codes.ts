import type { Wording } from '../diagnostic.ts';

/** Codes of the reproduce layer. Data only: this file imports nothing but the type. */
export const reproduceCodes = {
  'reproduce-base-needed': {
    severity: 'warning',
    message:
      'this bundle was built on “{base}” ({digest}), which was not given: ids of lessons that had moved came from there',
    hint: 'give it with --base',
  },
  'reproduce-base-other': {
    severity: 'warning',
    message: 'this bundle was not built on the base {digest}, says its provenance',
    hint: 'give the bundles that it names, and no others',
  },
  'reproduce-damaged': {
    severity: 'error',
    message: '“{bundle}” is damaged, so that there is nothing to compare with: {reason}',
    hint: 'get it anew; “satchel verify” tells all that is wrong with it',
    exit: 3,
  },
  'reproduce-media-taken': {
    severity: 'warning',
    message:
      '{count} of {total} encoded media files were taken from the bundle, since the encoders here are others or give other bytes: what they show is not proven',
    hint: 'look at them, or build with the encoders that the bundle’s provenance names',
  },
  'reproduce-not-built': {
    severity: 'error',
    message:
      'no bundle for {language}, {profile} can be built of “{source}”: it would be larger than {limit}',
    hint: 'give the --fit that the bundle was built with',
    exit: 2,
  },
  'reproduce-other-pack': {
    severity: 'error',
    message: '“{bundle}” is of the pack “{id}”, and this source is the pack “{other}”',
    hint: 'give the source of this pack',
    exit: 2,
  },
  'reproduce-profile': {
    severity: 'error',
    message: '“{bundle}” is of a profile “{profile}” that this Satchel does not know',
    hint: 'use the Satchel that built it, {version}',
    exit: 2,
  },
  'reproduce-provenance-foreign': {
    severity: 'warning',
    message: '{file} is not used: {reason}',
    hint: 'get the file that was published with the bundle',
  },
  'reproduce-source-other': {
    severity: 'info',
    message:
      'this is not the very source that the bundle was built from, says its provenance: some file is another one',
    hint: 'get the source as it was then: the tag of version {version}, without files of your own',
  },
} as const satisfies Record<string, Wording>;
