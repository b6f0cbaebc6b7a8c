// What pages can do beyond reading. Without this script the link "contents" leads to the start page and all text is there.

import { connectActivities } from './activities.ts';
import { connectContents } from './contents.ts';
import { connectCopying } from './copying.ts';
import { connectGlossary } from './glossary.ts';
import { connectLanguages } from './languages.ts';
import { stopLoops } from './loops.ts';
import { letPause } from './moving.ts';
import { connectOffline } from './offline.ts';
import { alone } from './pack.ts';
import { connectPrinting } from './print-unit.ts';
import { connectSettings } from './settings-panel.ts';
import { connectSpeed } from './speed.ts';
import { connectProgress } from './progress.ts';
import { TEXT_FRAME, tellText } from './page-text.ts';
import { unfoldForPrint } from './print.ts';
import { connectSearch } from './search-button.ts';
import { connectTranscripts } from './transcripts.ts';
import { connectZoom } from './zoom.ts';

// A search reads the page in a frame: nobody sees it there, and it is not opened by anybody.
if (window.name === TEXT_FRAME) tellText();
else start();

function start(): void {
  if (!alone) connectContents();
  const toc = document.querySelector<HTMLDetailsElement>('.toc details');
  if (toc && matchMedia('(min-width: 68em)').matches) toc.open = true;
  unfoldForPrint();
  // Whoever has asked their device for less motion starts what moves by a click.
  const isStill = matchMedia('(prefers-reduced-motion)').matches;
  if (isStill) stopLoops();
  letPause(isStill);
  connectTranscripts();
  if (!alone) {
    connectSearch();
    connectOffline();
    connectLanguages();
    connectGlossary();
  }
  connectSettings();
  connectCopying();
  connectSpeed();
  connectZoom();
  connectPrinting();
  connectActivities();
  if (!alone) void connectProgress();
}
