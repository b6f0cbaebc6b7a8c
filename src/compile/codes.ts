import type { Wording } from '../diagnostic.ts';

/** Codes of the compile layer. Data only: this file imports nothing but the type. */
export const compileCodes = {
  'link-missing': {
    severity: 'error',
    message: 'the link to “{target}” leads nowhere: there is no such file in the source',
    hint: 'correct the path, or take the link out; until then its text is shown without a link',
  },
  'link-case': {
    severity: 'warning',
    message: 'the link to “{target}” differs in upper and lower case from the file “{actual}”',
    hint: 'write the name as the file has it: on most phones and web servers the link would lead nowhere',
  },
  'link-outside': {
    severity: 'error',
    message: '“{target}” leads out of the source folder',
    hint: 'move the file into the source; a bundle holds nothing from elsewhere',
  },
  'anchor-missing': {
    severity: 'warning',
    message: 'the link to “{target}” leads to a page that has no part named “{anchor}”',
    hint: 'use the name of a heading in that page; until then the link leads to the top of the page',
  },
  'asset-missing': {
    severity: 'error',
    message: 'the file “{target}” is not in the source',
    hint: 'correct the path or add the file; until then its description is shown in its place',
  },
  'download-active': {
    severity: 'warning',
    message: '“{target}” can run programs when it is opened in a browser, so it is carried as plain text',
    hint: 'nothing needs to be done if learners only read it; put the name into a ZIP file to carry it unchanged',
  },
  'download-too-large': {
    severity: 'error',
    message: '“{target}” is {size} bytes, more than one file in a bundle may have (2 GiB − 1)',
    hint: 'split the file, or take the link out',
  },
} as const satisfies Record<string, Wording>;
