import { TEXT_FRAME, type PageText } from './page-text.ts';
import { up } from './pack.ts';

/** Milliseconds for a page to tell its text: it may come from a slow stick. */
const PATIENCE = 8000;

type Sections = ReadonlyMap<string, string>;
type Wish = readonly [path: string, then: (sections: Sections) => void];

const known = new Map<string, Sections>();
let wishes: Wish[] = [];
let frame: HTMLIFrameElement | undefined;

/** Asks a page for the text of its sections, by anchor; pages are read one after the other, and each once. */
export function askForText(path: string, then: (sections: Sections) => void): void {
  const there = known.get(path);
  if (there) return then(there);
  wishes.push([path, then]);
  readNext();
}

/** Forgets what was asked for and is not being read yet. */
export function dropWishes(): void {
  wishes = [];
}

function readNext(): void {
  const [path] = wishes[0] || [];
  if (frame || path === undefined) return;
  const reading = (frame = document.createElement('iframe'));
  reading.name = TEXT_FRAME;
  reading.hidden = true;
  reading.tabIndex = -1;
  reading.src = up + path;
  const end = (sections: Sections): void => {
    clearTimeout(timer);
    removeEventListener('message', hear);
    reading.remove();
    frame = undefined;
    known.set(path, sections);
    const heard = wishes.filter(([wanted]) => wanted === path);
    wishes = wishes.filter(([wanted]) => wanted !== path);
    for (const [, then] of heard) then(sections);
    readNext();
  };
  const hear = ({ source, data }: MessageEvent): void => {
    if (source === reading.contentWindow) end(textOf(data));
  };
  const timer = setTimeout(() => end(new Map()), PATIENCE);
  addEventListener('message', hear);
  document.body.appendChild(reading);
}

/** Whatever stands in the frame, only texts are taken from it. */
function textOf(data: unknown): Sections {
  const told = (data as Partial<PageText> | null)?.satchelText;
  return new Map(
    Array.isArray(told) ? told.map(([anchor, text]): [string, string] => [String(anchor), String(text)]) : [],
  );
}
