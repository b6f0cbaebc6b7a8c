import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { digestOf } from '../../../src/digest.ts';
import { captionsPreset } from '../../../src/media/caption/encode.ts';
import { captionsMedium } from '../../../src/media/caption/medium.ts';
import { planTreatment } from '../../../src/media/plan.ts';
import { sniff } from '../../../src/media/sniff.ts';

const dir = mkdtempSync(join(tmpdir(), 'satchel-captions-'));
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

const vtt = 'WEBVTT\n\n00:00:01.000 --> 00:00:02.500 line:0\n<v Ana><i>Hello</i> &amp; welcome</v>\n';

async function recognised(text: string, mediaType = 'text/vtt'): Promise<unknown> {
  const file = join(dir, 'published');
  const bytes = Buffer.from(text);
  writeFileSync(file, bytes);
  const stream = (): AsyncIterable<Uint8Array> => {
    throw new Error('its bytes lie in the file');
  };
  const published = {
    preset: captionsPreset,
    formats: new Set<never>(),
    digest: digestOf(bytes),
    mediaType,
    size: bytes.length,
    stream,
  };
  return captionsMedium.recognise(published, file);
}

test('published captions are taken over as they are', async () => {
  expect(await recognised(vtt)).toEqual({ mediaType: 'text/vtt', extension: 'vtt' });
});

test.for<[string, string, string?]>([
  ['no captions', '<html><script>alert(1)</script></html>'],
  ['captions with tags of a page', vtt.replace('<i>', '<script>').replace('</i>', '</script>')],
  ['captions with tags that do not end', vtt.replace('</i>', '')],
  ['captions written in another way', vtt.replace('00:00:01.000', '00:01.000')],
  [
    'captions with styles',
    vtt.replace('WEBVTT\n', 'WEBVTT\n\nSTYLE\n::cue { background: url(http://example.org/) }\n'),
  ],
  ['captions that end before they begin', vtt.replace('02.500', '00.500')],
  ['no caption', 'WEBVTT\n'],
  ['another type', vtt, 'text/html'],
])('what is published as captions and holds %s is made anew', async ([, text, mediaType]) => {
  expect(await recognised(text, mediaType)).toBeUndefined();
});

test('captions are known by their bytes, else by their names, and bounded before they are read', () => {
  const treatment = (path: string, content: string, size = content.length): unknown =>
    planTreatment({ path, size, format: sniff(Buffer.from(content)), animated: false });
  const captions = { kind: 'encode', medium: 'captions' };
  expect(treatment('a.bin', vtt)).toEqual(captions);
  for (const path of ['a.srt', 'a.VTT', 'a.ass', 'a.ssa', 'a.ttml', 'a.dfxp'])
    expect(treatment(path, '1\n')).toEqual(captions);
  expect(treatment('a.txt', '1\n')).toMatchObject({ kind: 'carry' });
  expect(treatment('a.srt', '1\n', 4 * 1024 * 1024 + 1)).toMatchObject({
    kind: 'refuse',
    finding: { code: 'captions-undecodable' },
  });
});
