import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

// On a terminal of its own, which `script` (util-linux) brings.

const bin = join(import.meta.dirname, '../../bin/satchel.js');
let work: string;

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'satchel-terminal-'));
  mkdirSync(join(work, 'soil'));
  for (let i = 0; i < 2500; i++)
    writeFileSync(
      join(work, 'soil', `${i}.md`),
      `# Lesson ${i}\n\n\`\`\`js\nlet a = ${i};\n\`\`\`\n\n$x^${i}$\n`,
    );
});
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

/** Runs satchel on a pseudo-terminal; `type` is asked after each output what to type. */
async function onTerminal(
  command: string,
  type: (output: string) => string = () => '',
): Promise<{ code: number | null; output: string }> {
  const line = `stty rows 30 cols 100; exec '${process.execPath}' '${bin}' ${command}`;
  const child = spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
    cwd: work,
    env: { ...process.env, XDG_CACHE_HOME: join(work, 'cache'), TERM: 'xterm-256color', NO_COLOR: '' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    const typed = type(output);
    if (typed !== '') child.stdin.write(typed);
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, output };
}

const CURSOR = { hide: '\u001b[?25l', show: '\u001b[?25h' };

test('a build shows live what it does and leaves the terminal as it was', async () => {
  const { code, output } = await onTerminal('build soil -o out');
  expect(code).toBe(0);
  expect(output).toContain('soil_0.0.0.zip  writing');
  expect(output).toContain(CURSOR.hide);
  expect(output.lastIndexOf(CURSOR.show)).toBeGreaterThan(output.lastIndexOf(CURSOR.hide));
  expect(output).toContain('next: unzip out/soil_0.0.0.zip');
});

test('a build that has nothing to do does not draw at all', async () => {
  const { code, output } = await onTerminal('build soil -o out');
  expect(code).toBe(0);
  expect(output).not.toContain(CURSOR.hide);
  expect(output).toContain('unchanged');
});

test('Ctrl-C ends a build, shows the cursor again and leaves nothing', async () => {
  let typed = false;
  const { code, output } = await onTerminal('build soil -o interrupted --cache other', (shown) => {
    if (typed || !shown.includes(CURSOR.hide)) return '';
    typed = true;
    return '\u0003';
  });
  expect(code).toBe(130);
  expect(output.lastIndexOf(CURSOR.show)).toBeGreaterThan(output.lastIndexOf(CURSOR.hide));
  const out = join(work, 'interrupted');
  expect(existsSync(out) ? readdirSync(out) : []).toEqual([]);
});

test('Ctrl-C is how a preview ends', async () => {
  let typed = false;
  const { code, output } = await onTerminal('preview soil', (shown) => {
    if (typed || !shown.includes('Ctrl-C ends it')) return '';
    typed = true;
    return '\u0003';
  });
  expect(code).toBe(0);
  expect(output).toMatch(/http:\/\/127\.0\.0\.1:\d+\//);
});

test('a classroom is served with a code to scan, until Ctrl-C', async () => {
  let typed = false;
  const { code, output } = await onTerminal('serve out/soil_0.0.0.zip --port 0', (shown) => {
    if (typed || !shown.includes('Ctrl-C ends it')) return '';
    typed = true;
    return '\u0003';
  });
  expect(code).toBe(0);
  expect(output).toMatch(/http:\/\/localhost:\d+\//);
  // The quiet zone and the frame of the first two corners: a machine without a network has no address to scan.
  if (/http:\/\/(?!localhost)/.test(output)) expect(output).toMatch(/█{4}/);
});

/** Runs satchel with one of its outputs on a disk that is full. */
function onFullDisk(
  full: 'stdout' | 'stderr',
  args: readonly string[],
): { code: number | null; other: string } {
  const disk = openSync('/dev/full', 'w');
  const stdio = full === 'stdout' ? (['ignore', disk, 'pipe'] as const) : (['ignore', 'pipe', disk] as const);
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd: work,
    stdio: [...stdio],
    encoding: 'utf8',
    timeout: 20_000,
  });
  closeSync(disk);
  return { code: status, other: full === 'stdout' ? stderr : stdout };
}

test.each([
  ['a command that is none', ['biuld'], 2],
  ['a bundle that is not there', ['verify', 'nowhere.zip'], 2],
  ['inspecting', ['inspect', 'out/soil_0.0.0.zip'], 0],
  ['a build with findings', ['build', 'few', '-o', 'full'], 0],
] as const)('%s ends as ever where notes go to a full disk', (_, args, code) => {
  mkdirSync(join(work, 'few'), { recursive: true });
  writeFileSync(join(work, 'few', 'a.md'), '# A\n\n[gone](gone.md)\n');
  expect(onFullDisk('stderr', args).code).toBe(code);
});

test.each([
  ['help', ['--help']],
  ['JSON', ['inspect', 'out/soil_0.0.0.zip', '--format', 'json']],
  ['a result that comes in pieces', ['verify', ...Array<string>(40).fill('out/soil_0.0.0.zip')]],
])('%s that goes to a full disk is told as such', (_, args) => {
  const { code, other } = onFullDisk('stdout', args);
  expect(code).toBe(4);
  expect(other).toContain('env-no-space');
});

test('a write to sticks shows each with its own progress, and says which are good', async () => {
  const source = join(work, 'packs');
  mkdirSync(source);
  writeFileSync(join(source, 'a.md'), '# A\n');
  const built = await onTerminal(`build '${source}' -o out`);
  expect(built.code).toBe(0);
  mkdirSync(join(work, 'one'));
  const { code, output } = await onTerminal('drop write out --to one two --allow-folder --receipts receipts');
  expect(code).toBe(2);
  expect(output).toMatch(/one {2}.*good.* release 1 {2}.*safe to remove/);
  expect(output).toMatch(/two {2}.*failed/);
  expect(output).toContain('there is no folder “two”');
});
