/** What a file is by its bytes. `kind` decides how it is carried, the rest how it is named and served. */
export interface Format {
  readonly kind: 'picture' | 'vector' | 'audio' | 'video' | 'other';
  readonly mediaType: string;
  /** Without the dot. */
  readonly extension: string;
}

/** How many bytes of a file's beginning {@link sniff} looks at. */
export const SNIFF_LENGTH = 4096;

const format = (kind: Format['kind'], mediaType: string, extension: string): Format => ({
  kind,
  mediaType,
  extension,
});

// Signatures that begin a file; `?` is any byte. Sources: the WHATWG MIME Sniffing Standard and each format's specification.
const signatures: readonly (readonly [string, Format])[] = [
  ['\x89PNG\r\n\x1a\n', format('picture', 'image/png', 'png')],
  ['\xff\xd8\xff', format('picture', 'image/jpeg', 'jpg')],
  ['GIF87a', format('picture', 'image/gif', 'gif')],
  ['GIF89a', format('picture', 'image/gif', 'gif')],
  ['RIFF????WEBP', format('picture', 'image/webp', 'webp')],
  ['II*\0', format('picture', 'image/tiff', 'tiff')],
  ['MM\0*', format('picture', 'image/tiff', 'tiff')],
  ['BM????\0\0\0\0', format('picture', 'image/bmp', 'bmp')],
  ['\0\0\x01\0', format('picture', 'image/x-icon', 'ico')],
  ['RIFF????WAVE', format('audio', 'audio/wav', 'wav')],
  ['RIFF????AVI ', format('video', 'video/x-msvideo', 'avi')],
  ['FORM????AIFF', format('audio', 'audio/aiff', 'aiff')],
  ['FLV\x01', format('video', 'video/x-flv', 'flv')],
  ['\x30\x26\xb2\x75\x8e\x66\xcf\x11', format('video', 'video/x-ms-wmv', 'wmv')],
  ['\0\0\x01\xba', format('video', 'video/mpeg', 'mpg')],
  ['\0\0\x01\xb3', format('video', 'video/mpeg', 'm2v')],
  ['\x0b\x77', format('audio', 'audio/ac3', 'ac3')],
  ['#!AMR\n', format('audio', 'audio/amr', 'amr')],
  ['fLaC', format('audio', 'audio/flac', 'flac')],
  ['ID3', format('audio', 'audio/mpeg', 'mp3')],
  ['%PDF-', format('other', 'application/pdf', 'pdf')],
  ['PK\x03\x04', format('other', 'application/zip', 'zip')],
  ['WEBVTT', format('other', 'text/vtt', 'vtt')],
];

/** The format of a file that begins with `head`, whatever it is called; undefined when no signature fits. */
export function sniff(head: Uint8Array): Format | undefined {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, SNIFF_LENGTH)).toString(
    'latin1',
  );
  for (const [signature, found] of signatures) if (begins(text, signature)) return found;
  if (text.startsWith('ftyp', 4)) return isoMedia(text);
  if (text.startsWith('OggS'))
    return text.includes('theora')
      ? format('video', 'video/ogg', 'ogv')
      : format('audio', 'audio/ogg', text.startsWith('OpusHead', 28) ? 'opus' : 'ogg');
  if (text.startsWith('\x1a\x45\xdf\xa3'))
    return text.includes('webm')
      ? format('video', 'video/webm', 'webm')
      : format('video', 'video/x-matroska', 'mkv');
  if (isSvg(head)) return format('vector', 'image/svg+xml', 'svg');
  // ISO/IEC 13818-1 §2.4.3.2: a packet of 188 bytes begins with 0x47; cameras put four bytes before each.
  if ([0, 4].some((from) => [0, 1, 2].every((n) => head[from + n * (188 + from)] === 0x47)))
    return format('video', 'video/mp2t', 'ts');
  if (isAdts(head)) return format('audio', 'audio/aac', 'aac');
  if (isMpegAudio(head)) return format('audio', 'audio/mpeg', 'mp3');
  return undefined;
}

function begins(text: string, signature: string): boolean {
  for (let i = 0; i < signature.length; i++)
    if (signature[i] !== '?' && text[i] !== signature[i]) return false;
  return true;
}

/** ISO/IEC 14496-12 §4.3: the major brand, then a minor version, then the compatible brands. */
function isoMedia(text: string): Format {
  const size = Buffer.from(text.slice(0, 4), 'latin1').readUInt32BE();
  const brands = text.slice(8, 12) + text.slice(16, Math.min(size, 256));
  const major = text.slice(8, 12);
  if (/avi[fs]/.test(brands)) return format('picture', 'image/avif', 'avif');
  if (/^(?:hei|hev|mif|msf)/.test(major)) return format('picture', 'image/heic', 'heic');
  if (/^(?:M4A |M4B |F4A )/.test(major)) return format('audio', 'audio/mp4', 'm4a');
  if (/^3g[egprs2]/.test(major)) return format('video', 'video/3gpp', '3gp');
  if (major === 'qt  ') return format('video', 'video/quicktime', 'mov');
  return format('video', 'video/mp4', 'mp4');
}

/** An `<svg` element after an optional byte order mark, XML declaration, comments, DOCTYPE and white space. */
function isSvg(head: Uint8Array): boolean {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, SNIFF_LENGTH));
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  let rest = bytes
    .toString(utf16 ? 'utf16le' : 'utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  for (;;) {
    const end = rest.startsWith('<?') ? '?>' : rest.startsWith('<!--') ? '-->' : undefined;
    if (end === undefined) break;
    const at = rest.indexOf(end);
    if (at < 0) return false;
    rest = rest.slice(at + end.length).trimStart();
  }
  if (/^<!doctype\s+svg\b/i.test(rest)) return true;
  return /^<(?:[\w-]+:)?svg[\s/>]/.test(rest);
}

/** ISO/IEC 14496-3 §1.A.2.2.1: the fixed header of ADTS, with layer 0 and a sampling rate that exists. */
function isAdts(head: Uint8Array): boolean {
  const [a = 0, b = 0, c = 0] = head;
  return a === 0xff && (b & 0xf6) === 0xf0 && ((c >> 2) & 15) <= 12;
}

/** ISO/IEC 11172-3 §2.4.1: a frame header with layer III and a bit rate and sampling rate that exist. */
function isMpegAudio(head: Uint8Array): boolean {
  const [a = 0, b = 0, c = 0] = head;
  return a === 0xff && (b & 0xe6) === 0xe2 && c >> 4 !== 15 && c >> 4 !== 0 && ((c >> 2) & 3) !== 3;
}

// Names, for files that have no signature (text) or whose signature says too little (`.docx` is a ZIP).
const byExtension: Readonly<Record<string, string>> = {
  css: 'text/css',
  csv: 'text/csv',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  epub: 'application/epub+zip',
  gz: 'application/gzip',
  h5p: 'application/zip',
  html: 'text/html',
  ipynb: 'application/x-ipynb+json',
  js: 'text/javascript',
  json: 'application/json',
  md: 'text/markdown',
  odp: 'application/vnd.oasis.opendocument.presentation',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  odt: 'application/vnd.oasis.opendocument.text',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  py: 'text/x-python',
  rtf: 'application/rtf',
  srt: 'application/x-subrip',
  tsv: 'text/tab-separated-values',
  txt: 'text/plain',
  vtt: 'text/vtt',
  woff2: 'font/woff2',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  xml: 'application/xml',
  yaml: 'application/yaml',
  yml: 'application/yaml',
  zip: 'application/zip',
};

/** The media type of an entry: by its bytes where they say it, else by its name, else `application/octet-stream`. */
export function mediaTypeOf(path: string, head?: Uint8Array): string {
  const found = head && sniff(head);
  const extension = /\.([a-z0-9]+)$/.exec(path.toLowerCase())?.[1] ?? '';
  const named = Object.hasOwn(byExtension, extension) ? byExtension[extension] : undefined;
  if (found && !(found.mediaType === 'application/zip' && named !== undefined)) return found.mediaType;
  return named ?? 'application/octet-stream';
}
