import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { readYaml, type Action, type Step } from '../ci/runner.ts';

const action = readYaml('action.yml') as Action;
const workflow = readYaml('fixtures/example-repository/.github/workflows/satchel.yml') as {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
};
const gitlab = readYaml('templates/ci/gitlab.yml') as Readonly<
  Record<string, { readonly before_script?: readonly string[]; readonly script?: readonly string[] }>
>;
const scripts: (readonly [string, string])[] = [
  ...[...action.runs.steps, ...Object.values(workflow.jobs).flatMap(({ steps }) => steps)].flatMap(
    ({ name = '', run }) => (run === undefined ? [] : [[name, run] as const]),
  ),
  ...Object.entries(gitlab).flatMap(([name, { before_script = [], script = [] }]) =>
    [...before_script, ...script].map((lines) => [name, lines] as const),
  ),
];

test.each(scripts)('shellcheck has nothing to remark on “%s”', (_, script) => {
  const { status, stdout } = spawnSync('shellcheck', ['--shell', 'bash', '-'], {
    // As runners start it.
    input: `set -eo pipefail\n${script}`,
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
});
