import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { mediaTypeOf, sniff } from '../../src/media/sniff.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('a file is what its bytes say', () => {
  it.each([
    ['\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'picture', 'image/png'],
    ['\xff\xd8\xff\xe0\0\x10JFIF', 'picture', 'image/jpeg'],
    ['GIF89a\x01\0', 'picture', 'image/gif'],
    ['RIFF\x10\0\0\0WEBPVP8 ', 'picture', 'image/webp'],
    ['\0\0\0\x1cftypavif\0\0\0\0avifmif1', 'picture', 'image/avif'],
    ['\0\0\0\x1cftypmif1\0\0\0\0mif1avif', 'picture', 'image/avif'],
    ['\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'picture', 'image/heic'],
    ['II*\0\x08\0\0\0', 'picture', 'image/tiff'],
    ['<svg xmlns="http://www.w3.org/2000/svg">', 'vector', 'image/svg+xml'],
    ['\xef\xbb\xbf<?xml version="1.0"?>\n<!-- made by hand --><svg:svg/>', 'vector', 'image/svg+xml'],
    ['<!DOCTYPE svg PUBLIC "x" "y"><svg/>', 'vector', 'image/svg+xml'],
    ['ID3\x04\0\0', 'audio', 'audio/mpeg'],
    ['\xff\xfb\x90\x64\0', 'audio', 'audio/mpeg'],
    ['\0\0\0\x20ftypM4A \0\0\0\0', 'audio', 'audio/mp4'],
    ['OggS\0\x02' + '\0'.repeat(22) + 'OpusHead', 'audio', 'audio/ogg'],
    ['RIFF\x10\0\0\0WAVEfmt ', 'audio', 'audio/wav'],
    ['fLaC\0\0\0\x22', 'audio', 'audio/flac'],
    ['\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41', 'video', 'video/mp4'],
    ['\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1fB\x82\x84webm', 'video', 'video/webm'],
    ['%PDF-1.7\n', 'other', 'application/pdf'],
  ])('%j', (text, kind, mediaType) => {
    expect(sniff(bytes(text))).toMatchObject({ kind, mediaType });
  });

  it('is nothing known where no signature fits', () => {
    for (const text of [
      '',
      'hello',
      '<html><svg></html>',
      '<p>',
      '<?xml version="1.0"?><rss/>',
      '\xff\xff\xff',
    ])
      expect(sniff(bytes(text)), text).toBeUndefined();
  });

  it('never fails', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (any) => void sniff(any)),
      { numRuns: 500 },
    );
  });
});

describe('the media type of an entry', () => {
  it('follows the bytes, not the name', () => {
    expect(mediaTypeOf('files/a/photo.jpg', bytes('GIF89a'))).toBe('image/gif');
  });

  it('follows the name for text and for documents inside a ZIP', () => {
    expect(mediaTypeOf('a.csv', bytes('a,b\n1,2'))).toBe('text/csv');
    expect(mediaTypeOf('a.DOCX', bytes('PK\x03\x04'))).toMatch(/wordprocessingml/);
    expect(mediaTypeOf('a.constructor')).toBe('application/octet-stream');
  });
});
