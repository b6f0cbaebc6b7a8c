import type { PackScript } from '../pack-script.ts';

declare global {
  interface Window {
    /** Set by pack.js. */
    satchelPack?: PackScript;
  }
}

/** The pack that this page belongs to; undefined where pack.js did not arrive: then nothing is offered that needs words. */
export const pack = window.satchelPack;

/** The way from this page up to `pages/`: nothing, `../`, … */
export const up = document.documentElement.dataset['up'] || '';

/** Whether this page is one file, sent without all others: whatever needs them is not offered. */
export const alone = 'alone' in document.documentElement.dataset;

/** The id of the lesson that this page shows; `index` for the start page. */
export const page = document.documentElement.dataset['page'] || '';
