import qrcode from 'qrcode-generator';

/** ISO/IEC 18004 §9.1: four modules of nothing around the symbol, without which it is not found. */
const QUIET = 4;

/**
 * The modules of the QR code for `text` with its quiet zone, row by row; true is dark. `level` is how much of it may be covered: L 7 %, M 15 %.
 * Undefined where the text is too long.
 */
export function qrModules(text: string, level: 'L' | 'M'): boolean[][] | undefined {
  const code = qrcode(0, level);
  code.addData(text);
  try {
    code.make();
  } catch {
    return undefined;
  }
  const count = code.getModuleCount();
  const side: number[] = [];
  for (let n = -QUIET; n < count + QUIET; n++) side.push(n);
  const isInside = (n: number): boolean => n >= 0 && n < count;
  return side.map((row) =>
    side.map((column) => isInside(row) && isInside(column) && code.isDark(row, column)),
  );
}
