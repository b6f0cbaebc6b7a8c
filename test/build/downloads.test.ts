import { expect, test } from 'vitest';
import { readDownloads } from '../../src/build/downloads.ts';
import { isDeflated } from '../../src/bundle/content.ts';
import { readTree } from '../../src/source/tree.ts';
import { sourceOf } from './workbench.ts';

test.each([
  ['a sheet.pdf', '%PDF-1.7\n', 'application/pdf', false],
  ['film.mp4', '\0\0\0\u0018ftypisom\0\0\0\0isom', 'video/mp4', false],
  ['photo.JPG', '\u00ff\u00d8\u00ff\u00e0', 'image/jpeg', false],
  ['table.csv', 'ID3,name\n', 'text/csv', true],
  ['notes.txt', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'text/plain', true],
  ['drawing.bin', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'application/octet-stream', true],
  ['nothing.bin', '', 'application/octet-stream', false],
])('%s is carried as what it is', async (name, content, mediaType, deflated) => {
  const { tree } = readTree(sourceOf({ [name]: Buffer.from(content, 'latin1') }));
  const download = (await readDownloads([name], tree)).downloads.get(name);
  expect(download).toMatchObject({ mediaType });
  expect(download && isDeflated(download)).toBe(deflated);
});
