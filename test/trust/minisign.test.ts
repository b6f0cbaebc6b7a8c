import { describe, expect, test } from 'vitest';
import { SatchelError } from '../../src/diagnostic.ts';
import { checkSignature, parseSignature, signMessage } from '../../src/trust/minisign.ts';
import { parsePublicKey } from '../../src/trust/public-key.ts';
import { openSecretKey } from '../../src/trust/secret-key.ts';
import { flipped, stock } from './keys.ts';

const message = stock('message.txt');
const theirs = stock('open.minisig');
const key = parsePublicKey(stock('open.pub').toString());
const signer = openSecretKey(stock('open.key').toString());

/** The code with which a signature is refused; undefined if it is good. */
function refusal(signature: Uint8Array, signed: Uint8Array = message, by = key): string | undefined {
  try {
    checkSignature(parseSignature(signature), signed, by);
    return undefined;
  } catch (error) {
    if (!(error instanceof SatchelError)) throw error;
    return error.code;
  }
}

test('signatures that minisign made are good', () => {
  expect(refusal(theirs)).toBeUndefined();
  expect(refusal(stock('stock.minisig'), message, parsePublicKey(stock('stock.pub').toString()))).toBe(
    undefined,
  );
  expect(parseSignature(stock('stock.minisig')).trustedComment).toBe('said in 2026, “well”');
});

test('a signature is minisign’s own to the byte, but for the comment that nobody trusts', () => {
  const { trustedComment } = parseSignature(theirs);
  const [, ...ours] = signMessage(signer, message, trustedComment).split('\n');
  expect(ours).toEqual(theirs.toString().split('\n').slice(1));
  expect(signMessage(signer, message, 'x')).toBe(signMessage(signer, message, 'x'));
});

test('every flipped bit of a signature or its trusted comment is noticed', () => {
  const begin = theirs.indexOf('\n') + 1;
  for (const { at, changed } of flipped(theirs)) {
    if (at < begin || at === theirs.length - 1) continue;
    expect(refusal(changed), `byte ${at}`).toMatch(/^signature-/);
  }
});

test('every flipped bit of what is signed is noticed', () => {
  for (const { at, changed } of flipped(message))
    expect(refusal(theirs, changed), `byte ${at}`).toBe('signature-wrong');
});

test('every flipped bit of the public key is noticed', () => {
  for (const { at, changed } of flipped(Buffer.from(key.publicKey)))
    expect(refusal(theirs, message, { ...key, publicKey: changed }), `byte ${at}`).toBe('signature-wrong');
});

test('the trusted comment of another signature by the same key is not taken', () => {
  const lines = theirs.toString().split('\n');
  const other = signMessage(signer, Buffer.from('other'), 'other').split('\n');
  expect(refusal(Buffer.from([lines[0], lines[1], other[2], other[3], ''].join('\n')))).toBe(
    'signature-comment-wrong',
  );
});

test('a signature by another key is told as such', () => {
  expect(refusal(stock('stock.minisig'))).toBe('signature-other-key');
});

test('the header of a file chooses no algorithm', () => {
  expect(refusal(stock('legacy.minisig'))).toBe('signature-legacy');
  // A good legacy signature that says it is prehashed, and the other way round.
  const renamed = (file: Buffer, from: string, to: string): Buffer =>
    Buffer.from(file.toString().replace(`\n${from}`, `\n${to}`));
  expect(refusal(renamed(stock('legacy.minisig'), 'RW', 'RU'))).toBe('signature-wrong');
  expect(refusal(renamed(theirs, 'RU', 'RW'))).toBe('signature-legacy');
  expect(refusal(renamed(theirs, 'RU', 'Rk'))).toBe('signature-malformed');
});

describe('read as they come', () => {
  const text = theirs.toString();
  test.each([
    ['without a newline at its end', text.trimEnd()],
    ['with newlines of Windows', text.replaceAll('\n', '\r\n')],
  ])('%s', (_, changed) => {
    expect(refusal(Buffer.from(changed))).toBeUndefined();
  });

  test.each([
    ['nothing', ''],
    ['three lines', text.split('\n').slice(0, 3).join('\n')],
    ['five lines', `${text}x\n`],
    ['an empty line more', `${text}\n`],
    ['a line before', `\n${text}`],
    ['other first words', text.replace('untrusted', 'Untrusted')],
    ['other third words', text.replace('\ntrusted comment:', '\ntrusted  comment:')],
    ['a NUL in the trusted comment', text.replace('file:', 'file\0')],
    ['a lone carriage return', text.replace('file:', 'file\r')],
    ['no UTF-8', Buffer.concat([Buffer.from(text), Buffer.from([0xff])])],
    ['a byte order mark', `\ufeff${text}`],
    ['a line without end', `untrusted comment: ${'x'.repeat(1e7)}`],
    ['spaces in base64', text.replace('\nRU', '\n RU')],
    ['base64 of the web', text.replaceAll('/', '_').replaceAll('+', '-')],
    ['a short signature', text.replace(/\n(RU.+)\n/, '\nRUQ=\n')],
  ])('%s is refused', (_, changed) => {
    expect(refusal(Buffer.from(changed))).toMatch(/^signature-(?:malformed|comment-wrong)$/);
  });
});
