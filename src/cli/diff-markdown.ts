import type { Changes } from '../delta/changes.ts';
import type { Piece } from '../delta/hunks.ts';
import {
  CLASS_WORDS,
  sectionsOf,
  sizeRows,
  versionSentence,
  type Item,
  type Section,
  type Sentence,
} from '../delta/change-sections.ts';
import { printable } from './printable.ts';

/** GitHub refuses comments and descriptions beyond 65,536 characters. */
const MAX_ITEMS = 60;

/** Changes as release notes in GitHub-flavoured Markdown, for a release or a pull request. */
export function diffMarkdown(changes: Changes): string {
  const { base, target, class: worst, version } = changes;
  const sections = sectionsOf(changes).flatMap(describeSection);
  const rows = sizeRows(changes).map((row) => `| ${row.join(' | ')} |`);
  return [
    `## ${escapeMarkdown(target.title)} ${escapeMarkdown(target.version)}`,
    '',
    `Changes since ${escapeMarkdown(base.version)}: **${worst}** – ${CLASS_WORDS[worst]}.`,
    `${version.honoured ? 'Version' : '⚠️ Version'}: ${sentence(versionSentence(changes))}.`,
    ...sections,
    '',
    '### Sizes',
    '',
    '| | before | now | |',
    '| --- | ---: | ---: | ---: |',
    ...rows,
    '',
  ].join('\n');
}

function describeSection({ title, items }: Section): string[] {
  const more = items.length - MAX_ITEMS;
  return [
    '',
    `### ${title}`,
    '',
    ...items.slice(0, MAX_ITEMS).flatMap(describeItem),
    ...(more > 0 ? [`- … and ${more} more`] : []),
  ];
}

const VERBS = { '+': '**Added**', '-': '**Removed**', '~': 'Changed' } as const;

function describeItem({ mark, class: weight, head, details }: Item): string[] {
  const note =
    weight === 'content' ? '' : ` (${weight === 'progress-breaking' ? `⚠️ **${weight}**` : weight})`;
  return [
    `- ${VERBS[mark]}: ${sentence(head)}${note}`,
    ...details.map((detail) => `  - ${opening(detail)}${sentence(detail)}`),
  ];
}

/** An excerpt is a quotation, and its first character begins no list or heading within the list. */
function opening([first]: Sentence): string {
  return first && 'pieces' in first ? '“' : '';
}

function sentence(spans: Sentence): string {
  return spans
    .map((span) => {
      if ('ours' in span) return span.ours;
      return 'theirs' in span ? escapeMarkdown(span.theirs) : `${span.pieces.map(excerpt).join('')}”`;
    })
    .join('');
}

function excerpt({ kind, text }: Piece): string {
  const shown = escapeMarkdown(text);
  if (kind === 'same') return shown;
  return kind === 'removed' ? `<del>${shown}</del>` : `<ins>${shown}</ins>`;
}

/**
 * Text that Markdown shows as it is, wherever it stands in a line. Characters that would begin markup or HTML are escaped; addresses,
 * mentions (`@someone`) and numbers of issues are kept from becoming links by a character without a width, since GitHub
 * looks for them in what is shown.
 */
export function escapeMarkdown(text: string): string {
  return printable(text)
    .replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character] ?? '')
    .replace(/[\\`*_[\]|~$]/g, '\\$&')
    .replace(
      /(^|\s)([-+=#]|\d+[.)])(?=\s|$)/g,
      (_, space: string, mark: string) => `${space}${escapeLast(mark)}`,
    )
    .replace(/[@#]/g, '$&&#8203;')
    .replace(/(https?|ftp)(:)/gi, '$1&#8203;$2')
    .replace(/(www)(\.)/gi, '$1&#8203;$2');
}

function escapeLast(mark: string): string {
  return `${mark.slice(0, -1)}\\${mark.slice(-1)}`;
}
