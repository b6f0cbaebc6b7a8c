import { askPage } from './asked-page.ts';

type Sections = ReadonlyMap<string, string>;
type Wish = readonly [path: string, then: (sections: Sections) => void];

const known = new Map<string, Sections>();
let wishes: Wish[] = [];
let reading = false;

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
  if (reading || path === undefined) return;
  reading = true;
  askPage(path, 'text', (told) => {
    const sections = sectionsOf(told);
    reading = false;
    known.set(path, sections);
    const heard = wishes.filter(([wanted]) => wanted === path);
    wishes = wishes.filter(([wanted]) => wanted !== path);
    for (const [, then] of heard) then(sections);
    readNext();
  });
}

/** Whatever stands in the frame, only texts are taken from it. */
function sectionsOf(told: unknown): Sections {
  return new Map(
    Array.isArray(told)
      ? told.map((section) => [String(Object(section)[0]), String(Object(section)[1])] as const)
      : [],
  );
}
