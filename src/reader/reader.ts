// What pages can do beyond reading. Without this script the link "contents" leads to the start page and all text is there.

import { connectContents } from './contents.ts';
import { stopLoops } from './loops.ts';
import { letPause } from './moving.ts';
import { unfoldForPrint } from './print.ts';
import { connectSearch } from './search-button.ts';
import { connectTranscripts } from './transcripts.ts';

connectContents();
connectSearch();
const toc = document.querySelector<HTMLDetailsElement>('.toc details');
if (toc && matchMedia('(min-width: 68em)').matches) toc.open = true;
unfoldForPrint();
// Whoever has asked their device for less motion starts what moves by a click.
const isStill = matchMedia('(prefers-reduced-motion)').matches;
if (isStill) stopLoops();
letPause(isStill);
connectTranscripts();
