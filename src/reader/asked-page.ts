import { element } from './element.ts';
import { up } from './pack.ts';

// From file:// no page may look into another, so that a page tells its own text to one that asks for it: to a search, or to be printed
// with others. It is asked by the name of the frame in which it is opened.

export type Wanted = 'text' | 'print';

/** Milliseconds. Pages may come from a slow stick; of one that is there and has said nothing, nothing comes. */
const PATIENCE = 15_000;
const REST = 1000;
const PREFIX = 'satchel-';

/** What the page around this one asks of it. */
export function wantedHere(): Wanted | undefined {
  const wanted = window.parent === window ? '' : window.name.replace(PREFIX, '');
  return wanted === 'text' || wanted === 'print' ? wanted : undefined;
}

/** Answers the page around this one. Pages of files have no origin that could be named. */
export function tellPage(told: unknown): void {
  window.parent.postMessage({ satchelPage: told }, '*');
}

/** Opens a page of the pack where nobody sees it, and takes what it tells: as hostile as any file; undefined where nothing comes. */
export function askPage(path: string, wanted: Wanted, take: (told: unknown) => void): void {
  const frame = element('iframe');
  const end = (told?: unknown): void => {
    clearTimeout(timer);
    removeEventListener('message', hear);
    frame.remove();
    take(told);
  };
  const hear = ({ source, data }: MessageEvent): void => {
    if (source === frame.contentWindow) end((Object(data) as { satchelPage?: unknown }).satchelPage);
  };
  let timer = setTimeout(end, PATIENCE);
  frame.onload = () => {
    clearTimeout(timer);
    timer = setTimeout(end, REST);
  };
  addEventListener('message', hear);
  frame.name = PREFIX + wanted;
  frame.hidden = true;
  frame.src = up + path;
  document.body.appendChild(frame);
}
