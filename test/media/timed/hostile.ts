import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { record } from './recordings.ts';

// Files that are not what a page would show: cut off, mislabelled, or made to hurt. All are made here.

/** The formats that are tried, each a second long: what writes them. */
const FORMATS: readonly (readonly [name: string, sources: readonly string[], options: readonly string[]])[] =
  [
    ['a.mp4', ['testsrc=s=160x120:r=10', 'sine'], ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a', 'aac']],
    ['a.mov', ['testsrc=s=160x120:r=10'], ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p']],
    ['a.webm', ['testsrc=s=160x120:r=10'], ['-c:v', 'libvpx', '-b:v', '100k']],
    ['a.mkv', ['testsrc=s=160x120:r=10', 'sine'], ['-c:v', 'mpeg4', '-c:a', 'libmp3lame']],
    ['a.avi', ['testsrc=s=160x120:r=10'], ['-c:v', 'mpeg4']],
    ['a.flv', ['testsrc=s=160x120:r=10'], ['-c:v', 'flv']],
    ['a.mts', ['testsrc=s=160x120:r=10'], ['-c:v', 'mpeg2video', '-r', '25', '-f', 'mpegts']],
    ['a.mpg', ['testsrc=s=160x120:r=10'], ['-c:v', 'mpeg1video', '-r', '25']],
    ['a.m4a', ['sine'], ['-c:a', 'aac']],
    ['a.mp3', ['sine'], ['-c:a', 'libmp3lame']],
    ['a.wav', ['sine'], []],
    ['a.flac', ['sine'], []],
    ['a.ogg', ['sine'], ['-c:a', 'flac']],
    ['a.aiff', ['sine'], []],
  ];

export interface HostileFile {
  readonly name: string;
  /** It must not be shown: a finding names it. Else it may be shown as far as it is good. */
  readonly refused: boolean;
}

/** Writes them into `dir` and tells what they are. */
export async function writeHostile(dir: string): Promise<HostileFile[]> {
  const files: HostileFile[] = [];
  const add = (name: string, bytes: Uint8Array | string, refused: boolean): void => {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), bytes);
    files.push({ name, refused });
  };
  const good = new Map<string, Buffer>();
  for (const [name, sources, options] of FORMATS) {
    const file = join(dir, '..', name);
    await record(file, 1, sources, options);
    const bytes = readFileSync(file);
    good.set(name, bytes);
    add(`cut-early/${name}`, bytes.subarray(0, 40), true);
    add(`cut-late/${name}`, bytes.subarray(0, Math.floor(bytes.length * 0.6)), false);
    add(`flipped/${name}`, flipped(bytes), false);
  }
  const mp4 = good.get('a.mp4') ?? Buffer.alloc(0);

  for (const name of ['empty.mp4', 'empty.mp3', 'empty.wav']) add(name, '', true);
  add('text.mp4', 'This is no film.\n'.repeat(50), true);
  add('page.mp3', '<!doctype html><script>alert(1)</script>', true);
  add('archive.mp4', Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(500)]), true);
  add('sound.mp4', good.get('a.mp3') ?? '', false);
  add('film.mp3', mp4, false);

  // Playlists and descriptions by which ffmpeg opens other files and addresses.
  add('list.mp4', '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n', true);
  add('online.mp4', '#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/secret\n', true);
  add('concat.mp4', 'ffconcat version 1.0\nfile /etc/passwd\n', true);
  add('session.mp4', 'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n', true);
  add(
    'manifest.mp4',
    '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>file:///etc/</BaseURL></MPD>',
    true,
  );
  add('scheme.mov', 'rtsptextrtsp://127.0.0.1:9/secret\n', true);
  // ISO/IEC 14496-12 §8.7.2: the flag that says that the data is in another file.
  add(
    'elsewhere.mp4',
    replaced(mp4, Buffer.from('url \0\0\0\x01', 'latin1'), Buffer.from('url \0\0\0\0', 'latin1')),
    false,
  );

  add('wide.mp4', sized(mp4, 65_535, 65_535), false);
  add('flat.mp4', sized(mp4, 0, 0), false);
  add('long.mp4', longFor(mp4), false);
  add('many-frames.gif', manyFrames(100_000), false);
  add(
    'huge.gif',
    Buffer.concat([
      gifHead(65_535, 65_535),
      ...Array.from({ length: 40_000 }, () => GIF_FRAME),
      Buffer.from(';'),
    ]),
    false,
  );
  add('silence.wav', wav(2 ** 31 - 1), false);
  add('channels.wav', wav(100, 65_535), false);
  return files;
}

/** Every hundredth byte behind the first two hundred is another. */
function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (let at = 200; at < copy.length; at += 97) copy[at] = (copy[at] ?? 0) ^ 0x5a;
  return copy;
}

function replaced(bytes: Buffer, from: Buffer, to: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (let at = copy.indexOf(from); at >= 0; at = copy.indexOf(from, at + 1)) to.copy(copy, at);
  return copy;
}

/** ISO/IEC 14496-12 §8.3.2, §12.1.3: the sizes of the track and of its samples. */
function sized(mp4: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(mp4);
  const track = copy.indexOf('tkhd');
  copy.writeUInt32BE((width << 16) >>> 0, track + 80);
  copy.writeUInt32BE((height << 16) >>> 0, track + 84);
  const sample = copy.indexOf('avc1', track);
  copy.writeUInt16BE(width, sample + 28);
  copy.writeUInt16BE(height, sample + 30);
  return copy;
}

/** §8.2.2, §8.4.2: durations of a century. */
function longFor(mp4: Buffer): Buffer {
  const copy = Buffer.from(mp4);
  for (const [box, at] of [
    ['mvhd', 20],
    ['mdhd', 20],
    ['tkhd', 24],
  ] as const)
    for (let from = copy.indexOf(box); from >= 0; from = copy.indexOf(box, from + 1))
      copy.writeUInt32BE(0xffff_fff0, from + at);
  return copy;
}

const GIF_FRAME = Buffer.from('2c00000000010001000002024c0100', 'hex');

function gifHead(width: number, height: number): Buffer {
  const head = Buffer.from('474946383961000000008000000000 00ffffff'.replaceAll(' ', ''), 'hex');
  head.writeUInt16LE(width, 6);
  head.writeUInt16LE(height, 8);
  return head;
}

function manyFrames(count: number): Buffer {
  return Buffer.concat([gifHead(1, 1), ...Array.from({ length: count }, () => GIF_FRAME), Buffer.from(';')]);
}

/** A sound that says it has more samples and channels than it has. */
function wav(says: number, channels = 1): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(says, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(16_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(says - 36, 40);
  return Buffer.concat([head, Buffer.alloc(4000)]);
}
