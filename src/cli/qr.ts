import { correction, generate } from 'lean-qr/nano';
import { painter } from './terminal.ts';

/** ISO/IEC 18004 §9.1: four modules of nothing around the symbol, without which it is not found. */
const QUIET = 4;

/**
 * A QR code as lines of half blocks: a character is two modules high, as characters are. Where `stream` shows colours it is black on
 * white; else light modules are drawn, which is right on the dark ground that such terminals have.
 */
export function qrLines(text: string, stream: NodeJS.WriteStream): string[] {
  const code = generate(text, { minCorrectionLevel: correction.M });
  const paint = painter(stream);
  const end = code.size + QUIET;
  const lines: string[] = [];
  for (let y = -QUIET; y < end; y += 2) {
    let line = '';
    for (let x = -QUIET; x < end; x++) line += blockOf(!code.get(x, y), y + 1 < end && !code.get(x, y + 1));
    lines.push(paint('bgBlack', paint('whiteBright', line)));
  }
  return lines;
}

function blockOf(top: boolean, bottom: boolean): string {
  return top ? (bottom ? '█' : '▀') : bottom ? '▄' : ' ';
}
