import type { Wording } from '../diagnostic.ts';

/** Codes of the build layer. Data only: this file imports nothing but the type. */
export const buildCodes = {
  'base-damaged': {
    severity: 'error',
    message: 'nothing can be built on “{base}”: {reason}',
    hint: 'give a bundle as it was published; “satchel verify” tells all that is wrong with it',
    exit: 3,
  },
  'base-other-pack': {
    severity: 'error',
    message: 'the base “{base}” is a bundle of the pack “{other}”, and this source is the pack “{id}”',
    hint: 'give a bundle of this pack; if it is one, write “id: {other}” into satchel.yaml',
    exit: 2,
  },
  'base-twice': {
    severity: 'error',
    message: 'the bases “{base}” and “{other}” are of the same variant ({variant})',
    hint: 'give one bundle for each language and profile: the one that was published last',
    exit: 2,
  },
  'budget-bundle': {
    severity: 'error',
    message: '{bundle} has {size}, {excess} more than the {limit} that a bundle may have',
    hint: '{nearest}; {profiles}; its largest files: {largest}',
  },
  'budget-lesson': {
    severity: 'error',
    message:
      'this lesson brings {size} into its bundle, {excess} more than the {limit} that a lesson may have',
    hint: '{nearest}; {profiles}; its largest files: {largest}',
  },
  'id-changed': {
    severity: 'warning',
    message: 'the base has this lesson as “{was}”, and its id is “{id}” now: learners’ progress hangs on ids',
    hint: 'write “id: {was}” again; if the new id is meant, write “was: {was}” beside it',
  },
  'id-claimed': {
    severity: 'warning',
    message: 'this lesson says that it was “{id}”, and that is {other}',
    hint: 'keep “was: {id}” in one of the two',
  },
  'id-displaced': {
    severity: 'info',
    message: 'the id “{was}” stays with the lesson that has moved to {other}; this one gets “{id}”',
    hint: 'write an id of your own choice into its front matter before it is published',
  },
  'id-guessed': {
    severity: 'info',
    message:
      'this lesson was taken for “{id}” of the base and keeps that id: {percent} % of their words are the same',
    hint: 'write “id: {id}” into its front matter if that is right, else an id of its own',
  },
  'id-kept': {
    severity: 'info',
    message: 'this lesson keeps the id “{id}” that it has in the base: {reason}',
    hint: 'write “id: {id}” into its front matter, so that it keeps it without a base too',
  },
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
  'provenance-write-failed': {
    severity: 'error',
    message: '“{file}” reads back as something else than was written',
    hint: 'check the disk, or write to another folder; the bundle beside it is whole',
    exit: 4,
  },
  'target-unknown': {
    severity: 'error',
    message: '“{target}” is neither a source folder, a satchel.yaml, a manifest, a bundle nor a delta',
    hint: 'give a folder with Markdown files in it, a satchel.yaml, a manifest.json, a bundle (.zip) or a delta',
    exit: 2,
  },
  'template-unknown': {
    severity: 'warning',
    message: 'pages have no place for a template named “{name}”; it is not used',
    hint: 'templates that can be replaced are {names}',
  },
  'theme-file-missing': {
    severity: 'error',
    message: 'there is no “{path}” in the source, which theme names',
    hint: 'put it there, or correct its name: it is written as seen from the top of the source',
  },
  'theme-file-too-large': {
    severity: 'error',
    message: '{path} has {size}, more than the {limit} that it may have; it is not used',
    hint: 'each page, or the style sheet of all, holds it: keep it short',
  },
  'theme-refused': {
    severity: 'error',
    message: '{what} must not stand in {path}; it is not used',
    hint: 'a template holds plain elements with classes and links, a style sheet loads no other file: neither runs a script or leaves the pack',
  },
  'transcript-too-large': {
    severity: 'warning',
    message: 'the transcript “{path}” has more than {limit} bytes; it is left out',
    hint: 'keep what is said in the recording in that file and nothing else',
  },
  'translation-left-behind': {
    severity: 'info',
    message: 'what this translates has moved to {other}; it is shown as the translation of that page',
    hint: 'move it to where the translation of {other} belongs',
  },
} as const satisfies Record<string, Wording>;
