import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Check } from './check.ts';
import { firstLine, reinstall } from './picture-checks.ts';

/** The package is asked for the WebAssembly that it runs, and that is compiled: more would need a font. */
export async function checkFonts(): Promise<Check> {
  const purpose = 'ships a font’s letters that a pack uses';
  const subject = 'subset-font';
  try {
    const installed = createRequire(createRequire(import.meta.url).resolve('subset-font'));
    await WebAssembly.compile(readFileSync(installed.resolve('harfbuzzjs/dist/harfbuzz-subset.wasm')));
    return { subject, state: 'ok', purpose };
  } catch (error) {
    return { subject, state: 'missing', found: firstLine(error), purpose, next: reinstall };
  }
}
