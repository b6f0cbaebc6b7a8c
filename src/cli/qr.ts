import qrcode from 'qrcode-generator';
import { painter } from './terminal.ts';

// ISO/IEC 18004 §9.1: four modules of nothing around the symbol.
const QUIET = 4;

/** The modules of the QR code for `text` with its quiet zone, row by row; true is dark. */
export function qrModules(text: string): boolean[][] {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const count = code.getModuleCount();
  const side = [...Array(count + 2 * QUIET).keys()].map((n) => n - QUIET);
  const isInside = (n: number): boolean => n >= 0 && n < count;
  return side.map((row) =>
    side.map((column) => isInside(row) && isInside(column) && code.isDark(row, column)),
  );
}

/**
 * A QR code as lines of half blocks: a character is two modules high, as characters are. Where `stream` shows colours it is black on
 * white; else light modules are drawn, which is right on the dark ground that such terminals have.
 */
export function qrLines(text: string, stream: NodeJS.WriteStream): string[] {
  const rows = qrModules(text);
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
