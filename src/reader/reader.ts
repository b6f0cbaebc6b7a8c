// What pages can do beyond reading. Without this script the link "contents" leads to the start page and all text is there.

import { connectActivities } from './activities.ts';
import { tellPage, wantedHere } from './asked-page.ts';
import { connectContents } from './contents.ts';
import { connectCopying } from './copying.ts';
import { connectDrop } from './drop.ts';
import { connectGlossary } from './glossary.ts';
import { connectLanguages } from './languages.ts';
import { stopLoops } from './loops.ts';
import { letPause } from './moving.ts';
import { connectOffline } from './offline.ts';
import { alone, isPackKnown } from './pack.ts';
import { connectPrinting } from './print-unit.ts';
import { connectSettings } from './settings-panel.ts';
import { connectSpeed } from './speed.ts';
import { connectProgress } from './progress.ts';
import { htmlOfPage, textOfPage } from './page-text.ts';
import { preparePrinting } from './print.ts';
import { connectSearch } from './search-button.ts';
import { shared } from './shared.ts';
import { connectTranscripts } from './transcripts.ts';
import { connectZoom } from './zoom.ts';

declare global {
  interface Window {
    satchelShared?: readonly unknown[];
  }
}

// A page that another one asks for its text is seen and opened by nobody.
const wanted = wantedHere();
if (wanted) tellPage(wanted === 'text' ? textOfPage() : htmlOfPage());
else start();

function start(): void {
  window.satchelShared = shared;
  if (!alone) connectContents();
  const toc = document.querySelector<HTMLDetailsElement>('.toc details');
  if (toc && matchMedia('(min-width: 68em)').matches) toc.open = true;
  preparePrinting();
  // Whoever has asked their device for less motion starts what moves by a click.
  const isStill = matchMedia('(prefers-reduced-motion)').matches;
  if (isStill) stopLoops();
  letPause(isStill);
  connectTranscripts();
  if (!isPackKnown) return;
  if (!alone) {
    connectSearch();
    connectOffline();
    connectLanguages();
  }
  connectSettings();
  if (!alone) connectDrop();
  connectCopying();
  connectGlossary();
  connectSpeed();
  connectZoom();
  connectPrinting();
  connectActivities();
  void connectProgress();
}
