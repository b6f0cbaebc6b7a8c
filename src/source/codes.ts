import type { Wording } from '../diagnostic.ts';

/** Codes of the source layer. Data only: this file imports nothing but the type. */
export const sourceCodes = {
  'source-missing': {
    severity: 'error',
    message: 'there is no folder {source}',
    hint: 'give the folder that holds your Markdown files',
    exit: 2,
  },
  'source-not-folder': {
    severity: 'error',
    message: '{source} is a file, not a folder',
    hint: 'give the folder that holds the file',
    exit: 2,
  },
  'source-empty': {
    severity: 'error',
    message: 'no lessons were found in {source}: it holds no Markdown files',
    hint: 'give the folder that holds your .md files, or start a new curriculum with “satchel init”',
    exit: 2,
  },
  'source-all-left-out': {
    severity: 'error',
    message:
      'no lessons were found in {source}: each of its Markdown files is a draft, or for those who work on it',
    hint: 'take “draft: true” out of the front matter of a page that learners should see',
    exit: 2,
  },
  'source-too-deep': {
    severity: 'error',
    message: 'folders lie more than {limit} deep here; what is below was not read',
    hint: 'move the files nearer to the top of the source',
  },
  'source-too-many-files': {
    severity: 'error',
    message: 'the source holds more than {limit} files; the rest was not read',
    hint: 'give the folder of one curriculum, or split it',
  },
  'file-unreadable': {
    severity: 'error',
    message: '{path} cannot be read',
    hint: 'check that you may read it and that the disk is whole',
  },
  'page-too-large': {
    severity: 'error',
    message: '{path} has {size} bytes, more than the {limit} that are read of a page; it is left out',
    hint: 'divide it into several lessons, or offer it as a file with another ending, such as .txt',
  },
  'symlink-broken': {
    severity: 'warning',
    message: '{path} is a link to something that is not there; it is skipped',
    hint: 'remove the link, or put the file in its place',
  },
  'symlink-outside': {
    severity: 'warning',
    message: '{path} is a link to something outside the source; it is skipped',
    hint: 'copy what it points at into the source',
  },
  'symlink-cycle': {
    severity: 'warning',
    message: '{path} is a link to a folder that is read already; it is skipped',
    hint: 'remove the link',
  },
  'name-not-portable': {
    severity: 'warning',
    message: 'the name of “{path}” cannot be kept on every computer or stick: {reason}',
    hint: 'rename it to “{portable}” and change the links to it',
  },
  'text-encoding': {
    severity: 'warning',
    message: 'the text is not UTF-8; it was read as {encoding}',
    hint: 'save the file as UTF-8; until then look whether its letters are the right ones',
  },
  'yaml-invalid': {
    severity: 'error',
    message: 'this is not valid YAML: {reason}',
    hint: 'check indentation, colons and quotation marks here; a text with a colon needs quotation marks',
  },
  'yaml-colon-unquoted': {
    severity: 'warning',
    message:
      'a colon stands in a text without quotation marks; it was read as “{text}”, but other tools refuse it',
    hint: 'put the text in quotation marks: "{text}"',
  },
  'yaml-not-text': {
    severity: 'warning',
    message: '“{key}” is a text, but what stands here is a number or a yes-or-no; it was read as “{text}”',
    hint: 'put it in quotation marks: "{text}"',
  },
  'yaml-duplicate-key': {
    severity: 'error',
    message: 'a key stands here a second time in the same place',
    hint: 'keep one of the two',
  },
  'yaml-alias': {
    severity: 'error',
    message: 'YAML aliases (*{name}) are not read',
    hint: 'write the value out here',
  },
  'yaml-too-large': {
    severity: 'error',
    message: 'there is too much YAML here ({size} bytes, at most {limit})',
    hint: 'keep only settings here; content belongs into Markdown',
  },
  'yaml-too-deep': {
    severity: 'error',
    message: 'lists and keys are nested more than {limit} deep here',
    hint: 'make the structure flatter',
  },
  'config-unreadable': {
    severity: 'error',
    message: '{path} is there, but it cannot be read, and without it the curriculum would be another',
    hint: 'check that you may read it and that the disk is whole',
    exit: 4,
  },
  'config-unknown-key': {
    severity: 'warning',
    message: '“{key}” is no key of satchel.yaml; it is ignored',
    hint: 'remove it or correct its spelling',
  },
  'config-type': {
    severity: 'error',
    message: '“{key}” must be {expected}; the value is ignored',
    hint: 'write {expected} here',
  },
  'config-value': {
    severity: 'error',
    message: '“{key}” cannot be “{value}”: {expected}; the value is ignored',
    hint: 'change the value',
  },
  'config-missing-key': {
    severity: 'error',
    message: '“{key}” is missing here; the whole entry is ignored',
    hint: 'add “{key}”',
  },
  'front-matter-invalid': {
    severity: 'error',
    message: 'the front matter is not a list of keys and values; it is ignored',
    hint: 'write it as “title: My lesson” lines between the two --- lines',
  },
  'front-matter-type': {
    severity: 'error',
    message: '“{key}” in the front matter must be {expected}',
    hint: 'write {expected} here',
  },
  'front-matter-unsupported': {
    severity: 'info',
    message: '“{key}” was not understood: only simple values are read from +++ (TOML) front matter',
    hint: 'write it on one line, or use YAML front matter between --- lines',
  },
  'kind-without-file': {
    severity: 'warning',
    message: 'no file fits “{pattern}” under media.kinds; it says nothing',
    hint: 'write the path as seen from the top of the source, such as “water/song.mp3”, or “**/song.mp3” for any folder',
  },
  'listed-file-missing': {
    severity: 'warning',
    message: 'the listed page {path} is not there; it is left out',
    hint: 'correct the name, or remove it from the list',
  },
  'listed-file-twice': {
    severity: 'warning',
    message: 'the page {path} is listed more than once; the first place counts',
    hint: 'remove it here',
  },
  'page-left-out': {
    severity: 'info',
    message: '{path} is not part of the curriculum: {reason}',
    hint: 'list it, link to it from a lesson, or move it if learners should see it',
  },
  'id-duplicate': {
    severity: 'error',
    message: 'the id “{id}” is also used in {other}; here another one is used instead',
    hint: 'give each page an id of its own: learners’ progress hangs on it',
  },
  'id-not-portable': {
    severity: 'warning',
    message: 'the id “{id}” cannot be part of a file name; “{portable}” is used instead',
    hint: 'use lower-case letters a–z, digits, “-”, “_”, “.” and “/”',
  },
  'translation-missing': {
    severity: 'info',
    message: 'this page has no translation into {language}; the original is shown there',
    hint: 'translate it',
  },
  'language-assumed': {
    severity: 'info',
    message:
      'the language of the curriculum is stated nowhere and could not be told from its text; “{language}” is assumed',
    hint: 'add the tag of its language to satchel.yaml, such as “language: sw”',
  },
  'license-missing': {
    severity: 'warning',
    message: 'the curriculum says nowhere under which licence it may be shared',
    hint: 'add “license: CC-BY-4.0” (or another SPDX licence) to satchel.yaml, or a LICENSE file',
  },
  'license-unknown': {
    severity: 'warning',
    message: '“{license}” is no SPDX licence expression; it is left out',
    hint: 'use an identifier of the SPDX list, such as CC-BY-4.0 or MIT',
  },
} as const satisfies Record<string, Wording>;
