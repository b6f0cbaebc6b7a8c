// pages/qr.js: loaded when a code is shown.

import { qrModules } from '../qr-modules.ts';
import { element } from './element.ts';

declare global {
  interface Window {
    satchelQr?: typeof qrPicture;
  }
}

const SCALE = 4;

window.satchelQr = qrPicture;

/** A text as a picture that phones read; undefined where the text is too long. */
function qrPicture(text: string): HTMLElement | undefined {
  const modules = qrModules(text, 'L');
  const canvas = element('canvas', 'qr');
  const context = canvas.getContext('2d');
  if (!modules || !context) return undefined;
  canvas.setAttribute('role', 'img');
  canvas.width = canvas.height = modules.length * SCALE;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = '#000';
  modules.forEach((row, y) =>
    row.forEach((dark, x) => {
      if (dark) context.fillRect(x * SCALE, y * SCALE, SCALE, SCALE);
    }),
  );
  return canvas;
}
