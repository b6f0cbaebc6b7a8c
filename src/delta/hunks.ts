/** A run of words in both texts, in base's alone or in target's alone. All pieces of a hunk together are one line of text. */
export interface Piece {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Words and marks that stand around a change. */
const CONTEXT = 7;
/** Words of a change that are shown: those it begins with and those it ends with. */
const SHOWN = { first: 40, last: 10 } as const;

const UNSPACED = '\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}';
/** A word (long ones in pieces), a number with all that belongs to it, or a mark: with the space before it. */
const TOKEN = new RegExp(
  ` ?(?:[${UNSPACED}]|(?<![\\p{L}\\p{N}])[\\-−]?\\p{N}{1,60}(?:[.,:\\/]\\p{N}{1,60}){0,9}%?|` +
    `[[\\p{L}\\p{M}\\p{N}_'’]--[${UNSPACED}]]{1,60}|[^\\s\\p{L}\\p{M}\\p{N}_'’])`,
  'gv',
);

/** Words in a row. Of what is the same, the middle may be left out: then `gap` is true. */
export interface Run {
  readonly kind: Piece['kind'];
  readonly tokens: readonly string[];
  readonly gap: boolean;
}

/** Neighbouring runs that differ, and the words around them. */
export interface Spot {
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** What is the same until the next spot. */
  after: Run;
}

/** The words of a line. */
export function tokensOf(line: string): readonly string[] {
  return ` ${line}`.match(TOKEN) ?? [];
}

/** A run of lines that are the same. Only the first and last lines of what is the same are looked at. */
export function sameRun(lines: readonly string[]): Run {
  const gap = lines.length > 4;
  const shown = gap ? [...lines.slice(0, 2), ...lines.slice(-2)] : lines;
  return { kind: 'same', tokens: shown.flatMap(tokensOf), gap };
}

/** Words as the text that they were cut from. */
export function textOf(tokens: readonly string[]): string {
  return tokens.join('');
}

/** The places where something differs, and what is the same before the first. */
export function spotsOf(runs: readonly Run[]): { before: Run; spots: Spot[] } {
  const none: Run = { kind: 'same', tokens: [], gap: false };
  let before = none;
  const spots: Spot[] = [];
  let open = false;
  for (const { kind, tokens, gap } of runs) {
    if (tokens.length === 0) continue;
    const last = spots.at(-1);
    if (kind === 'same') {
      if (last) last.after = joined(last.after, tokens, gap);
      else before = joined(before, tokens, gap);
      open = false;
    } else if (open && last) {
      const of = { removed: last.removed, added: last.added };
      spots[spots.length - 1] = { ...last, ...of, [kind]: [...of[kind], ...tokens] };
    } else {
      spots.push({ removed: [], added: [], after: none, [kind]: tokens });
      open = true;
    }
  }
  return { before, spots };
}

function joined(run: Run, tokens: readonly string[], gap: boolean): Run {
  return { kind: 'same', tokens: [...run.tokens, ...tokens], gap: run.gap || gap };
}

/** The places as lines of text. Spots with few words between them are told together. */
export function hunksOf(before: Run, spots: readonly Spot[]): Piece[][] {
  const hunks: Piece[][] = [];
  let hunk: Piece[] = [];
  let lead = before;
  for (const spot of spots) {
    if (hunk.length === 0) addSame(hunk, lastOf(lead));
    addSpot(hunk, spot);
    lead = spot.after;
    const near = !lead.gap && lead.tokens.length <= 2 * CONTEXT && spot !== spots.at(-1);
    if (near) {
      addSame(hunk, textOf(lead.tokens));
      continue;
    }
    addSame(hunk, firstOf(lead));
    hunks.push(hunk);
    hunk = [];
  }
  return hunks.map(trimmed);
}

function lastOf({ tokens, gap }: Run): string {
  const cut = gap || tokens.length > CONTEXT;
  return (cut ? '…' : '') + textOf(tokens.slice(-CONTEXT));
}

function firstOf({ tokens, gap }: Run): string {
  const cut = gap || tokens.length > CONTEXT;
  return textOf(tokens.slice(0, CONTEXT)) + (cut ? ' …' : '');
}

function addSame(hunk: Piece[], text: string): void {
  const last = hunk.at(-1);
  if (last?.kind === 'same') hunk[hunk.length - 1] = { kind: 'same', text: last.text + text };
  else if (text !== '') hunk.push({ kind: 'same', text });
}

/** The space before a word that changed did not change. */
function addSpot(hunk: Piece[], { removed, added }: Spot): void {
  const texts = { removed: shown(removed), added: shown(added) };
  const spaced = Object.values(texts).every((text) => text === '' || text.startsWith(' '));
  if (spaced) addSame(hunk, ' ');
  for (const kind of ['removed', 'added'] as const) {
    const text = spaced ? texts[kind].slice(1) : texts[kind];
    if (text !== '') hunk.push({ kind, text });
  }
}

function shown(tokens: readonly string[]): string {
  if (tokens.length <= SHOWN.first + SHOWN.last) return textOf(tokens);
  return `${textOf(tokens.slice(0, SHOWN.first))} …${textOf(tokens.slice(-SHOWN.last))}`;
}

function trimmed(hunk: readonly Piece[]): Piece[] {
  const pieces = hunk.map((piece, i) => {
    const text = i === 0 ? piece.text.trimStart() : piece.text;
    return { ...piece, text: i === hunk.length - 1 ? text.trimEnd() : text };
  });
  return pieces.filter(({ text }) => text !== '');
}
