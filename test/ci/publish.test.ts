import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { filesBelow, newPath, satchel } from '../build/workbench.ts';
import {
  machine,
  readYaml,
  root,
  runAction,
  runScript,
  type Action,
  type JobResult,
  type Step,
} from './runner.ts';

// What a repository does from its first tag on: the example, with a channel in a folder of its own, as its README says.

const action = readYaml('action.yml') as Action;
const passphrase = 'a horse that nobody has seen';
const tag = (version: string): Record<string, string> => ({ GITHUB_REF: `refs/tags/v${version}` });

let repository: string;
let channel: string;
let secrets: Record<string, string>;

beforeAll(async () => {
  repository = newPath('repository');
  cpSync(join(root, 'fixtures/example-repository'), repository, { recursive: true });
  const keys = newPath('keys');
  mkdirSync(keys);
  const names = ['root-1', 'root-2', 'root-3', 'online'];
  for (const name of names)
    await done(['key', 'new', name, ...(name === 'online' ? [] : ['--no-passphrase'])], keys);
  channel = join(repository, 'channel');
  const publics = names.slice(0, 3).flatMap((name) => ['--root', `${name}.pub`]);
  const signing = ['root-1.key', 'root-2.key', 'online.key'].flatMap((key) => ['--sign', key]);
  await done(['release', 'init', channel, ...publics, '--key', 'online.pub', ...signing], keys);
  secrets = { key: readFileSync(join(keys, 'online.key'), 'utf8'), passphrase };
});

async function done(args: readonly string[], cwd: string): Promise<void> {
  const outcome = await satchel(args, { cwd, env: { SATCHEL_PASSPHRASE: passphrase } });
  expect(outcome, outcome.stderr).toMatchObject({ code: 0 });
}

function runJob(env: Record<string, string>, more: Record<string, string> = {}): JobResult {
  // As on a new machine: nothing of an earlier job is there.
  rmSync(join(repository, 'dist'), { recursive: true, force: true });
  return runAction(action, repository, { source: 'course', channel: 'channel', ...secrets, ...more }, env);
}

function setVersion(version: string): void {
  const settings = join(repository, 'course/satchel.yaml');
  writeFileSync(settings, readFileSync(settings, 'utf8').replace(/^version: .*$/m, `version: ${version}`));
}

const published = (): string => readFileSync(join(channel, 'metadata/timestamp.json'), 'utf8');

describe('a channel of a repository', () => {
  let first: JobResult;
  let pullRequest: JobResult;
  let states: Record<'begun' | 'first' | 'asked' | 'second', string>;
  let second: JobResult;
  let keyless: JobResult;
  beforeAll(() => {
    const begun = [...filesBelow(channel).keys()].join(' ');
    first = runJob(tag('1.0.0'));
    const afterFirst = published();
    setVersion('1.1.0');
    rmSync(join(repository, 'course/2-soil/2-soil-and-water.md'));
    const lesson = join(repository, 'course/1-rain/2-a-week-of-rain.md');
    renameSync(lesson, join(repository, 'course/1-rain/2-seven-days-of-rain.md'));
    pullRequest = runJob({ GITHUB_REF: 'refs/pull/8/merge' }, { key: '', passphrase: '' });
    const asked = published();
    second = runJob(tag('1.1.0'));
    states = { begun, first: afterFirst, asked, second: published() };
    setVersion('1.2.0');
    keyless = runJob(tag('1.2.0'), { key: '', passphrase: '' });
    setVersion('1.1.0');
  });

  test('is begun by the first tag', () => {
    expect(first, first.stderr).toMatchObject({ code: 0, outputs: { published: 'true' } });
    expect(states.begun).not.toContain('rain-and-soil_1.0.0.zip');
    const names = [...filesBelow(channel).keys()].map((path) => path.split('/').at(-1) ?? '');
    expect(names.some((name) => name.endsWith('rain-and-soil_1.0.0.zip'))).toBe(true);
    expect(names.some((name) => name.endsWith('rain-and-soil_1.0.0.provenance.json'))).toBe(true);
    expect(first.summary).toContain('first version');
  });

  test('is compared with by a pull request, which has no key and publishes nothing', () => {
    expect(pullRequest, pullRequest.stderr).toMatchObject({ code: 0, outputs: { published: 'false' } });
    expect(states.asked).toBe(states.first);
    expect(pullRequest.summary).toContain('progress-breaking since 1.0.0');
    expect(pullRequest.summary).toContain('⚠️ **Learners lose progress** in rain-and-soil.');
    expect(pullRequest.summary).toContain('**Removed**: Soil and water');
    // The other one was moved, and built on what is published: learners keep what they did there.
    expect(pullRequest.summary.match(/\*\*Removed\*\*/g)).toHaveLength(1);
    // The whole bundle, and the update that learners would get.
    expect(pullRequest.summary).toMatch(
      /^\| rain-and-soil \(en, standard\) \| 1\.1\.0 \| [^|]* \| \d[\d.]* kB \| \d[\d.]* k?B \|/m,
    );
  });

  test('has the next version after the next tag, and the one before', () => {
    expect(second, second.stderr).toMatchObject({ code: 0, outputs: { published: 'true' } });
    expect(states.second).not.toBe(states.asked);
    const paths = [...filesBelow(channel).keys()].join('\n');
    expect(paths).toMatch(/rain-and-soil_1\.0\.0\.zip$/m);
    expect(paths).toMatch(/rain-and-soil_1\.1\.0\.zip$/m);
  });

  test('never gets other bytes under a version that it has', () => {
    const before = published();
    writeFileSync(join(repository, 'course/1-rain/3-more.md'), '# More rain\n');
    const job = runJob(tag('1.1.0'));
    expect(job.code).not.toBe(0);
    expect(job.outputs['published']).toBeUndefined();
    expect(published()).toBe(before);
  });

  test('does not hinder a pull request that leaves the version to be raised later', () => {
    const job = runJob({ GITHUB_REF: 'refs/pull/9/merge' }, { key: '', passphrase: '' });
    expect(job, job.stderr).toMatchObject({ code: 0, outputs: { published: 'false' } });
    expect(job.summary).toContain('**This version is published already, with other content.**');
    expect(job.stderr).toContain('release-version-taken');
    const wrong = runJob({ GITHUB_REF: 'refs/pull/9/merge' }, { channel: 'nowhere' });
    expect(wrong.code).toBe(2);
  });

  test('is not published in without the key', () => {
    expect(keyless.code).not.toBe(0);
    expect(keyless.steps.at(-1)).toBe('Publish');
    expect(keyless.outputs['published']).toBeUndefined();
    expect(published()).toBe(states.second);
  });

  test('is published by a job whose logs, files and results hold nothing of the key', () => {
    const secret = secrets['key']?.trim().split('\n').at(-1) ?? '';
    expect(secret.length).toBeGreaterThan(40);
    for (const job of [first, second])
      for (const text of [job.stdout, job.stderr, job.summary, JSON.stringify(job.outputs)]) {
        expect(text).not.toContain(secret);
        expect(text).not.toContain(passphrase);
      }
    for (const bytes of filesBelow(repository).values()) {
      expect(bytes.includes(secret)).toBe(false);
      expect(bytes.includes(passphrase)).toBe(false);
    }
  });

  test('goes online by the workflow’s own script', () => {
    const workflow = readYaml('fixtures/example-repository/.github/workflows/satchel.yml') as {
      readonly jobs: { readonly publish: { readonly steps: readonly Step[] } };
    };
    const script = workflow.jobs.publish.steps.find(({ run }) => run !== undefined)?.run ?? '';
    const remote = newPath('remote.git');
    const git = (cwd: string, ...args: string[]): string =>
      execFileSync('git', args, { cwd, env: machine(), encoding: 'utf8' });
    execFileSync('git', ['init', '--quiet', '--bare', remote]);
    git(channel, 'init', '--quiet', '--initial-branch=channel');
    git(channel, 'remote', 'add', 'origin', remote);
    // The second time as when the job is run again.
    for (let i = 0; i < 2; i++) {
      const { code, stderr } = runScript(script, repository, tag('1.1.0'));
      expect(code, stderr).toBe(0);
    }
    expect(git(remote, 'log', '--format=%s', 'channel')).toBe('Publish v1.1.0\n');
    expect(git(remote, 'show', 'channel:metadata/timestamp.json')).toBe(published());
  });
});

describe('GitLab’s publishing script', () => {
  let clone: string;
  beforeAll(() => {
    const template = readYaml('templates/ci/gitlab.yml') as Record<
      string,
      { readonly script?: readonly string[] }
    >;
    clone = newPath('clone');
    cpSync(repository, clone, { recursive: true, filter: (file) => !file.includes('.git') });
    rmSync(join(clone, 'dist'), { recursive: true, force: true });
    const settings = join(clone, 'course/satchel.yaml');
    writeFileSync(settings, readFileSync(settings, 'utf8').replace(/^version: .*$/m, 'version: 2.0.0'));
    const { variables } = readYaml('templates/ci/gitlab.yml') as { variables: Record<string, string> };
    const env = {
      ...variables,
      ...{ SATCHEL_SOURCE: 'course', SATCHEL_HOME: root, SATCHEL_CHANNEL: 'channel', CI_PROJECT_DIR: clone },
    };
    for (const [name, more] of [
      ['satchel build', {}],
      ['satchel publish', { SATCHEL_KEY: secrets['key'] ?? '', SATCHEL_PASSPHRASE: passphrase }],
    ] as const) {
      const { code, stderr } = runScript((template[name]?.script ?? []).join('\n'), clone, {
        ...env,
        ...more,
      });
      expect(code, stderr).toBe(0);
    }
  });

  test('puts what was built into the channel', () => {
    expect(readFileSync(join(clone, 'satchel-summary.md'), 'utf8')).toContain('2.0.0');
    expect(readdirSync(join(clone, 'channel'), { recursive: true }).join('\n')).toMatch(
      /rain-and-soil_2\.0\.0\.zip$/m,
    );
  });
});
