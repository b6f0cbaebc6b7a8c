import type { PackScript } from '../pack-script.ts';

declare global {
  interface Window {
    /** Set by pack.js. */
    satchelPack?: PackScript;
  }
}

/** Whether pack.js has arrived. */
export const isPackKnown = window.satchelPack !== undefined;

/** The pack that this page belongs to. What asks for it runs only where it is known (reader.ts): all else needs no words. */
export const pack = window.satchelPack as PackScript;

/** The way from this page up to `pages/`: nothing, `../`, … */
export const up = document.documentElement.dataset['up'] || '';

/** Whether this page is one file, sent without all others: whatever needs them is not offered. */
export const alone = 'alone' in document.documentElement.dataset;

/** The id of the lesson that this page shows; `index` for the start page. */
export const page = document.documentElement.dataset['page'] || '';
