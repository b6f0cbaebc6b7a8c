import { join } from 'node:path';
import { expect, test } from 'vitest';
import { build, entriesOf, newPath, sourceOf } from './workbench.ts';

const parts = 'unit/lessons/1-light';

async function pagesOf(files: Readonly<Record<string, string>>): Promise<Map<string, string>> {
  const out = newPath('out');
  await build(sourceOf({ 'unit/README.md': '# Unit\n', ...files }), out);
  const entries = await entriesOf(join(out, 'soil_1.0.0.zip'));
  return new Map([...entries].map(([path, bytes]) => [path, bytes.toString()]));
}

const linksIn = (page = ''): string[] =>
  [...page.matchAll(/<li><a href="[^"]*light\/[^>]*>([^<]*)<\/a>/g)].map(([, title = '']) => title);

test('parts with the same title are told apart by the first headings that differ, wherever they are listed', async () => {
  const pages = await pagesOf({
    [`${parts}/README.md`]: '# Light\n',
    [`${parts}/a-send.md`]: '# Night light\n\n## Wires\n\n## Send `on` & off\n',
    [`${parts}/b-receive.md`]: '# Night light\n\n## Wires\n\n## Receive\n',
    [`${parts}/c-other.md`]: '# Other\n\n## Receive\n',
  });
  const light = [...pages].find(([path]) => path.endsWith('/light.html'))?.[1];
  expect(linksIn(light)).toEqual(['Night light · Send on &amp; off', 'Night light · Receive', 'Other']);
  expect(pages.get('pages/navigation.js')).toContain('"Night light · Send on & off"');
  const own = [...pages].find(([path]) => path.endsWith('/a-send.html'))?.[1];
  expect(own).toMatch(/<h1[^>]*>Night light<\/h1>/);
});

test('where their headings are alike too, by the names of their files', async () => {
  const pages = await pagesOf({
    [`${parts}/README.md`]: '# Light\n',
    [`${parts}/a-pi.md`]: '# Night light\n\n## Wires\n',
    [`${parts}/b-wio.md`]: '# Night light\n\n## Wires\n',
  });
  const light = [...pages].find(([path]) => path.endsWith('/light.html'))?.[1];
  expect(linksIn(light)).toEqual(['Night light · a-pi', 'Night light · b-wio']);
});
