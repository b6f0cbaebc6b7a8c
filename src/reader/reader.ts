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
import { unfoldForPrint } from './print.ts';
import { connectPrinting } from './print-unit.ts';
import { connectSettings } from './settings-panel.ts';
import { connectSpeed } from './speed.ts';
import { connectProgress } from './progress.ts';
import { connectTranscripts } from './transcripts.ts';
import { connectZoom } from './zoom.ts';

if (!alone) connectContents();
const toc = document.querySelector<HTMLDetailsElement>('.toc details');
if (toc && matchMedia('(min-width: 68em)').matches) toc.open = true;
unfoldForPrint();
// Whoever has asked their device for less motion starts what moves by a click.
const isStill = matchMedia('(prefers-reduced-motion)').matches;
if (isStill) stopLoops();
letPause(isStill);
connectTranscripts();
if (!alone) connectOffline();
connectLanguages();
connectSettings();
connectCopying();
connectGlossary();
connectSpeed();
connectZoom();
connectPrinting();
connectActivities();
if (!alone) void connectProgress();
