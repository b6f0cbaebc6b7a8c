import { beforeAll, describe, expect, test } from 'vitest';
import { SatchelError } from '../../src/diagnostic.ts';
import { blake2b } from '@noble/hashes/blake2.js';
import { encodePublicKey, parsePublicKey, publicKeyLine } from '../../src/trust/public-key.ts';
import { inspectSecretKey, isSecretKey, makeSecretKey, openSecretKey } from '../../src/trust/secret-key.ts';
import { bytesOf, cheapKey, flipped, keyText, stock } from './keys.ts';

const open = stock('open.key').toString();
const openPublic = parsePublicKey(stock('open.pub').toString());
const cheap = cheapKey('correct horse', checksumOf(bytesOf(open)));

/** As minisign's documents say: over the algorithm, the id and the key. */
function checksumOf(bytes: Buffer): Uint8Array {
  return blake2b(Buffer.concat([bytes.subarray(0, 2), bytes.subarray(54, 126)]), { dkLen: 32 });
}

/** The code of what is thrown; undefined if nothing is. */
function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (!(error instanceof SatchelError)) throw error;
    return error.code;
  }
}

describe('a key that minisign made', () => {
  // 1 GiB of memory: once.
  let opened: ReturnType<typeof openSecretKey>;
  beforeAll(() => {
    opened = openSecretKey(stock('stock.key').toString(), 'correct horse');
  });

  test('is opened with its passphrase, and is the other half of its public key', () => {
    expect({ keyId: opened.keyId, publicKey: opened.publicKey }).toEqual(
      parsePublicKey(stock('stock.pub').toString()),
    );
  });

  test('is opened where it is not encrypted', () => {
    expect(openSecretKey(open)).toMatchObject(openPublic);
  });

  test('has the id that minisign shows, and its public file is written as minisign writes it', () => {
    expect(opened.keyId).toBe('A11B334ECF8A38F8');
    expect(encodePublicKey(opened)).toBe(stock('stock.pub').toString());
    expect(publicKeyLine(opened)).toBe('RWT4OIrPTjMboTrjabVXQtAxDtLQqYZYzLqSofHnAwGJmS/9C37j2gUm');
  });

  test('tells without its passphrase what opening it costs', () => {
    expect(inspectSecretKey(stock('stock.key').toString())).toMatchObject({
      encrypted: true,
      cost: { N: 2 ** 20, r: 8, p: 1 },
    });
  });
});

test('a new key opens again, with its passphrase and no other', () => {
  const { text, signer } = makeSecretKey('Wörter, mehrere');
  expect(openSecretKey(text, Buffer.from('Wörter, mehrere'))).toMatchObject({
    keyId: signer.keyId,
    publicKey: signer.publicKey,
  });
  expect(codeOf(() => openSecretKey(text, 'Wörter, mehrerE'))).toBe('key-passphrase-wrong');
  expect(codeOf(() => openSecretKey(text))).toBe('key-passphrase-none');
  expect(text.split('\n')[0]).toContain(signer.keyId);
});

test('a new key that is not encrypted has minisign’s form', () => {
  const { text, signer } = makeSecretKey(undefined);
  const [made, theirs] = [bytesOf(text), bytesOf(open)];
  expect(made.subarray(0, 54)).toEqual(theirs.subarray(0, 54));
  expect(made.subarray(126)).toEqual(theirs.subarray(126));
  expect(openSecretKey(text).keyId).toBe(signer.keyId);
});

test('no two keys are alike', () => {
  const keys = Array.from({ length: 20 }, () => makeSecretKey(undefined).signer);
  expect(new Set(keys.map(({ keyId }) => keyId)).size).toBe(20);
  expect(new Set(keys.map((key) => publicKeyLine(key))).size).toBe(20);
});

describe('what CI services make of a key', () => {
  test.each([
    ['no newline at its end', (text: string) => text.trimEnd()],
    ['newlines of Windows', (text: string) => text.replaceAll('\n', '\r\n')],
    ['\\n in place of newlines', (text: string) => text.replaceAll('\n', '\\n').slice(0, -2)],
    ['\\n also at its end', (text: string) => text.replaceAll('\n', '\\n')],
    ['its second line alone', (text: string) => text.split('\n')[1] ?? ''],
    ['spaces and lines around it', (text: string) => `\n  ${text}\n\n`],
  ])('%s: it opens all the same', (_, change) => {
    expect(openSecretKey(change(open))).toMatchObject(openPublic);
    expect(openSecretKey(change(cheap), 'correct horse')).toMatchObject(openPublic);
    expect(isSecretKey(change(open))).toBe(true);
  });
});

test('every flipped bit of a key that is encrypted is noticed, but in its comment', () => {
  const text = Buffer.from(cheap);
  const begin = cheap.indexOf('\n') + 1;
  let tried = 0;
  for (const { at, changed } of flipped(text)) {
    // The newlines: without the last a key is still whole.
    if (at < begin || at === text.length - 1) continue;
    expect(
      codeOf(() => openSecretKey(changed.toString('latin1'), 'correct horse')),
      `byte ${at}: ${String(changed[at])}`,
    ).toMatch(/^key-(?:damaged|costly|passphrase-wrong)$/);
    tried++;
  }
  expect(tried).toBe(8 * 212);
});

test('every flipped bit of a key that is not encrypted is noticed, but in its id and comment', () => {
  const bytes = bytesOf(open);
  for (const { at, changed } of flipped(bytes)) {
    const code = codeOf(() => openSecretKey(keyText(changed)));
    if (at >= 54 && at < 62) expect(code).toBeUndefined();
    else expect(code, `byte ${at}`).toMatch(/^key-(?:damaged|passphrase-none|costly)$/);
  }
});

describe('a hostile key', () => {
  const changed = (change: (bytes: Buffer) => Buffer | undefined): string => {
    const bytes = bytesOf(cheap);
    return keyText(change(bytes) ?? bytes);
  };
  test.each([
    [
      'more memory and work than there is',
      changed((b) => {
        b.writeBigUInt64LE(2n ** 60n, 38);
        b.writeBigUInt64LE(2n ** 60n, 46);
        return undefined;
      }),
      'key-costly',
    ],
    ['endless work', changed((b) => void b.writeBigUInt64LE(2n ** 62n, 38)), 'key-costly'],
    ['no work', changed((b) => void b.fill(0, 38, 54)), 'key-costly'],
    ['all bits', changed((b) => void b.fill(255, 38, 54)), 'key-costly'],
    ['one byte less', changed((b) => b.subarray(0, 157)), 'key-damaged'],
    ['one byte more', changed((b) => Buffer.concat([b, Buffer.alloc(1)])), 'key-damaged'],
    ['nothing', '', 'key-damaged'],
    ['one line', 'untrusted comment: x', 'key-damaged'],
    ['another first line', cheap.replace('untrusted', 'trusted'), 'key-damaged'],
    ['three lines', `${cheap}x\n`, 'key-damaged'],
    ['a NUL in its base64', cheap.replace(/\n(.)/, '\n\0'), 'key-damaged'],
    ['a NUL at its end', `${cheap}\0`, 'key-damaged'],
    ['a line without end', `untrusted comment: ${'x'.repeat(10_000_000)}`, 'key-damaged'],
    ['base64 without end', `untrusted comment: x\n${'A'.repeat(10_000_000)}\n`, 'key-damaged'],
    ['base64 of the web', cheap.replace('\nR', '\n-'), 'key-damaged'],
    ['a public key', stock('open.pub').toString(), 'key-not-secret'],
    ['another kind of key', changed((b) => void b.write('XX', 0)), 'key-damaged'],
    ['another derivation', changed((b) => void b.write('Ar', 2)), 'key-damaged'],
    ['another checksum', changed((b) => void b.write('S2', 4)), 'key-damaged'],
  ])('with %s is refused', (_, text, code) => {
    expect(codeOf(() => openSecretKey(text, 'correct horse'))).toBe(code);
  });

  test('whose halves do not belong together signs nothing', () => {
    const bytes = bytesOf(open);
    bytes.set(parsePublicKey(stock('stock.pub').toString()).publicKey, 94);
    expect(codeOf(() => openSecretKey(keyText(bytes)))).toBe('key-damaged');
  });
});

test('no message tells anything of the key or its passphrase', () => {
  const secrets = [bytesOf(open).toString('base64').slice(80), 'correct horse'];
  for (const text of [cheap, open.slice(0, -9), `${open}${open}`, keyText(bytesOf(open).subarray(1))])
    try {
      openSecretKey(text, 'correct horse ');
      expect.unreachable();
    } catch (error) {
      const told = JSON.stringify([String(error), (error as SatchelError).params, (error as Error).stack]);
      for (const secret of secrets) expect(told).not.toContain(secret.slice(0, 12));
    }
});

describe('a public key', () => {
  test.each([
    ['its file', stock('open.pub').toString()],
    ['its line', publicKeyLine(openPublic)],
  ])('is read from %s', (_, text) => {
    expect(parsePublicKey(text)).toEqual(openPublic);
  });

  test.each([
    ['a secret key', open, 'key-not-public'],
    ['an encrypted secret key', stock('stock.key').toString(), 'key-not-public'],
    ['another kind', keyText(Buffer.concat([Buffer.from('XX'), Buffer.alloc(40)])), 'key-damaged'],
    ['another length', keyText(Buffer.concat([Buffer.from('Ed'), Buffer.alloc(41)])), 'key-damaged'],
    ['what is not in its one form', `${publicKeyLine(openPublic)}=`, 'key-damaged'],
    ['nothing', '', 'key-damaged'],
  ])('that is %s is refused', (_, text, code) => {
    expect(codeOf(() => parsePublicKey(text))).toBe(code);
  });
});
