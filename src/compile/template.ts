import { readFileSync } from 'node:fs';
import mustache from 'mustache';
import type { OwnTemplates } from './own-template.ts';
import { packageFile } from '../package.ts';

/** The templates of the page shell: `templates/<name>.mustache`. All but the first three are partials. */
const names = ['lesson', 'start', 'opener', 'head', 'bar', 'footer', 'introduction', 'lessons'] as const;

export type TemplateName = (typeof names)[number];

let loaded: Record<string, string> | undefined;

function templates(): Record<string, string> {
  loaded ??= Object.fromEntries(
    names.map((name) => [name, readFileSync(packageFile(`templates/${name}.mustache`), 'utf8')]),
  );
  return loaded;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as HTML, for element content and for attributes in double quotes. The sign for a hole in a page is no text. */
export function escapeHtml(text: string): string {
  return /[&<>"\u0001]/.test(text)
    ? text.replace(/[&<>"\u0001]/g, (character) => ENTITIES[character] ?? '')
    : text;
}

/** Fills in a template, with what the pack's `own` have in the place of partials; `{{name}}` is escaped, only `{{{name}}}` is HTML. */
export function renderTemplate(name: TemplateName, view: object, own: OwnTemplates = {}): string {
  const all: Record<string, string> = { ...templates(), ...own };
  return mustache.render(all[name] ?? '', view, all, { escape: (value) => escapeHtml(String(value)) });
}
