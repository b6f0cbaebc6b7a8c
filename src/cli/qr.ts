import { qrModules } from '../qr-modules.ts';
import { painter } from './terminal.ts';

/**
 * A QR code as lines of half blocks: a character is two modules high, as characters are. Where `stream` shows colours it is black on
 * white; else light modules are drawn, which is right on the dark ground that such terminals have.
 */
export function qrLines(text: string, stream: NodeJS.WriteStream): string[] {
  const rows = qrModules(text, 'M') ?? [];
  const paint = painter(stream);
  return [...Array(Math.ceil(rows.length / 2)).keys()].map((n) => {
    const upper = rows[2 * n] ?? [];
    const lower = rows[2 * n + 1];
    const line = upper.map((top, column) => blockOf(!top, lower ? !lower[column] : false)).join('');
    return paint('bgBlack', paint('whiteBright', line));
  });
}

function blockOf(top: boolean, bottom: boolean): string {
  return top ? (bottom ? '█' : '▀') : bottom ? '▄' : ' ';
}
