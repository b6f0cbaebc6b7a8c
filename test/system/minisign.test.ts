import { spawn, spawnSync } from 'node:child_process';
import { scryptSync } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { privateKeyOf, publicKeyOf } from '../../src/trust/ed25519.ts';
import { bytesOf } from '../trust/keys.ts';

// Debian's minisign reads what Satchel writes, and the other way round; passphrases are typed on a terminal of its own.

const bin = join(import.meta.dirname, '../../bin/satchel.js');
const PASSPHRASE = 'réels et variés';
let work: string;

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

function run(command: string, args: readonly string[], input = '', env: Record<string, string> = {}): Ended {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: work,
    input,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: work, XDG_CACHE_HOME: join(work, 'cache'), ...env },
  });
  return { code: status, output: stdout + stderr };
}

const satchel = (args: readonly string[], env: Record<string, string> = {}): Ended =>
  run(process.execPath, [bin, ...args], '', env);
const minisign = (args: readonly string[], typed = ''): Ended => run('minisign', args, typed);
const file = (name: string): string => join(work, name);

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'satchel-minisign-'));
  mkdirSync(file('soil'));
  writeFileSync(
    file('soil/satchel.yaml'),
    'id: soil\nversion: 1.2.0\ntitle: Soil\nlanguage: en\nlicense: CC0-1.0\n',
  );
  writeFileSync(file('soil/a.md'), '# Water\n\nRain soaks in.\n');
  expect(satchel(['build', 'soil', '-o', '.']).code).toBe(0);
  expect(run('unzip', ['-o', '-q', 'soil_1.2.0.zip', 'manifest.json']).code).toBe(0);
  expect(satchel(['key', 'new', 'ours'], { SATCHEL_PASSPHRASE: PASSPHRASE }).code).toBe(0);
  expect(satchel(['key', 'new', 'plain', '--no-passphrase']).code).toBe(0);
});
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

describe('what Satchel writes', () => {
  test('minisign -V finds good, as README and help say', () => {
    expect(
      satchel(['sign', 'soil_1.2.0.zip', '--key', 'ours.key'], { SATCHEL_PASSPHRASE: PASSPHRASE }).code,
    ).toBe(0);
    const { code, output } = minisign([
      ...['-Vm', 'manifest.json', '-x', 'soil_1.2.0.manifest.json.minisig', '-p', 'ours.pub'],
    ]);
    expect(output).toContain('Signature and comment signature verified');
    expect(output).toMatch(/Trusted comment: id:soil version:1\.2\.0 variant:en\/standard digest:sha256:/);
    expect(code).toBe(0);
    const line = readFileSync(file('ours.pub'), 'utf8').split('\n')[1] ?? '';
    expect(
      minisign(['-Vm', 'manifest.json', '-x', 'soil_1.2.0.manifest.json.minisig', '-P', line]).code,
    ).toBe(0);
  });

  test('minisign -V refuses where the manifest is another', () => {
    writeFileSync(file('other.json'), readFileSync(file('manifest.json'), 'utf8').replace('Soil', 'Soul'));
    expect(
      minisign(['-Vm', 'other.json', '-x', 'soil_1.2.0.manifest.json.minisig', '-p', 'ours.pub']).code,
    ).not.toBe(0);
  });

  test.each([
    ['encrypted', 'ours', `${PASSPHRASE}\n`],
    ['not encrypted', 'plain', ''],
  ])('minisign -S signs with its keys, %s, and satchel verify finds that good', (_, key, typed) => {
    const trusted = 'the same for both';
    expect(
      minisign(
        ['-S', '-s', `${key}.key`, '-m', 'manifest.json', '-x', `${key}.minisig`, '-t', trusted],
        typed,
      ).code,
    ).toBe(0);
    const verified = satchel([
      'verify',
      'soil_1.2.0.zip',
      '--key',
      `${key}.pub`,
      '--signature',
      `${key}.minisig`,
    ]);
    expect(verified.output).toContain(trusted);
    expect(verified.code).toBe(0);
  });

  test('minisign makes the public key of its secret key again', () => {
    expect(minisign(['-R', '-s', 'plain.key', '-p', 'again.pub']).code).toBe(0);
    expect(readFileSync(file('again.pub'), 'utf8')).toBe(readFileSync(file('plain.pub'), 'utf8'));
  });
});

describe('what minisign writes', () => {
  beforeAll(() => {
    // Its own cost: 1 GiB.
    expect(minisign(['-G', '-p', 'theirs.pub', '-s', 'theirs.key'], 'their words\ntheir words\n').code).toBe(
      0,
    );
    expect(minisign(['-G', '-W', '-p', 'bare.pub', '-s', 'bare.key']).code).toBe(0);
  });

  test.each(['theirs', 'bare'])(
    'satchel sign takes the key “%s”, and minisign finds the signature good',
    (key) => {
      copyFileSync(file('soil_1.2.0.zip'), file(`${key}.zip`));
      const signed = satchel(['sign', `${key}.zip`, '--key', `${key}.key`], {
        SATCHEL_PASSPHRASE: 'their words',
      });
      expect(signed.code).toBe(0);
      expect(
        minisign(['-Vm', 'manifest.json', '-x', `${key}.manifest.json.minisig`, '-p', `${key}.pub`]).code,
      ).toBe(0);
      expect(satchel(['verify', `${key}.zip`, '--key', `${key}.pub`]).code).toBe(0);
    },
  );

  // Such a key takes 1 GiB; the limit is of what a process may write to, not of what it may address.
  test('key-memory: a key of minisign on a small machine', () => {
    const small = ['-c', 'ulimit -d 700000 && exec "$@"', 'sh', process.execPath, bin];
    const { code, output } = run('sh', [...small, 'sign', 'soil_1.2.0.zip', '--key', 'theirs.key'], '', {
      SATCHEL_PASSPHRASE: 'their words',
    });
    expect(output).toContain(
      'error  key-memory  this machine has not the 1.1 GB of memory that opening “theirs.key” takes',
    );
    expect(output).toContain('close other programs, or sign on another machine');
    expect(code).toBe(4);
  });

  test('satchel key show tells their ids as minisign does', () => {
    // minisign leaves out the zeros that an id begins with.
    const told =
      /[0-9A-F]+$/m.exec(readFileSync(file('theirs.pub'), 'utf8').split('\n')[0] ?? '')?.[0] ?? '?';
    const id = told.padStart(16, '0');
    expect(satchel(['key', 'show', 'theirs.key']).output).toContain(`key ${id}`);
    expect(satchel(['key', 'show', 'theirs.key']).output).toContain('N 1048576');
  });

  test('a signature of its old kind is refused, though minisign takes it', () => {
    expect(minisign(['-S', '-l', '-s', 'bare.key', '-m', 'manifest.json', '-x', 'legacy.minisig']).code).toBe(
      0,
    );
    expect(minisign(['-Vm', 'manifest.json', '-x', 'legacy.minisig', '-p', 'bare.pub']).code).toBe(0);
    const { code, output } = satchel([
      ...['verify', 'soil_1.2.0.zip', '--key', 'bare.pub', '--signature', 'legacy.minisig'],
    ]);
    expect({ code, refused: output.includes('signature-legacy') }).toEqual({ code: 3, refused: true });
  });
});

/** Runs satchel on a pseudo-terminal; each of `answers` is typed when its question is there. */
async function onTerminal(command: string, answers: readonly (readonly [string, string])[]): Promise<Ended> {
  const line = `stty echo; exec '${process.execPath}' '${bin}' ${command}`;
  const child = spawn('script', ['--quiet', '--return', '--echo', 'always', '--command', line, '/dev/null'], {
    cwd: work,
    env: { PATH: process.env['PATH'], HOME: work, TERM: 'xterm', XDG_CACHE_HOME: join(work, 'cache') },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let output = '';
  let answered = 0;
  let from = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    const [question, answer] = answers[answered] ?? [];
    if (question === undefined || answer === undefined || !output.slice(from).includes(question)) return;
    answered++;
    from = output.length;
    child.stdin.write(answer);
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  expect(answered).toBe(answers.length);
  return { code, output };
}

describe('on a terminal', () => {
  test('a passphrase is asked for twice, is not shown, and opens the key in minisign', async () => {
    const { code, output } = await onTerminal('key new typed', [
      ['passphrase for typed.key: ', `wrong\u0015${PASSPHRASE}!\u007f\r`],
      ['the same again: ', `${PASSPHRASE}é\u007f\r`],
    ]);
    expect(output).not.toContain('réels');
    expect(code).toBe(0);
    const typed = `${PASSPHRASE}\n`;
    expect(
      minisign(['-S', '-s', 'typed.key', '-m', 'manifest.json', '-x', 'typed.minisig'], typed).code,
    ).toBe(0);
    expect(minisign(['-Vm', 'manifest.json', '-x', 'typed.minisig', '-p', 'typed.pub']).code).toBe(0);
  });

  test.each([
    ['differs the second time', ['one', 'two'], 2, 'key-passphrase-differs'],
    ['is empty', [''], 2, 'key-passphrase-empty'],
    ['is given up with Ctrl-C', ['half\u0003'], 130, 'run-interrupted'],
    ['is given up with Ctrl-C the second time', ['one', '\u0003'], 130, 'run-interrupted'],
  ])('a passphrase that %s makes no key', async (_, answers, code, told) => {
    const questions = ['passphrase for none.key: ', 'the same again: '];
    const ended = await onTerminal(
      'key new none',
      answers.map((answer, i) => [questions[i] ?? '', `${answer}\r`] as const),
    );
    expect(ended.output).toContain(told);
    expect(ended.code).toBe(code);
    expect(readdirSync(work).filter((name) => name.includes('none.'))).toEqual([]);
  });

  test('signing asks for the passphrase, and says so when it is wrong', async () => {
    copyFileSync(file('soil_1.2.0.zip'), file('asked.zip'));
    const wrong = await onTerminal('sign asked.zip --key ours.key', [
      ['passphrase of ours.key: ', 'guessed\r'],
    ]);
    expect(wrong.output).toContain('key-passphrase-wrong');
    expect(wrong.code).toBe(2);
    expect(existsSync(file('asked.manifest.json.minisig'))).toBe(false);
    const right = await onTerminal('sign asked.zip --key ours.key', [
      ['passphrase of ours.key: ', `${PASSPHRASE}\r`],
    ]);
    expect(right.output).toContain('signed');
    expect(right.output).not.toContain('réels');
    expect(right.code).toBe(0);
  });
});

test('neither the passphrase nor the secret key goes into any file, any output or any other program', () => {
  copyFileSync(file('soil_1.2.0.zip'), file('traced.zip'));
  const traced = (name: string, args: readonly string[]): string => {
    const { code } = run(
      'strace',
      [
        ...['-f', '-xx', '-s', '100000', '-o', name],
        ...[
          '-e',
          'trace=write,pwrite64,writev,pwritev,sendto,sendmsg,execve,mkdir,open,openat,rename,link,unlink,mmap',
        ],
        ...[process.execPath, bin, ...args],
      ],
      '',
      { SATCHEL_PASSPHRASE: PASSPHRASE },
    );
    expect(code).toBe(0);
    return readFileSync(file(name), 'utf8');
  };
  const log = [
    traced('sign.log', ['sign', 'traced.zip', '--key', 'ours.key', '--format', 'json']),
    traced('new.log', ['key', 'new', 'traced']),
  ].join('\n');
  const hex = (bytes: Uint8Array): string =>
    [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
  // What is traced is seen at all: the ciphertext and the signature were written.
  expect(log).toContain(hex(Buffer.from(readFileSync(file('traced.key'), 'utf8'))));
  expect(log).toContain(hex(readFileSync(file('traced.manifest.json.minisig'))));
  expect(log).not.toContain(hex(Buffer.from(PASSPHRASE)));
  for (const key of ['ours.key', 'traced.key']) {
    const seed = seedOf(readFileSync(file(key), 'utf8'));
    expect(log).not.toContain(hex(seed));
    expect(log).not.toContain(hex(Buffer.from(seed.toString('base64').slice(4, 36))));
    expect(log).not.toContain(hex(Buffer.from(seed.toString('hex'))));
  }
});

/** The secret of a key of ours, laid open by code of the test's own. */
function seedOf(text: string): Buffer {
  const bytes = bytesOf(text);
  const stream = scryptSync(PASSPHRASE, bytes.subarray(6, 38), 104, {
    N: 2 ** 17,
    r: 8,
    p: 1,
    maxmem: 2 ** 28,
  });
  const open = Buffer.from(bytes.subarray(54).map((byte, i) => byte ^ (stream[i] ?? 0)));
  // Without this the test would look for nonsense.
  expect(Buffer.from(publicKeyOf(privateKeyOf(open.subarray(8, 40))))).toEqual(open.subarray(40, 72));
  return open.subarray(8, 40);
}
