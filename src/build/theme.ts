import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { ownTemplates, refusedIn, type OwnTemplates } from '../compile/own-template.ts';
import { refusedStyle } from '../compile/own-style.ts';
import { beginningOf, diagnostic, type Diagnostic, type Place } from '../diagnostic.ts';
import type { Config, NamedFile } from '../source/config.ts';
import type { SourceFile, SourceTree } from '../source/tree.ts';
import { suggest } from '../suggest.ts';
import { decodeText } from '../text-encoding.ts';

/** How a pack looks beyond Satchel's own: what satchel.yaml names under `theme`. */
export interface Theme {
  readonly logo?: SourceFile;
  readonly templates: OwnTemplates;
  /** CSS. */
  readonly style: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Bytes. A page has each template in it. */
const MAX_TEMPLATE = 16 * 1024;
const MAX_STYLE = 32 * 1024;

/** Reads the logo's, the templates' and the style sheet's files; what must not stand in them is told and left out. */
export function readTheme({ theme }: Config, tree: SourceTree): Theme {
  const diagnostics: Diagnostic[] = [];
  const find = ({ file, place }: NamedFile): SourceFile | undefined => {
    const found = tree.files.get(file);
    if (!found) {
      const suggestion = suggest(file, [...tree.files.keys()]);
      diagnostics.push(diagnostic('theme-file-missing', { path: file, suggestion }, place));
    }
    return found;
  };
  const logo = theme?.logo && find(theme.logo);
  const style = theme?.style && find(theme.style);
  const css = style && textIn(style, MAX_STYLE, refusedStyle, diagnostics);
  return {
    ...(logo && { logo }),
    templates: theme?.templates ? templatesIn(theme.templates, tree, diagnostics) : {},
    style: css === undefined || css.endsWith('\n') ? (css ?? '') : `${css}\n`,
    diagnostics,
  };
}

function templatesIn(
  { file: folder, place }: NamedFile,
  tree: SourceTree,
  diagnostics: Diagnostic[],
): OwnTemplates {
  const found: Record<string, string> = {};
  const files = [...tree.files.values()].filter(({ path }) => posix.dirname(path) === folder);
  if (files.length === 0)
    diagnostics.push(diagnostic('theme-file-missing', { path: folder, suggestion: '' }, place));
  for (const file of files) {
    const name = posix.basename(file.path, '.mustache');
    if (!file.path.endsWith('.mustache')) continue;
    if (!(ownTemplates as readonly string[]).includes(name)) {
      const names = ownTemplates.map((own) => `${own}.mustache`).join(', ');
      const suggestion = suggest(name, ownTemplates);
      diagnostics.push(diagnostic('template-unknown', { name, names, suggestion }, beginningOf(file.path)));
      continue;
    }
    const text = textIn(file, MAX_TEMPLATE, refusedIn, diagnostics);
    if (text !== undefined) found[name] = text;
  }
  return found;
}

function textIn(
  { path, file, size }: SourceFile,
  limit: number,
  refused: (text: string) => { what: string; offset: number } | undefined,
  diagnostics: Diagnostic[],
): string | undefined {
  if (size > limit) {
    diagnostics.push(diagnostic('theme-file-too-large', { path, size, limit }, beginningOf(path)));
    return undefined;
  }
  const { text } = decodeText(readFileSync(file));
  const found = refused(text);
  if (!found) return text;
  diagnostics.push(
    diagnostic('theme-refused', { what: found.what, path }, placeIn(path, text, found.offset)),
  );
  return undefined;
}

function placeIn(file: string, text: string, offset: number): Place {
  const lines = text.slice(0, offset).split('\n');
  return { file, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
