import { plainText } from '../heading.ts';
import { joinPath } from '../links.ts';
import { folderOf } from '../names.ts';
import type { Listed } from '../outline.ts';
import type { ReadText, Site } from '../site.ts';
import type { SourceTree } from '../tree.ts';

const PLACES = ['SUMMARY.md', 'src/SUMMARY.md', 'book/SUMMARY.md', 'docs/SUMMARY.md', 'book/src/SUMMARY.md'];
const ENTRY = /^(\s*)[-*+][ \t]+(.*)$/;
const LINK =
  /^\[((?:[^\][\\]|\\.|\[[^\][]*\])*)\]\(\s*(?:<([^<>]*)>|([^()\s]*(?:\([^()]*\)[^()\s]*)*))(?:\s+"[^"]*")?\s*\)/;

/** Lists are walked by functions that call themselves; what lies deeper stands beside what it lies in. */
const MAX_DEPTH = 64;

/** A book of mdBook or GitBook: the order is in SUMMARY.md, the title in book.toml or book.json. */
export function summarySite(tree: SourceTree, read: ReadText): Promise<Site | undefined> {
  const file = PLACES.find((path) => tree.files.has(path));
  if (file === undefined) return Promise.resolve(undefined);
  const listed = parseSummary(read(file) ?? '', file);
  if (listed.length === 0) return Promise.resolve(undefined);
  const folder = folderOf(file);
  const settings = folderOf(folder) === '' ? '' : `${folderOf(folder)}/`;
  return Promise.resolve({
    ...bookFacts(read(`${settings}book.toml`), read(`${settings}book.json`)),
    ...(folder === '' ? {} : { contentFolder: folder }),
    listed,
  });
}

/** Reads the nested list of a SUMMARY.md: headings over it are parts, entries without a target (drafts) only hold others. */
export function parseSummary(text: string, file: string): Listed[] {
  interface Open extends Listed {
    readonly children: Open[];
    readonly indent: number;
  }
  const roots: Open[] = [];
  let part: Open | undefined;
  let stack: Open[] = [];
  let first = true;
  text.split(/\r?\n/).forEach((line, i) => {
    const heading = /^#{1,6}[ \t]+(\S.*)$/.exec(line)?.[1];
    if (heading !== undefined) {
      stack = [];
      part = undefined;
      // The first heading titles the list itself.
      if (!first) {
        const title = plainText(heading.replace(/(?<!#)#+$/, ''));
        part = { title, indent: -1, place: { file, line: i + 1, column: 1 }, children: [] };
        roots.push(part);
      }
      first = false;
      return;
    }
    const [, space = '', item] = ENTRY.exec(line) ?? [];
    const content = item ?? (line.startsWith('[') ? line : undefined);
    if (content === undefined) return;
    const indent = item === undefined ? -1 : space.replaceAll('\t', '    ').length;
    const [, title = '', angled, plain] = LINK.exec(content) ?? [];
    const target = (angled ?? plain ?? '').replace(/[?#].*$/, '');
    const label = plainText(LINK.test(content) ? title : content);
    if (label === '' || /^[a-z][a-z0-9+.-]*:/i.test(target)) return;
    const path = target === '' ? undefined : joinPath(folderOf(file), decode(target));
    const column = Math.max(1, line.indexOf(content) + 1);
    const entry: Open = { title: label, path, indent, place: { file, line: i + 1, column }, children: [] };
    while (stack.length > 0 && (stack.length >= MAX_DEPTH || (stack.at(-1)?.indent ?? 0) >= indent))
      stack.pop();
    // Links outside of the list (a preface, an afterword) belong to no part.
    const parent = item === undefined ? undefined : (stack.at(-1) ?? part);
    (parent?.children ?? roots).push(entry);
    if (item !== undefined) stack.push(entry);
    first = false;
  });
  return roots;
}

function bookFacts(toml: string | undefined, json: string | undefined): Site {
  const table = bookTable(toml ?? '');
  const fromToml = (key: string): string | undefined =>
    new RegExp(`^[ \\t]*${key}[ \\t]*=[ \\t]*(?:"([^"\\\\\n]*)"|'([^'\n]*)')`, 'm')
      .exec(table)
      ?.slice(1)
      .find(Boolean);
  const fromJson = (key: string): string | undefined => {
    const found = jsonObject(json)?.[key];
    return typeof found === 'string' && found !== '' ? found : undefined;
  };
  const facts: Record<string, string> = {};
  for (const key of ['title', 'description', 'language'] as const) {
    const value = fromToml(key) ?? fromJson(key);
    if (value !== undefined) facts[key] = value;
  }
  return facts;
}

/** The lines of the table `[book]`. */
function bookTable(toml: string): string {
  const lines = toml.split('\n').map((line) => line.trim());
  const start = lines.indexOf('[book]') + 1;
  const end = lines.findIndex((line, i) => i >= start && line.startsWith('['));
  return start === 0 ? '' : lines.slice(start, end < 0 ? undefined : end).join('\n');
}

function jsonObject(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function decode(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
