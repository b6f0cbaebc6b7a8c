import { expect, test } from 'vitest';
import { satchel } from './satchel.ts';

const commands = [
  'apply',
  'build',
  'completion',
  'diff',
  'doctor',
  'init',
  'inspect',
  'key',
  'preview',
  'report',
  'reproduce',
  'serve',
  'sign',
  'unpack',
  'validate',
  'verify',
];

test('help lists every command', async () => {
  const { code, stdout, stderr } = await satchel(['--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
});

test.each([[], ...commands.map((command) => [command])])(
  'help of “%s” has examples and all exit codes',
  async (...args) => {
    const { code, stdout } = await satchel([...args.filter((arg) => arg !== ''), '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Examples:\n {2}\$ /m);
    for (const exit of ['0    done', '1    ', '2    ', '3    ', '4    ', '70   ', '130  '])
      expect(stdout).toContain(`\n  ${exit}`);
  },
);

test('a bare command shows help and is wrong usage', async () => {
  const { code, stdout, stderr } = await satchel([]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('Usage: satchel');
});

test.each([
  [['biuld'], 'Did you mean build?'],
  [['build', '--outptu', 'x'], 'Did you mean --output?'],
  [['build', '--profile', 'medium'], 'low, standard, high'],
  [['build', '--jobs', '0'], 'whole number from 1'],
  [['build', '--format', 'xml'], 'text, json, github, gitlab, sarif'],
  [['preview', '--port', '70000'], '0 to 65535'],
  [['serve'], "missing required argument 'bundle'"],
  [['verify'], "missing required argument 'bundle'"],
  [['unpack', 'a', 'b', 'c'], 'too many arguments'],
  [['unpack', 'a', ''], 'a name is empty'],
  [['build', '--cache', ''], 'a name is empty'],
  [['completion', 'tcsh'], 'bash, zsh, fish'],
  [['build', '--no\u001b[2Jsuch'], String.raw`--no\u001b[2Jsuch`],
])('satchel %j is wrong usage and says what is right', async (args, answer) => {
  const { code, stdout, stderr } = await satchel(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(answer);
});

test.each([
  [['help', 'biuld'], 'Did you mean build?'],
  [['help', 'nosuch'], "unknown command 'nosuch'"],
  [['build', '--foo'], '“satchel build --help” tells'],
  [['--foo'], '“satchel --help” tells'],
])('satchel %j is answered with what is meant and where to read on', async (args, answer) => {
  const { code, stdout, stderr } = await satchel(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(answer);
  expect(stderr).toContain('--help” tells what can be typed');
});

test('the version is that of the package', async () => {
  const { code, stdout } = await satchel(['--version']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
