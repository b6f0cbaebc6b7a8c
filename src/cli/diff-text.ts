import type { Changes } from '../delta/changes.ts';
import type { ChangeClass } from '../delta/classes.ts';
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
import type { painter } from './terminal.ts';

type Paint = ReturnType<typeof painter>;

/** Changes as text for a terminal, `[-removed-]{+added+}` as in wdiff. */
export function diffText(changes: Changes, paint: Paint): string {
  const { base, target, class: worst, version } = changes;
  const { language, profile } = target.variant;
  return [
    `${paint('bold', printable(target.title))}  ${target.id}, ${language}, profile ${profile}: ${base.version} → ${target.version}`,
    '',
    `changes  ${paintClass(worst, CLASS_WORDS[worst], paint)}`,
    `version  ${paint(version.honoured ? 'green' : 'yellow', sentence(versionSentence(changes), paint))}`,
    ...sectionsOf(changes).flatMap((section) => describeSection(section, paint)),
    '',
    'sizes',
    ...table(sizeRows(changes)),
  ].join('\n');
}

const COLOURS = { '+': 'green', '-': 'red', '~': 'yellow' } as const;

function describeSection({ title, items }: Section, paint: Paint): string[] {
  return ['', title.toLowerCase(), ...items.flatMap((item) => describeItem(item, paint))];
}

function describeItem({ mark, class: weight, head, details }: Item, paint: Paint): string[] {
  const breaking = weight === 'progress-breaking' ? `  ${paintClass(weight, weight, paint)}` : '';
  const cosmetic = weight === 'cosmetic' ? `  ${paint('dim', weight)}` : '';
  return [
    `  ${paint(COLOURS[mark], mark)} ${sentence(head, paint)}${breaking}${cosmetic}`,
    ...details.map((detail) => `      ${sentence(detail, paint)}`),
  ];
}

function sentence(spans: Sentence, paint: Paint): string {
  return spans
    .map((span) => {
      if ('ours' in span) return span.ours;
      return 'theirs' in span
        ? printable(span.theirs)
        : span.pieces.map((piece) => excerpt(piece, paint)).join('');
    })
    .join('');
}

function excerpt({ kind, text }: Piece, paint: Paint): string {
  const shown = printable(text);
  if (kind === 'same') return shown;
  return kind === 'removed' ? paint('red', `[-${shown}-]`) : paint('green', `{+${shown}+}`);
}

function paintClass(weight: ChangeClass, text: string, paint: Paint): string {
  return weight === 'progress-breaking' ? paint(['red', 'bold'], text) : text;
}

function table(rows: ReturnType<typeof sizeRows>): string[] {
  const width = Math.max(...rows.map(([what]) => what.length));
  return rows.map(([what, base, target, more]) =>
    `  ${what.padEnd(width)}  ${base.padStart(8)} → ${target.padStart(8)}  ${more}`.trimEnd(),
  );
}
