import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { faultyFiles, folder, satchel, work } from './satchel.ts';

const escapeCodes = /\u001b/;

beforeAll(() => {
  folder('faulty', faultyFiles);
});

test('what is no terminal gets no colours and no cursor movements', async () => {
  for (const args of [
    ['build', 'faulty', '-o', 'plain'],
    ['validate', 'faulty'],
    ['verify', 'plain/soil_1.2.0.zip'],
  ]) {
    const { stdout, stderr } = await satchel(args);
    expect(stdout + stderr).not.toMatch(escapeCodes);
  }
});

test('FORCE_COLOR asks for colours and beats NO_COLOR, which beats the terminal', async () => {
  const forced = await satchel(['validate', 'faulty'], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } });
  expect(forced.stdout).toContain('\u001b[31merror\u001b[39m');
  const none = await satchel(['validate', 'faulty'], { env: { NO_COLOR: '1' } });
  expect(none.stdout).not.toMatch(escapeCodes);
});

test('without a terminal progress is a line for each stage', async () => {
  const { stderr } = await satchel(['build', 'faulty', '-o', 'lines']);
  expect(stderr).toMatch(/^faulty: reading \d+ files$/m);
  expect(stderr).toMatch(/^soil_1\.2\.0\.zip: writing \d+ entries$/m);
});

test('annotations name files from where the command runs', async () => {
  const { code, stdout, stderr } = await satchel(['validate', 'faulty', '--format', 'github']);
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^::error file=faulty\/02-roots\.md,line=3,col=5,title=asset-missing::.*%0Ahint: .*\n$/,
  );
  expect(stderr).toContain('source: 1 error');
});

test('SARIF on stdout is one document', async () => {
  const { code, stdout } = await satchel(['build', 'faulty', '-o', 'sarif', '--format', 'sarif']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    version: '2.1.0',
    runs: [{ results: [{ ruleId: 'asset-missing' }] }],
  });
});

test('names that would fool a reader are shown as escapes', async () => {
  const dir = folder('hostile', { 'a\u202egnp\u001b[2J.md': '# A\n\n[x](nowhere\u0007.md)\n' });
  for (const format of ['text', 'json', 'github', 'sarif']) {
    const { stdout, stderr } = await satchel(['validate', dir, '--format', format]);
    expect(stdout).toMatch(/link-/);

    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  }
});

test('a reader that stops reading is no failure', async () => {
  const { stderr } = await satchel(['build', join(work, 'faulty'), '-o', 'piped'], {
    onOutput: ({ closeStdout }) => {
      closeStdout();
    },
  });
  expect(stderr).not.toContain('EPIPE');
  expect(await satchel(['verify', 'piped/soil_1.2.0.zip'])).toMatchObject({ code: 0 });
});
