import { readFileSync } from 'node:fs';
import { beginningOf, diagnostic, type Diagnostic } from '../diagnostic.ts';
import { decodeText } from '../text-encoding.ts';
import type { FolderLabel } from './folders.ts';
import type { Listed } from './outline.ts';
import { titleText } from './title.ts';
import type { SourceTree } from './tree.ts';
import { carpentriesSite } from './dialect/carpentries.ts';
import { docsifySite } from './dialect/docsify.ts';
import { docusaurusSite } from './dialect/docusaurus.ts';
import { jupyterBookSite } from './dialect/jupyter-book.ts';
import { mkdocsSite } from './dialect/mkdocs.ts';
import { plainConfigSite } from './dialect/plain-config.ts';
import { quartoSite } from './dialect/quarto.ts';
import { isMarkdown } from './names.ts';
import { summarySite } from './dialect/summary.ts';

/** What the files of another tool (mdBook, Jupyter Book, MkDocs, the Carpentries…) say about a source. */
export interface Site {
  readonly title?: string;
  readonly description?: string;
  /** As written; not yet checked. */
  readonly language?: string;
  readonly license?: string;
  /** The folder that holds all pages; what lies outside is not part of the curriculum. */
  readonly contentFolder?: string;
  /** The start page, where a list names it; its ending may be missing. */
  readonly start?: string;
  /** The author's own order, if there is a list. */
  readonly listed?: readonly Listed[];
  readonly labels?: ReadonlyMap<string, FolderLabel>;
  /** True when front matter ids count within their folder (Docusaurus). */
  readonly idsWithinFolder?: boolean;
}

/** Reads text files of a source by their paths; undefined for what is not there. */
export type ReadText = (path: string) => string | undefined;

type Dialect = (tree: SourceTree, read: ReadText, diagnostics: Diagnostic[]) => Promise<Site | undefined>;

const DIALECTS: readonly Dialect[] = [
  carpentriesSite,
  summarySite,
  jupyterBookSite,
  mkdocsSite,
  quartoSite,
  docusaurusSite,
  docsifySite,
  plainConfigSite,
];

/** What the first tool whose files are there says; an empty site where there is none. */
export async function readSite(tree: SourceTree, read: ReadText, diagnostics: Diagnostic[]): Promise<Site> {
  for (const dialect of DIALECTS) {
    const site = await dialect(tree, read, diagnostics);
    if (site) return withoutBlank(site);
  }
  return {};
}

/** A setting that is there and says nothing is none. */
function withoutBlank(site: Site): Site {
  const entries = Object.entries(site)
    .map(([key, value]: [string, unknown]) => [key, typeof value === 'string' ? value.toWellFormed() : value])
    .filter(([, value]) => typeof value !== 'string' || value.trim() !== '');
  const known = Object.fromEntries(entries) as Site;
  return known.title === undefined ? known : { ...known, title: titleText(known.title) };
}

/** Reads the files of a source; one that is there and cannot be read is told once. */
export function textReader(tree: SourceTree, diagnostics: Diagnostic[]): ReadText {
  const told = new Set<string>();
  return (path) => {
    const file = tree.files.get(path);
    if (!file || file.size > 4 << 20) return undefined;
    try {
      return decodeText(readFileSync(file.file)).text;
    } catch {
      // A list such as SUMMARY.md is a page as well, and told as one.
      if (!told.has(path) && !isMarkdown(path))
        diagnostics.push(diagnostic('file-unreadable', { path }, beginningOf(path)));
      told.add(path);
      return undefined;
    }
  };
}
