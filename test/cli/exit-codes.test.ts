import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { faultyFiles, folder, goodFiles, satchel, work } from './satchel.ts';

let good: string;
let faulty: string;
const bundle = join(work, 'out/soil_1.2.0.zip');
const damaged = join(work, 'damaged.zip');

beforeAll(async () => {
  good = folder('good', goodFiles);
  faulty = folder('faulty', faultyFiles);
  const built = await satchel(['build', good, '-o', 'out']);
  expect(built).toMatchObject({ code: 0 });
  const bytes = readFileSync(bundle);
  // Within the deflated manifest: behind its record's header, far before the directory.
  bytes.writeUInt8(bytes.readUInt8(100) ^ 1, 100);
  writeFileSync(damaged, bytes);
});

describe('0, done', () => {
  test('a build says what it made, how large it is and what to do next', async () => {
    const { code, stdout } = await satchel(['build', good, '-o', 'first']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^first\/soil_1\.2\.0\.zip {2}2 lessons, 0 pictures, .* in, .* out {2}written$/m);
    expect(stdout).toContain('largest entries:');
    expect(stdout).toMatch(/^no findings; 1 bundle in /m);
    expect(stdout).toContain('satchel preview first/soil_1.2.0.zip');
  });

  test('a build without --strict makes a bundle of a faulty source, and tells the faults on stderr', async () => {
    const { code, stdout, stderr } = await satchel(['build', faulty, '-o', 'lenient']);
    expect(code).toBe(0);
    expect(readdirSync(join(work, 'lenient'))).toEqual(['soil_1.2.0.zip']);
    expect(stderr).toContain('02-roots.md:3:5  error  asset-missing  ');
    expect(stderr).toContain('\n    hint: ');
    expect(stdout).toMatch(/^1 error; 1 bundle in /m);
  });

  test('a dry run writes nothing', async () => {
    const { code, stdout } = await satchel(['build', good, '-o', 'dry', '--dry-run']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/planned$/m);
    expect(existsSync(join(work, 'dry'))).toBe(false);
  });

  test('what was built can be verified, inspected, unpacked and validated', async () => {
    const verified = await satchel(['verify', bundle]);
    expect(verified.stdout).toMatch(/ {2}good {2}\d+ entries {2}sha256:[0-9a-f]{64}\n$/);
    const inspected = await satchel(['inspect', bundle]);
    expect(inspected.stdout).toContain('pack       soil 1.2.0, en, profile standard\n');
    const unpacked = await satchel(['unpack', bundle, 'unpacked']);
    expect(unpacked.stdout).toContain('open unpacked/index.html');
    expect(existsSync(join(work, 'unpacked/pages/index.html'))).toBe(true);
    const validated = await satchel(['validate', bundle]);
    expect([verified, inspected, unpacked, validated].map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  });
});

describe('1, the content has errors', () => {
  test('a strict build writes no bundle', async () => {
    const { code, stdout } = await satchel(['build', faulty, '-o', 'strict', '--strict']);
    expect(code).toBe(1);
    expect(existsSync(join(work, 'strict/soil_1.2.0.zip'))).toBe(false);
    expect(stdout).toContain('nothing was written');
  });

  test('validate shows every finding on stdout', async () => {
    const { code, stdout, stderr } = await satchel(['validate', faulty]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^02-roots\.md:3:5 {2}error {2}asset-missing {2}.*\n {4}hint: .*\n$/);
    expect(stderr).toContain(`source ${faulty}: 1 error\n`);
  });

  test('warnings are errors to a strict validation', async () => {
    const dir = folder('unlicensed', { 'water.md': goodFiles['01-water.md'].replace(/See.*/, '') });
    expect(await satchel(['validate', dir])).toMatchObject({ code: 0 });
    expect(await satchel(['validate', dir, '--strict'])).toMatchObject({ code: 1 });
  });
});

describe('2, usage', () => {
  test.each([
    [['build', 'nowhere'], 'source-missing'],
    [['build', 'good', '--language', 'eo'], 'language-unknown'],
    [['validate', 'nowhere'], 'target-unknown'],
    [['inspect', 'nowhere.zip'], 'bundle-not-found'],
    [['unpack', 'out/soil_1.2.0.zip', 'good'], 'unpack-not-empty'],
    [['init', 'good'], 'init-not-empty'],
    [['preview', 'nowhere'], 'preview-missing'],
  ])('satchel %j', async (args, finding) => {
    const { code, stdout, stderr } = await satchel(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`satchel: error  ${finding}  `);
  });
});

test('a source is no damaged bundle: naming it where a bundle is meant is wrong usage', async () => {
  const verified = await satchel(['verify', 'good']);
  expect(verified.code).toBe(2);
  expect(verified.stdout).toContain('bundle-other-folder');
  expect(verified.stdout).not.toContain('damaged');
  expect(await satchel(['inspect', 'good'])).toMatchObject({ code: 2 });
});

describe('3, integrity', () => {
  test('a preview of what is no bundle ends at once', async () => {
    writeFileSync(join(work, 'page.zip'), '<!doctype html>');
    const { code, stdout, stderr } = await satchel(['preview', 'page.zip']);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('satchel: error  zip-not-zip  ');
  });

  test.each([['verify'], ['validate']])('%s tells a damaged bundle', async (verb) => {
    const { code, stdout } = await satchel([verb, damaged]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/error {2}(?:bundle|manifest|zip)-/);
  });

  test('every bundle that is named is verified, after a damaged one too', async () => {
    const { code, stdout } = await satchel(['verify', damaged, bundle]);
    expect(code).toBe(3);
    expect(stdout).toContain('damaged.zip  damaged\n');
    expect(stdout).toMatch(/soil_1\.2\.0\.zip {2}good/);
  });

  test('nothing of a damaged bundle is unpacked', async () => {
    const { code } = await satchel(['unpack', damaged, 'broken']);
    expect(code).toBe(3);
    expect(existsSync(join(work, 'broken'))).toBe(false);
  });
});

/** Node's own `function` of node:fs replaced before the CLI starts: what a full disk or a faulty one looks like to it. */
function withFault(name: string, body: string): Record<string, string> {
  const file = join(work, `fault-${name}.mjs`);
  writeFileSync(
    file,
    `import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const original = fs.${name};
fs.${name} = (...args) => { ${body} return original(...args); };
syncBuiltinESMExports();
`,
  );
  return { NODE_OPTIONS: `--import ${JSON.stringify(file)}` };
}

describe('4, environment', () => {
  test('a place that cannot be written', async () => {
    writeFileSync(join(work, 'a-file'), '');
    const { code, stderr } = await satchel(['build', good, '-o', 'a-file/out']);
    expect(code).toBe(4);
    expect(stderr).toMatch(/^satchel: error {2}(?:env|bundle)-.*\n {4}hint: /m);
  });

  test.each([
    ['ENOSPC', 'env-no-space'],
    ['EROFS', 'env-read-only'],
    ['EACCES', 'env-permission'],
    ['EIO', 'env-system'],
  ])('%s from the system', async (code, finding) => {
    const fault = `if (String(args[0]).includes('faulted')) throw Object.assign(new Error('no'), { code: '${code}', syscall: 'write', path: 'x' });`;
    const outcome = await satchel(['init', 'faulted'], { env: withFault('writeFileSync', fault) });
    expect(outcome.code).toBe(4);
    expect(outcome.stderr).toContain(`satchel: error  ${finding}  `);
    expect(outcome.stderr).toContain(`“${join(work, 'faulted')}”`);
    expect(readdirSync(work).filter((name) => name.includes('faulted'))).toEqual([]);
  });
});

describe('4, what the system refuses is told in words, by the name that was asked for', () => {
  test.each([
    ['ENOSPC', 'env-no-space  there is no space left to write'],
    ['EROFS', 'env-read-only  '],
    ['EACCES', 'env-permission  you may not open or change'],
  ])('%s while a bundle is written', async (code, told) => {
    const fault = `if (String(args[0]).includes('.soil_1.2.0.zip.')) throw Object.assign(new Error('no'), { code: '${code}', syscall: 'open', path: args[0] });`;
    const out = join(work, `refused-${code}`);
    const outcome = await satchel(['build', good, '-o', out], { env: withFault('openSync', fault) });
    expect(outcome.code).toBe(4);
    expect(outcome.stderr).toContain(`satchel: error  ${told}`);
    expect(outcome.stderr).toContain(`“${join(out, 'soil_1.2.0.zip')}”`);
  });

  test('a file where a folder is needed', async () => {
    writeFileSync(join(work, 'in-the-way'), '');
    for (const args of [
      ['build', good, '-o', 'in-the-way'],
      ['build', good, '-o', 'in-the-way/below/out'],
      ['unpack', bundle, 'in-the-way/below'],
    ]) {
      const { code, stderr } = await satchel(args);
      expect(code).toBe(4);
      expect(stderr).toMatch(/env-not-a-folder {2}a folder was expected where “.*in-the-way” is a file/);
    }
  });

  // Node's own recursive mkdir never ends there.
  test.each([
    ['build', ['build', 'good', '-o', '/proc/satchel/out']],
    ['init', ['init', '/proc/satchel/new']],
    ['unpack', ['unpack', 'out/soil_1.2.0.zip', '/proc/satchel/unpacked']],
  ])('%s into a place where no folder can be made ends', async (_, args) => {
    const { code, stderr } = await satchel(args);
    expect(code).toBe(4);
    expect(stderr).toContain('env-system  the system refused to work with “/proc/satchel”');
  });

  test('a cache that cannot be made is done without', async () => {
    expect(await satchel(['build', good, '-o', 'uncached', '--cache', '/proc/satchel'])).toMatchObject({
      code: 0,
    });
  });
});

test.each(['18.19.0', '20.18.3'])('Node.js %s is told to be too old, not to be at fault', async (version) => {
  const file = join(work, `node-${version}.mjs`);
  const versions = `{ ...process.versions, node: '${version}' }`;
  writeFileSync(file, `Object.defineProperty(process, 'versions', { value: ${versions} });\n`);
  const { code, stdout, stderr } = await satchel(['--version'], {
    env: { NODE_OPTIONS: `--import ${JSON.stringify(file)}` },
  });
  expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
  expect(stderr).toContain(`this is Node.js ${version}; install Node.js 20.19 or later`);
});

describe('70, a bug', () => {
  const fault = `if (String(args[0]).includes('bugged')) throw new TypeError('not \\u001b[31mours');`;

  test('asks for a report and keeps the stack to itself', async () => {
    const { code, stdout, stderr } = await satchel(['init', 'bugged'], {
      env: withFault('writeFileSync', fault),
    });
    expect({ code, stdout }).toEqual({ code: 70, stdout: '' });
    expect(stderr).toContain(String.raw`bug in Satchel, not in your content: TypeError: not \u001b[31mours`);
    expect(stderr).toContain('command: satchel init bugged\n');
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test('shows the stack where it is asked for', async () => {
    const env = { ...withFault('writeFileSync', fault), SATCHEL_DEBUG: '1' };
    const { code, stderr } = await satchel(['init', 'bugged'], { env });
    expect(code).toBe(70);
    expect(stderr).toMatch(/^ +at /m);
  });
});

describe('130, interrupted', () => {
  test('a build that is interrupted leaves the old bundle and nothing else', async () => {
    const lessons = Array.from({ length: 600 }, (_, i) => [
      `${i}.md`,
      `# Lesson ${i}\n\n| a | b |\n|---|---|\n| $x$ | 1 |\n`,
    ]);
    const dir = folder('large', Object.fromEntries(lessons) as Record<string, string>);
    const out = join(work, 'interrupted');
    mkdirSync(out);
    writeFileSync(join(out, 'large_0.0.0.zip'), 'old');
    let asked = false;
    const { code, signal, stderr } = await satchel(['build', dir, '-o', out], {
      onOutput: ({ stderr, kill }) => {
        if (asked || !stderr.includes('reading')) return;
        asked = true;
        kill('SIGINT');
      },
    });
    expect({ code, signal }).toEqual({ code: 130, signal: null });
    expect(stderr).toContain('satchel: error  run-interrupted  interrupted; nothing was left half done\n');
    expect(readdirSync(out)).toEqual(['large_0.0.0.zip']);
    expect(readFileSync(join(out, 'large_0.0.0.zip'), 'utf8')).toBe('old');
  });
});
