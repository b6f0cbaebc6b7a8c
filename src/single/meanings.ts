import { posix } from 'node:path';
import type { PageSource } from './carried.ts';

const SCRIPT = 'pages/glossary.js';

/** What words mean, by the paths and anchors of the links that lead to them; none where the pack explains none, or not as Satchel writes it. */
export async function meaningsIn(source: PageSource): Promise<ReadonlyMap<string, string>> {
  if (source.sizeOf(SCRIPT) === undefined) return new Map();
  const script = Buffer.from(await source.read(SCRIPT)).toString('utf8');
  const [, literal = ''] = /^window\.satchelGlossary = (\{.*\});\n$/.exec(script) ?? [];
  let meanings: unknown;
  try {
    meanings = JSON.parse(literal);
  } catch {
    return new Map();
  }
  return new Map(
    Object.entries(meanings as Record<string, unknown>).flatMap(([link, meaning]) =>
      typeof meaning === 'string' ? [[posix.join('pages', link), meaning]] : [],
    ),
  );
}
