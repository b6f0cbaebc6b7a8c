import type { Wording } from '../diagnostic.ts';

/** Codes of the compile layer (schemas/diagnostics.md). Data only: this file imports nothing but the type. */
export const compileCodes = {
  'markdown-too-long': {
    severity: 'error',
    message: 'The file has {size} characters of text, more than the {limit} a page can hold; the rest is left out.',
    hint: 'Divide the file into several lessons.',
  },
  'markdown-too-deep': {
    severity: 'error',
    message: 'Lists, quotes or brackets are nested more than {limit} deep here; what lies deeper is shown as plain text.',
    hint: 'Remove the surplus markers; often a line of dashes or stars was meant as a divider.',
  },
  'markdown-template-tag': {
    severity: 'warning',
    message: 'The template tag “{tag}” belongs to another site generator and was left out.',
    hint: 'Write what the tag would insert as plain Markdown.',
  },
  'directive-unclosed': {
    severity: 'warning',
    message: 'The block “{name}” that opens here is never closed; it ends where the text around it ends.',
    hint: 'Add a line with “:::” after its last line.',
  },
  'directive-unopened': {
    severity: 'warning',
    message: 'This line closes a block, but none is open here.',
    hint: 'Remove the line, or add the opening line that is missing, such as “::: callout”.',
  },
  'directive-unknown': {
    severity: 'warning',
    message: '“{name}” is no kind of block that Satchel knows; its content is shown without a frame.',
    hint: 'Use one of the known kinds, such as note, tip, warning, challenge or solution.',
  },
  'heading-order': {
    severity: 'warning',
    message: 'A heading of level {depth} follows one of level {previous}: levels between are skipped.',
    hint: 'Use level {expected}, so that screen readers and the table of contents show the true structure.',
  },
  'heading-empty': {
    severity: 'warning',
    message: 'The heading has no text.',
    hint: 'Write the heading, or remove its marker.',
  },
  'picture-alt-missing': {
    severity: 'warning',
    message: 'The picture “{url}” has no alternative text for those who cannot see it.',
    hint: 'Describe it between the brackets, ![like this]({url}); for mere decoration write <img alt="" src="{url}">.',
  },
  'math-invalid': {
    severity: 'warning',
    message: 'The formula cannot be read: {reason}. It is shown as its source.',
    hint: 'Correct the TeX; a “$” that means money is written “\\$”.',
  },
  'html-removed': {
    severity: 'warning',
    message: 'The HTML element <{element}> cannot stand in an offline page and was left out.',
    hint: 'Say it in Markdown, or remove the element.',
  },
  'link-scheme': {
    severity: 'warning',
    message: 'The address “{url}” starts with “{scheme}:”, which an offline page cannot use; only its text is shown.',
    hint: 'Link to a file of the curriculum, or to an address with https.',
  },
  'online-only': {
    severity: 'warning',
    message: 'The {element} “{url}” is only reachable online; the page shows a link in its place.',
    hint: 'Put a copy of it beside the lesson and refer to that file.',
  },
} as const satisfies Record<string, Wording>;
