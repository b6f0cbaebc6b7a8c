import { element } from './element.ts';
import { qrCode } from './qr-code.ts';

const SCALE = 4;
/** Modules of light around a symbol, without which it is not found. */
const QUIET = 4;

/** A text as a picture that phones read; undefined where the text is too long. */
export function qrPicture(text: string): HTMLElement | undefined {
  const modules = qrCode(text);
  const canvas = element('canvas', 'qr');
  const context = canvas.getContext('2d');
  if (!modules || !context) return undefined;
  canvas.setAttribute('role', 'img');
  canvas.width = canvas.height = (modules.length + 2 * QUIET) * SCALE;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = '#000';
  modules.forEach((row, y) =>
    row.forEach((dark, x) => {
      if (dark) context.fillRect((x + QUIET) * SCALE, (y + QUIET) * SCALE, SCALE, SCALE);
    }),
  );
  return canvas;
}
