import { generate } from 'lean-qr/nano';
import { element } from './element.ts';

/** A text as a picture that phones read, a pixel a module; undefined where the text is too long. */
export function qrPicture(text: string): HTMLElement | undefined {
  const canvas = element('canvas', 'qr');
  canvas.setAttribute('role', 'img');
  try {
    generate(text).toCanvas(canvas, { off: [255, 255, 255] });
  } catch {
    return undefined;
  }
  return canvas;
}
