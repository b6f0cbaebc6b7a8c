import { parseClock } from './clock.ts';
import { MAX_CUE_SOURCE, type Captions, type Cue } from './cue.ts';
import { markupOf, type Piece, type Tag } from './markup.ts';

// SubStation Alpha (`.ssa`) and Advanced SubStation Alpha (`.ass`): sections of lines `Name: a,b,c`, of which only the dialogue counts.

const FIELDS = 'layer start end style name marginl marginr marginv effect text'.split(' ');
const LETTERS: ReadonlyMap<string, Tag> = new Map([
  ['b', 'b'],
  ['i', 'i'],
  ['u', 'u'],
]);

/** Captions in (Advanced) SubStation Alpha, without fonts, colours, movements and drawings. */
export function parseAss(text: string): Captions {
  const cues: Cue[] = [];
  let fields: readonly string[] = FIELDS;
  let section = '';
  let unread: { count: number; line: number } | undefined;
  for (const [at, line] of text.split(/\r\n|\r|\n/).entries()) {
    const [, heading] = /^\s*\[([^\]]{1,100})\]/.exec(line) ?? [];
    if (heading !== undefined) section = heading.toLowerCase();
    if (section !== 'events') continue;
    const [, name = '', value = ''] = /^\s*(format|dialogue)\s*:\s*(.*)$/is.exec(line) ?? [];
    if (name.toLowerCase() === 'format') fields = formatOf(value);
    if (name.toLowerCase() !== 'dialogue') continue;
    const cue = cueOf(value.slice(0, MAX_CUE_SOURCE), fields);
    if (cue) cues.push(cue);
    else unread = { count: (unread?.count ?? 0) + 1, line: unread?.line ?? at + 1 };
  }
  return { cues, ...(unread && { unread }) };
}

function formatOf(value: string): readonly string[] {
  const names = value
    .slice(0, 1000)
    .split(',')
    .map((name) => name.trim().toLowerCase());
  return names.includes('start') && names.includes('end') && names.at(-1) === 'text' ? names : FIELDS;
}

function cueOf(value: string, fields: readonly string[]): Cue | undefined {
  const parts = value.split(',');
  const field = (name: string): string => parts[fields.indexOf(name)]?.trim() ?? '';
  const startSeconds = parseClock(field('start'));
  const endSeconds = parseClock(field('end'));
  if (startSeconds === undefined || endSeconds === undefined) return undefined;
  // The text is the last field, and has commas of its own.
  const text = parts
    .slice(fields.length - 1)
    .join(',')
    .slice(0, MAX_CUE_SOURCE)
    .toWellFormed();
  const voice = field('name');
  return {
    startSeconds,
    endSeconds,
    // Numbers as on a keypad: the upper row is the upper edge.
    settings: /\{[^{}]*\\an[789]/.test(text) ? 'line:0' : '',
    markup: markupOf([{ kind: 'start', tag: 'v', voice }, ...piecesOf(text)]),
  };
}

function* piecesOf(text: string): Generator<Piece> {
  let drawing = false;
  for (const part of text.split(/(\{[^{}]*\})/)) {
    if (!/^\{[^{}]*\}$/.test(part)) {
      const plain = part.replaceAll('\\N', '\n').replaceAll('\\n', ' ').replaceAll('\\h', '\u00a0');
      if (!drawing) yield { kind: 'text', text: plain };
      continue;
    }
    for (const [, letter = '', amount = ''] of part.matchAll(/\\([biupr])(\d{0,4})(?![a-z(])/g)) {
      const on = amount !== '' && amount !== '0';
      const tag = LETTERS.get(letter);
      if (letter === 'p') drawing = on;
      else if (tag !== undefined) yield { kind: on ? 'start' : 'end', tag };
      else for (const each of LETTERS.values()) yield { kind: 'end', tag: each };
    }
  }
}
