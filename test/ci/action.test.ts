import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { newPath } from '../build/workbench.ts';
import { machine, readYaml, root, runAction, runScript, type Action, type Step } from './runner.ts';

const action = readYaml('action.yml') as Action;
const pullRequest = { GITHUB_REF: 'refs/pull/7/merge' };

let repository: string;
beforeEach(() => {
  repository = newPath('repository');
  cpSync(join(root, 'fixtures/example-repository'), repository, { recursive: true });
});

/** https://docs.github.com/actions/reference/metadata-syntax-for-github-actions */
describe('action.yml', () => {
  test('has what a composite action has, and nothing else', () => {
    expect(Object.keys(action).sort()).toEqual([
      'branding',
      'description',
      'inputs',
      'name',
      'outputs',
      'runs',
    ]);
    expect(action.runs.using).toBe('composite');
    for (const input of Object.values(action.inputs))
      expect(Object.keys(input).sort()).toEqual(['default', 'description']);
    for (const output of Object.values(action.outputs))
      expect(Object.keys(output).sort()).toEqual(['description', 'value']);
    const known = new Set(['name', 'id', 'shell', 'env', 'run', 'uses', 'with']);
    for (const step of action.runs.steps) {
      expect(Object.keys(step).filter((key) => !known.has(key))).toEqual([]);
      expect(step.uses === undefined ? step.shell : step.run).toBe(
        step.uses === undefined ? 'bash' : undefined,
      );
    }
  });

  test('puts nothing of others into a script: inputs come by env, each of which is an input', () => {
    for (const { run = '', env = {}, with: given = {} } of action.runs.steps) {
      expect(run).not.toContain('${{');
      for (const value of Object.values({ ...env })) {
        const [, name = ''] = /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(value) ?? [];
        expect(Object.keys(action.inputs)).toContain(name);
      }
      expect(JSON.stringify(given)).not.toContain('${{');
    }
    const workflow = readYaml('fixtures/example-repository/.github/workflows/satchel.yml') as Workflow;
    for (const { steps } of Object.values(workflow.jobs))
      for (const { run = '' } of steps) expect(run).not.toContain('${{');
  });

  test('hands the key to the step that publishes, and to no other', () => {
    const having = action.runs.steps.filter((step) => JSON.stringify(step).includes('inputs.key'));
    expect(having.map(({ id }) => id)).toEqual(['publish']);
  });

  test('has scripts that bash can parse', () => {
    for (const { run } of action.runs.steps)
      if (run !== undefined) {
        const { status, stderr } = spawnSync('bash', ['-n'], { input: run, encoding: 'utf8' });
        expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      }
  });
});

interface Workflow {
  readonly on: object;
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[]; readonly permissions?: object }>>;
}

test('the example’s workflow gives the action inputs that it has, and no job more rights than it needs', () => {
  const workflow = readYaml('fixtures/example-repository/.github/workflows/satchel.yml') as Workflow;
  expect(workflow.permissions).toEqual({ contents: 'read' });
  expect(workflow.jobs['check']?.permissions).toBeUndefined();
  const uses = Object.values(workflow.jobs).flatMap(({ steps }) =>
    steps.filter(({ uses = '' }) => uses.startsWith('OWNER/satchel@')),
  );
  expect(uses).toHaveLength(2);
  for (const { with: given = {} } of uses)
    expect(Object.keys(given).filter((name) => !(name in action.inputs))).toEqual([]);
});

describe('a pull request', () => {
  test('is checked, built and told of', () => {
    const job = runAction(
      action,
      repository,
      { source: 'course', profile: 'low,standard', 'cost-per-mb': '0.05', currency: 'KES' },
      pullRequest,
    );
    expect(job, job.stderr).toMatchObject({ code: 0 });
    expect(job.steps).toHaveLength(5);
    const low = join(repository, 'dist/rain-and-soil_1.0.0_low.zip');
    const standard = join(repository, 'dist/rain-and-soil_1.0.0.zip');
    expect(job.outputs).toEqual({ bundles: `${low}\n${standard}`, published: 'false' });
    for (const bundle of [low, standard]) {
      expect(existsSync(bundle)).toBe(true);
      expect(existsSync(bundle.replace('.zip', '.provenance.json'))).toBe(true);
    }
    expect(job.summary).toMatch(
      /^## Bundles\n\n\| Pack \| Variant \| Version \| Size \| over 2G \| over 3G \| Cost of a download \|/,
    );
    expect(job.summary).toMatch(
      /^\| Rain and soil \| en, low \| 1\.0\.0 \| 0\.\d\d MB \| \d+ s \| \d+ s \| \d\.\d\d KES \|$/m,
    );
  });

  test('with an error in a lesson has it beside the line, and fails', () => {
    appendFileSync(join(repository, 'course/1-rain/2-a-week-of-rain.md'), '\n![gone](gone.png)\n');
    const job = runAction(action, repository, { source: 'course' }, pullRequest);
    expect(job).toMatchObject({ code: 1, outputs: {}, summary: '' });
    expect(job.stdout).toMatch(
      /^::error file=course\/1-rain\/2-a-week-of-rain\.md,line=6,col=1,title=asset-missing::/m,
    );
    const lenient = runAction(action, repository, { source: 'course', strict: 'false' }, pullRequest);
    expect(lenient).toMatchObject({ code: 0 });
    expect(lenient.stdout).toContain('title=asset-missing::');
  });

  test('that names what is not there fails as the command does', () => {
    expect(runAction(action, repository, { source: 'nowhere', strict: 'false' }, pullRequest).code).toBe(2);
    const job = runAction(action, repository, { source: 'course', base: 'nowhere.zip' }, pullRequest);
    expect(job.code).toBe(2);
    expect(job.stdout).toContain('bundle-not-found');
  });

  test('goes on from the bundles that were published last', () => {
    const first = runAction(action, repository, { source: 'course', output: 'last time' }, pullRequest);
    const base = first.outputs['bundles'] ?? '';
    writeFileSync(join(repository, 'course/2-soil/3-roots.md'), '# Roots\n\nRoots drink.\n');
    const next = runAction(action, repository, { source: 'course', base: `\n${base}\n` }, pullRequest);
    expect(next, next.stderr).toMatchObject({ code: 0 });
    expect(readFileSync(join(repository, 'dist/rain-and-soil_1.0.0.provenance.json'), 'utf8')).toContain(
      '"name":"base"',
    );
  });
});

test.each([
  ['source', '$(touch pwned)'],
  ['source', 'course"; touch pwned; "'],
  ['output', '`touch pwned`\n::set-output name=bundles::evil'],
  ['profile', 'low; touch pwned'],
  ['base', '$(touch pwned)\n"; touch pwned #'],
  ['cost-per-mb', '1; touch pwned'],
  ['publish', '*) touch pwned;;'],
])('an input that is a command (%s) is none', (name, value) => {
  const inputs = { source: 'course', [name]: value };
  const job = runAction(action, repository, inputs, { GITHUB_REF: 'refs/tags/v1.0.0' });
  expect(existsSync(join(repository, 'pwned'))).toBe(false);
  expect(job.code).not.toBe(0);
});

test('a title that is Markdown or HTML is shown in the summary as it is written', () => {
  const settings = join(repository, 'course/satchel.yaml');
  const text = readFileSync(settings, 'utf8');
  writeFileSync(
    settings,
    text.replace('title: Rain and soil', 'title: "| <img src=x> [a](http://evil.example) @all"'),
  );
  const job = runAction(action, repository, { source: 'course' }, pullRequest);
  expect(job, job.stderr).toMatchObject({ code: 0 });
  expect(job.summary).toContain(
    '| \\| &#60;img src=x&#62; \\[a\\](http&#8203;://evil.example) @&#8203;all |',
  );
});

test('without a channel, a tag publishes nothing', () => {
  const job = runAction(action, repository, { source: 'course' }, { GITHUB_REF: 'refs/tags/v1.0.0' });
  expect(job).toMatchObject({ code: 0, outputs: { published: 'false' } });
});

interface GitlabJob {
  readonly script?: readonly string[];
  readonly before_script?: readonly string[];
  readonly artifacts?: { readonly paths?: readonly string[]; readonly reports?: object };
}

describe('templates/ci/gitlab.yml', () => {
  const template = readYaml('templates/ci/gitlab.yml') as Record<string, GitlabJob> & {
    readonly variables: Record<string, string>;
  };
  const variables = { ...template.variables, SATCHEL_SOURCE: 'course', SATCHEL_HOME: root };

  /** Runs a job as GitLab’s runner does: what is before the script and the script in one shell. */
  function runJob(name: string, more: Record<string, string> = {}): ReturnType<typeof runScript> {
    const lines = [...(template['.satchel']?.before_script ?? []), ...(template[name]?.script ?? [])];
    return runScript(lines.join('\n'), repository, { ...variables, CI_PROJECT_DIR: repository, ...more });
  }

  test('has jobs of the keys that GitLab knows', () => {
    const known = new Set(
      'extends image cache before_script stage script artifacts needs resource_group rules'.split(' '),
    );
    for (const [name, job] of Object.entries(template))
      if (name !== 'variables') expect(Object.keys(job).filter((key) => !known.has(key))).toEqual([]);
  });

  test('a merge request gets a code quality report, also where the job fails', () => {
    const report = (): unknown[] =>
      JSON.parse(readFileSync(join(repository, 'gl-code-quality-report.json'), 'utf8')) as unknown[];
    expect(runJob('satchel check').code).toBe(0);
    expect(report()).toEqual([]);
    appendFileSync(join(repository, 'course/1-rain/2-a-week-of-rain.md'), '\n![gone](gone.png)\n');
    const failed = runJob('satchel check');
    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain('asset-missing');
    expect(report()).toEqual([
      expect.objectContaining({
        check_name: 'asset-missing',
        severity: 'major',
        location: { path: 'course/1-rain/2-a-week-of-rain.md', lines: { begin: 6 } },
      }),
    ]);
    expect(runJob('satchel check', { SATCHEL_STRICT: 'false' }).code).toBe(0);
  });

  test('bundles are built and told of', () => {
    const { code, stderr } = runJob('satchel build', { SATCHEL_PROFILE: 'low', SATCHEL_COST_PER_MB: '0.05' });
    expect(code, stderr).toBe(0);
    expect(readFileSync(join(repository, 'satchel-bundles.txt'), 'utf8')).toBe(
      `${join(repository, 'dist/rain-and-soil_1.0.0_low.zip')}\n`,
    );
    expect(readFileSync(join(repository, 'satchel-summary.md'), 'utf8')).toMatch(
      /^\| Rain and soil \| en, low \|/m,
    );
  });

  test('a variable that is a command is none', () => {
    for (const name of ['SATCHEL_SOURCE', 'SATCHEL_PROFILE', 'SATCHEL_COST_PER_MB']) {
      expect(runJob('satchel build', { [name]: '$(touch pwned)' }).code).not.toBe(0);
      expect(existsSync(join(repository, 'pwned'))).toBe(false);
    }
  });

  test('Satchel is fetched where it is not there yet', () => {
    const home = newPath('home');
    const fake = newPath('git');
    mkdirSync(fake);
    // What is asked of git, without a network.
    writeFileSync(join(fake, 'git'), '#!/bin/sh\necho "git $*" > asked; exit 9\n', { mode: 0o755 });
    const { PATH = '' } = machine();
    const job = runJob('satchel check', { SATCHEL_HOME: home, PATH: `${fake}:${PATH}` });
    expect(job.code).toBe(9);
    expect(readFileSync(join(repository, 'asked'), 'utf8')).toBe(
      `git clone --quiet --depth 1 --branch v0.1.0 -- https://github.com/OWNER/satchel.git ${home}\n`,
    );
  });
});
