// What pages can do beyond reading. Without this script the link "contents" leads to the start page and all text is there.

import { connectContents } from './contents.ts';
import { respectReducedMotion } from './loops.ts';
import { letPause } from './moving.ts';
import { unfoldForPrint } from './print.ts';
import { connectTranscripts } from './transcripts.ts';

connectContents();
const toc = document.querySelector<HTMLDetailsElement>('.toc details');
if (toc && matchMedia('(min-width: 68em)').matches) toc.open = true;
unfoldForPrint();
respectReducedMotion();
letPause();
connectTranscripts();
