import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../../src/build/build.ts';

const picture = (colour: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path fill="${colour}" d="M0 0h9v9H0z"/></svg>\n`;

const files: Readonly<Record<string, string>> = {
  'satchel.yaml': 'id: garden\nversion: 1.0.0\ntitle: Garden\nlanguage: en\nlicense: CC-BY-4.0\n',
  'red.svg': picture('#c00'),
  'green.svg': picture('#0a0'),
  '1-soil/1-worms.md': '# Worms\n\nWorms dig.\n\n![Red](../red.svg)\n',
  '1-soil/2-stones.md': '# Stones\n\nStones lie.\n',
  '2-plants/2-roots.md': '# Roots\n\nRoots drink.\n',
  '2-plants/1-leaves.md': '# Leaves\n\nLeaves breathe.\n\n![Green](../green.svg)\n',
};

/** Builds a pack of two units, `soil` and `plants`, into `dir`; gives its ZIP file. */
export async function buildGarden(dir: string): Promise<string> {
  const source = mkdtempSync(join(dir, 'garden-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(source, name, '..'), { recursive: true });
    writeFileSync(join(source, name), content);
  }
  const { bundles } = await build({ source, out: join(source, 'out'), cache: join(dir, 'cache') });
  const [bundle] = bundles;
  if (!bundle) throw new Error('the garden was not built');
  return bundle.file;
}
