import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import formats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { folder, goodFiles, satchel, work, type Outcome } from '../cli/satchel.ts';
import { stock } from './keys.ts';

// The commands as people and CI machines run them. Keys that are not encrypted where the passphrase is not the subject: they open at once.

const PASSPHRASE = 'correct horse, battery';
const bundle = 'out/soil_1.2.0.zip';
const signature = 'out/soil_1.2.0.manifest.json.minisig';

const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false });
formats.default(ajv);
const schema = (name: string): object =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../schemas/${name}.schema.json`), 'utf8')) as object;
ajv.addSchema(schema('delta-1'));
const check = ajv.compile(schema('output-1'));

interface Output {
  readonly exitCode: number;
  readonly keyId?: string;
  readonly channelKeyId?: string;
  readonly publicKey?: string;
  readonly bundles?: readonly {
    readonly signed?: boolean;
    readonly good?: boolean;
    readonly signature?: { readonly file: string; readonly keyId: string; readonly trustedComment: string };
    readonly diagnostics: readonly { readonly code: string }[];
  }[];
  readonly diagnostics: readonly { readonly code: string }[];
}

async function json(args: readonly string[], env: Record<string, string> = {}): Promise<Output & Outcome> {
  const outcome = await satchel([...args, '--format', 'json'], { env });
  const output = JSON.parse(outcome.stdout) as Output;
  check(output);
  expect(check.errors ?? []).toEqual([]);
  expect(output.exitCode).toBe(outcome.code);
  return { ...output, ...outcome };
}

/** The codes of all findings. */
function codesOf({ bundles = [], diagnostics }: Output): string[] {
  return [...diagnostics, ...bundles.flatMap((one) => one.diagnostics)].map(({ code }) => code);
}

const file = (name: string): string => join(work, name);
const text = (name: string): string => readFileSync(file(name), 'utf8');
let keyId: string;

beforeAll(async () => {
  folder('soil', goodFiles);
  expect(await satchel(['build', 'soil', '-o', 'out'])).toMatchObject({ code: 0 });
  const made = await json(['key', 'new', 'school', '--no-passphrase']);
  expect(made.code).toBe(0);
  keyId = made.keyId ?? '';
  expect(await satchel(['key', 'new', 'other', '--no-passphrase'])).toMatchObject({ code: 0 });
  expect(await satchel(['key', 'new', 'closed'], { env: { SATCHEL_PASSPHRASE: PASSPHRASE } })).toMatchObject({
    code: 0,
  });
});

describe('key new', () => {
  test('writes a secret key for its owner’s eyes and a public one, and nothing else', () => {
    expect(
      readdirSync(work)
        .filter((name) => /school|\.tmp$/.test(name))
        .sort(),
    ).toEqual(['school.key', 'school.pub']);
    if (process.platform !== 'win32') expect(statSync(file('school.key')).mode & 0o777).toBe(0o600);
    expect(text('school.pub')).toMatch(/^untrusted comment: minisign public key [0-9A-F]{16}\nRW.{54}\n$/);
  });

  test.each([
    ['school', ['key-there']],
    ['school.key', ['key-there']],
    ['nowhere/deep/school', ['env-system']],
  ])('of “%s” writes nothing', async (name, codes) => {
    const before = text('school.key') + text('school.pub');
    const output = await json(['key', 'new', name, '--no-passphrase']);
    expect(codesOf(output)).toEqual(codes);
    expect(text('school.key') + text('school.pub')).toBe(before);
  });

  test('does not take the name of a public key that is there', async () => {
    writeFileSync(file('half.pub'), 'mine');
    expect(codesOf(await json(['key', 'new', 'half', '--no-passphrase']))).toEqual(['key-there']);
    expect({ pub: text('half.pub'), key: existsSync(file('half.key')) }).toEqual({ pub: 'mine', key: false });
  });

  test('warns where the key is not encrypted', async () => {
    const { code, stderr } = await satchel(['key', 'new', 'warned', '--no-passphrase']);
    expect(code).toBe(0);
    expect(stderr).toContain('key-unencrypted');
  });

  test.each([
    ['no passphrase and no terminal', {}, 'key-passphrase-missing'],
    ['an empty passphrase', { SATCHEL_PASSPHRASE: '' }, 'key-passphrase-empty'],
    ['a passphrase of a newline', { SATCHEL_PASSPHRASE: '\n' }, 'key-passphrase-empty'],
    ['a passphrase that minisign would cut', { SATCHEL_PASSPHRASE: 'x'.repeat(1024) }, 'key-passphrase-long'],
  ])('with %s is wrong usage, and writes nothing', async (_, env, expected) => {
    const output = await json(['key', 'new', 'nothing'], env);
    expect({ code: output.code, codes: codesOf(output) }).toEqual({ code: 2, codes: [expected] });
    expect(existsSync(file('nothing.key')) || existsSync(file('nothing.pub'))).toBe(false);
  });
});

describe('key show', () => {
  test('of both files shows the same public key', async () => {
    const [secret, open] = [
      await json(['key', 'show', 'school.key']),
      await json(['key', 'show', 'school.pub']),
    ];
    expect(secret).toMatchObject({ keyId, publicKey: text('school.pub').split('\n')[1], secret: true });
    expect(open).toMatchObject({ keyId, publicKey: secret.publicKey, secret: false });
  });

  test('tells the id that channels have for it: its own, where Satchel made it', async () => {
    expect(await json(['key', 'show', 'closed.pub'])).toMatchObject({
      channelKeyId: /[0-9A-F]{16}/.exec(text('closed.pub'))?.[0],
    });
    writeFileSync(file('stock.pub'), stock('stock.pub'));
    const { keyId, channelKeyId } = await json(['key', 'show', 'stock.pub']);
    expect(keyId).not.toBe(channelKeyId);
    const { stdout } = await satchel(['key', 'show', 'stock.pub']);
    expect(stdout).toContain(`key ${keyId}  RW`);
    expect(stdout).toContain(`in channels it is called ${channelKeyId}\n`);
    expect((await satchel(['key', 'show', 'school.pub'])).stdout).not.toContain('in channels');
  });

  test('of an encrypted key needs no passphrase where the public key lies beside it, and tells the cost', async () => {
    expect(await json(['key', 'show', 'closed.key'])).toMatchObject({
      encrypted: true,
      cost: { N: 131072, r: 8, p: 1 },
      from: 'closed.pub',
    });
    const { stdout } = await satchel(['key', 'show', 'closed.key']);
    expect(stdout).toContain('134 MB of memory');
  });

  test('of an encrypted key that lies alone opens it', async () => {
    mkdirSync(file('alone'));
    copyFileSync(file('closed.key'), file('alone/closed.key'));
    expect(codesOf(await json(['key', 'show', 'alone/closed.key']))).toEqual(['key-passphrase-none']);
    const shown = await json(['key', 'show', 'alone/closed.key'], { SATCHEL_PASSPHRASE: PASSPHRASE });
    expect(shown.publicKey).toBe(text('closed.pub').split('\n')[1]);
  });
});

describe('sign', () => {
  test('lays a signature beside a bundle that verify and its folder’s signature agree with', async () => {
    const output = await json(['sign', bundle, '--key', 'school.key']);
    expect(output).toMatchObject({
      code: 0,
      bundles: [{ signed: true, signature: { file: signature, keyId } }],
    });
    expect(text(signature)).toMatch(
      /\ntrusted comment: id:soil version:1\.2\.0 variant:en\/standard digest:sha256:[0-9a-f]{64}\n/,
    );
    const bytes = text(signature);
    rmSync(file(signature));
    await json(['sign', bundle, '--key', 'school.key']);
    expect(text(signature)).toBe(bytes);

    expect(await satchel(['unpack', bundle, 'unpacked'])).toMatchObject({ code: 0 });
    await json(['sign', 'unpacked/', '--key', 'school.key']);
    expect(text('unpacked.manifest.json.minisig')).toBe(bytes);
    const { stdout } = await satchel(['sign', '.', '--key', '../school.key'], { cwd: file('unpacked') });
    expect(stdout).toContain('signed already');
  });

  test('of several bundles signs all that are whole', async () => {
    const broken = Buffer.from(readFileSync(file(bundle)));
    const at = broken.length >> 1;
    broken[at] = (broken[at] ?? 0) ^ 1;
    writeFileSync(file('broken.zip'), broken);
    copyFileSync(file(bundle), file('whole.zip'));
    const output = await json(['sign', 'broken.zip', 'nowhere.zip', 'whole.zip', '--key', 'school.key']);
    expect(output.code).toBe(3);
    expect(output.bundles?.map(({ signed }) => signed)).toEqual([false, false, true]);
    expect(existsSync(file('broken.manifest.json.minisig'))).toBe(false);
    expect(existsSync(file('whole.manifest.json.minisig'))).toBe(true);
  });

  test('leaves what another key has signed, and what is no signature', async () => {
    copyFileSync(file(bundle), file('taken.zip'));
    await json(['sign', 'taken.zip', '--key', 'other.key']);
    const theirs = text('taken.manifest.json.minisig');
    const output = await json(['sign', 'taken.zip', '--key', 'school.key']);
    expect({ code: output.code, codes: codesOf(output) }).toEqual({ code: 2, codes: ['signature-there'] });
    expect(text('taken.manifest.json.minisig')).toBe(theirs);
    writeFileSync(file('taken.manifest.json.minisig'), 'notes');
    expect(codesOf(await json(['sign', 'taken.zip', '--key', 'school.key']))).toEqual(['signature-there']);
    expect(text('taken.manifest.json.minisig')).toBe('notes');
  });
});

describe('where a key comes from', () => {
  const env = { SATCHEL_PASSPHRASE: PASSPHRASE };
  test.each([
    ['SATCHEL_KEY', () => ({ ...env, SATCHEL_KEY: text('closed.key') })],
    ['SATCHEL_KEY without its newline', () => ({ ...env, SATCHEL_KEY: text('closed.key').trim() })],
    ['SATCHEL_KEY on one line', () => ({ ...env, SATCHEL_KEY: text('closed.key').replaceAll('\n', '\\n') })],
    [
      'SATCHEL_KEY with a passphrase that has a newline at its end',
      () => ({ SATCHEL_PASSPHRASE: `${PASSPHRASE}\n`, SATCHEL_KEY: text('closed.key') }),
    ],
    [
      'SATCHEL_PASSPHRASE_<key id>, before the general one',
      () => ({
        SATCHEL_KEY: text('closed.key'),
        SATCHEL_PASSPHRASE: 'that of another key',
        [`SATCHEL_PASSPHRASE_${/[0-9A-F]{16}/.exec(text('closed.pub'))?.[0] ?? ''}`]: PASSPHRASE,
      }),
    ],
  ])('%s', async (_, variables) => {
    copyFileSync(file(bundle), file('by-env.zip'));
    rmSync(file('by-env.manifest.json.minisig'), { force: true });
    const output = await json(['sign', 'by-env.zip'], variables());
    expect({ code: output.code, codes: codesOf(output) }).toEqual({ code: 0, codes: [] });
    expect(await satchel(['verify', 'by-env.zip', '--key', 'closed.pub'])).toMatchObject({ code: 0 });
  });

  test('the id of a key whose comment does not tell it comes from the public key beside it', async () => {
    mkdirSync(file('theirs'));
    writeFileSync(
      file('theirs/closed.key'),
      text('closed.key').replace(/^.*\n/, 'untrusted comment: minisign encrypted secret key\n'),
    );
    copyFileSync(file('closed.pub'), file('theirs/closed.pub'));
    const id = /[0-9A-F]{16}/.exec(text('closed.pub'))?.[0] ?? '';
    copyFileSync(file(bundle), file('by-id.zip'));
    const output = await json(['sign', 'by-id.zip', '--key', 'theirs/closed.key'], {
      [`SATCHEL_PASSPHRASE_${id}`]: PASSPHRASE,
    });
    expect(codesOf(output)).toEqual([]);
  });

  test.each([
    ['nowhere', [], {}, 2, 'key-none'],
    ['an empty variable', [], { SATCHEL_KEY: ' \n' }, 2, 'key-none'],
    ['a file that is not there', ['--key', 'nowhere.key'], {}, 2, 'key-not-found'],
    ['a folder', ['--key', 'out'], {}, 4, 'key-unreadable'],
    ['a public key', ['--key', 'school.pub'], {}, 2, 'key-not-secret'],
    ['a file that is none', ['--key', bundle], {}, 3, 'key-damaged'],
    ['an encrypted file without a passphrase', ['--key', 'closed.key'], {}, 2, 'key-passphrase-none'],
    [
      'an encrypted file with another passphrase',
      ['--key', 'closed.key'],
      { SATCHEL_PASSPHRASE: 'correct horse, batterY' },
      2,
      'key-passphrase-wrong',
    ],
  ])('%s: nothing is signed', async (_, args, variables, code, expected) => {
    const output = await json(['sign', bundle, ...args], variables);
    expect({ code: output.code, codes: codesOf(output) }).toEqual({ code, codes: [expected] });
  });
});

describe('verify --key', () => {
  const verify = (name: string, ...more: string[]): Promise<Output & Outcome> =>
    json(['verify', name, ...more]);

  beforeAll(async () => {
    await satchel(['sign', bundle, '--key', 'school.key']);
    copyFileSync(file(bundle), file('soil.zip'));
  });

  test.each([
    ['its file', () => 'school.pub'],
    ['its line', () => text('school.pub').split('\n')[1] ?? ''],
  ])('takes a key by %s, and tells what is signed', async (_, key) => {
    const output = await verify(bundle, '--key', key());
    expect(output).toMatchObject({
      code: 0,
      bundles: [{ good: true, signature: { file: signature, keyId } }],
    });
    const { stdout } = await satchel(['verify', bundle, '--key', key()]);
    expect(stdout).toContain(`signed by ${keyId}: id:soil version:1.2.0`);
  });

  test('takes a signature that lies elsewhere', async () => {
    expect(await verify('soil.zip', '--key', 'school.pub', '--signature', signature)).toMatchObject({
      code: 0,
    });
  });

  test.each([
    ['no signature', async () => verify('soil.zip', '--key', 'school.pub'), 'signature-missing'],
    ['another key', async () => verify(bundle, '--key', 'other.pub'), 'signature-other-key'],
    [
      'another key under the same id',
      async () => {
        const forged = Buffer.from(text('school.pub').split('\n')[1] ?? '', 'base64');
        const other = Buffer.from(text('other.pub').split('\n')[1] ?? '', 'base64');
        other.set(forged.subarray(0, 10));
        return verify(bundle, '--key', other.toString('base64'));
      },
      'signature-wrong',
    ],
    [
      'another version of the bundle',
      async () => {
        folder('later', { ...goodFiles, '01-water.md': '# Water\n\nIt rains.\n' });
        await satchel(['build', 'later', '-o', 'later-out']);
        return verify('later-out/soil_1.2.0.zip', '--key', 'school.pub', '--signature', signature);
      },
      'signature-wrong',
    ],
    [
      'a trusted comment that was changed',
      async () => {
        writeFileSync(file('changed.minisig'), text(signature).replace('version:1.2.0', 'version:9.2.0'));
        return verify(bundle, '--key', 'school.pub', '--signature', 'changed.minisig');
      },
      'signature-comment-wrong',
    ],
    [
      'a signature of the old kind',
      async () => {
        writeFileSync(file('legacy.minisig'), stock('legacy.minisig'));
        return verify(bundle, '--key', 'school.pub', '--signature', 'legacy.minisig');
      },
      'signature-legacy',
    ],
    [
      'a file that is no signature',
      async () => verify(bundle, '--key', 'school.pub', '--signature', 'school.pub'),
      'signature-malformed',
    ],
  ])('with %s is not trusted: exit code 3', async (_, run, expected) => {
    const output = await run();
    expect({ code: output.code, codes: codesOf(output) }).toEqual({ code: 3, codes: [expected] });
    expect(output.bundles?.[0]).toMatchObject({ good: false });
    expect(output.bundles?.[0]?.signature).toBeUndefined();
  });

  test('of a damaged bundle with a good signature names the damage', async () => {
    expect(await satchel(['unpack', bundle, 'damaged'])).toMatchObject({ code: 0 });
    writeFileSync(file('damaged/pages/index.html'), 'other');
    const output = await verify('damaged', '--key', 'school.pub', '--signature', signature);
    expect({ code: output.code, codes: codesOf(output) }).toEqual({ code: 3, codes: ['bundle-entry-size'] });
    expect(output.bundles?.[0]?.good).toBe(false);
  });

  test('without --key says nothing of signatures', async () => {
    expect((await verify(bundle)).bundles?.[0]?.signature).toBeUndefined();
  });

  test.each([
    [['verify', bundle, '--signature', signature], '--signature goes with --key'],
    [
      ['verify', bundle, bundle, '--key', 'school.pub', '--signature', signature],
      '--signature goes with --key',
    ],
  ])('satchel %j is wrong usage', async (args, answer) => {
    const { code, stderr } = await satchel(args);
    expect(code).toBe(2);
    expect(stderr).toContain(answer);
  });
});

describe('nothing secret comes out', () => {
  const secretLine = (name: string): string => text(name).split('\n')[1] ?? '';

  test('of a secret key that stands in the command', async () => {
    for (const args of [
      ['sign', bundle, '--key', secretLine('school.key')],
      ['verify', bundle, '--key', secretLine('school.key')],
      ['verify', bundle, '--key', text('school.key')],
      ['key', 'show', secretLine('school.key')],
    ])
      for (const format of ['text', 'json']) {
        const { code, stdout, stderr } = await satchel([...args, '--format', format]);
        expect(code).toBe(2);
        expect(stdout + stderr).toContain('key-in-arguments');
        expect(stdout + stderr).not.toContain(secretLine('school.key').slice(80, 100));
      }
  });

  test('of keys and passphrases in the environment, whatever happens', async () => {
    const env = { SATCHEL_KEY: text('closed.key'), SATCHEL_PASSPHRASE: PASSPHRASE, SATCHEL_DEBUG: '1' };
    const told: string[] = [];
    for (const args of [
      ['sign', bundle],
      ['sign', 'nowhere.zip'],
      ['key', 'show', 'closed.key'],
      ['key', 'new', 'closed'],
      ['key', 'new', 'next'],
    ])
      for (const format of ['text', 'json']) {
        const { stdout, stderr } = await satchel([...args, '--format', format], { env });
        told.push(stdout, stderr);
      }
    for (const SATCHEL_KEY of [env.SATCHEL_KEY.slice(0, -20), `${env.SATCHEL_KEY}${env.SATCHEL_KEY}`]) {
      const { code, stdout, stderr } = await satchel(['sign', bundle], { env: { ...env, SATCHEL_KEY } });
      expect(code).toBe(3);
      told.push(stdout, stderr);
    }
    expect(told.join('\n')).toContain('“SATCHEL_KEY”');
    expect(told.join('\n')).not.toContain(PASSPHRASE);
    expect(told.join('\n')).not.toContain(secretLine('closed.key').slice(80, 100));
  });

  test('and nothing temporary stays', () => {
    const left = readdirSync(work, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.tmp'),
    );
    expect(left).toEqual([]);
  });
});
