import { SatchelError } from '../diagnostic.ts';

/** Bytes of a key file or signature that are read at most; minisign's own comments have 1 KiB and 8 KiB at most. */
export const MAX_KEY_TEXT = 16 * 1024;

const COMMENT_PREFIX = 'untrusted comment: ';

/** The first two bytes of every key of minisign: the kind of signature it is for. */
export const KEY_ALGORITHM = Buffer.from('Ed');

/** A key file's two lines. The comment proves nothing: anyone can change it. */
export interface KeyText {
  readonly comment: string;
  /** What the second line holds; overwrite it when it was secret. */
  readonly bytes: Buffer;
}

/**
 * A key as minisign writes it (a line of comment, a line of base64), or the base64 alone. What the fields for secrets of CI services
 * make of it is understood too: without a newline at its end, with `\r\n`, with the two characters `\n` in place of the newline.
 * Throws SatchelError `key-damaged`, which names `file` and nothing of the text.
 */
export function parseKeyText(text: string, file: string): KeyText {
  const refuse = (reason: string): never => {
    throw new SatchelError('key-damaged', { file, reason });
  };
  if (text.length > MAX_KEY_TEXT) refuse('it is too long');
  const trimmed = text.trim().replace(/\\n$/, '');
  const lines = trimmed.split(trimmed.includes('\n') ? /\r?\n/ : '\\n');
  if (lines.length > 2) refuse('it has more than two lines');
  const [first = '', second] = lines;
  if (second !== undefined && !first.startsWith(COMMENT_PREFIX))
    refuse(`its first line does not begin with “${COMMENT_PREFIX.trim()}”`);
  if (second === undefined && first.startsWith(COMMENT_PREFIX.trim())) refuse('its second line is missing');
  const bytes = fromBase64((second ?? first).trim()) ?? refuse('its second line is no base64');
  return { comment: second === undefined ? '' : first.slice(COMMENT_PREFIX.length).trim(), bytes };
}

/** The two lines of a key file. */
export function encodeKeyText(comment: string, bytes: Uint8Array): string {
  return `${COMMENT_PREFIX}${comment}\n${Buffer.from(bytes).toString('base64')}\n`;
}

/** The bytes of base64 in its one canonical form (RFC 4648 §3.5: also the bits that pad are zero); undefined of anything else. */
export function fromBase64(text: string): Buffer | undefined {
  if (text === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/** A key's id as minisign shows it: a little-endian number in upper-case hexadecimal digits, here always 16 of them. */
export function keyIdOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).reverse().toString('hex').toUpperCase();
}

/** The 8 bytes of a key's id in minisign's files. */
export function keyIdBytes(keyId: string): Buffer {
  return Buffer.from(keyId, 'hex').reverse();
}
