import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { newPath, work } from '../build/workbench.ts';

export const root = join(import.meta.dirname, '../..');

export function readYaml(path: string): unknown {
  return parse(readFileSync(join(root, path), 'utf8')) as unknown;
}

export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly uses?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
}

export interface Action {
  readonly name: string;
  readonly description: string;
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string; readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

/** What a job printed, wrote and told. */
export interface JobResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** The steps that were run. */
  readonly steps: readonly string[];
}

/** A machine’s environment that no runner has set: the tests’ own cache, and nothing of the user’s. */
export function machine(): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME, XDG_CACHE_HOME: join(work, 'cache'), XDG_STATE_HOME: join(work, 'state') };
}

/**
 * Runs the steps of a composite action as GitHub’s runner does (actions/runner: `bash --noprofile --norc -eo pipefail {0}`), each in the folder of the
 * repository, until one fails. Steps that use other actions are left out.
 */
export function runAction(
  action: Action,
  repository: string,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): JobResult {
  const temp = newPath('runner');
  mkdirSync(temp);
  const told = { GITHUB_STEP_SUMMARY: join(temp, 'summary.md'), GITHUB_OUTPUT: join(temp, 'output') };
  for (const file of Object.values(told)) writeFileSync(file, '');
  const given = (text: string): string => expand(text, { ...defaultsOf(action), ...inputs });
  let [stdout, stderr, code] = ['', '', 0];
  const steps: string[] = [];
  for (const [n, step] of action.runs.steps.entries()) {
    if (step.run === undefined || code !== 0) continue;
    const script = join(temp, `${n}.sh`);
    writeFileSync(script, step.run);
    const own = Object.fromEntries(Object.entries(step.env ?? {}).map(([key, text]) => [key, given(text)]));
    const runner = { GITHUB_ACTIONS: 'true', GITHUB_ACTION_PATH: root, RUNNER_TEMP: temp, ...told };
    const ran = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
      cwd: repository,
      env: { ...machine(), ...runner, ...env, ...own },
      encoding: 'utf8',
    });
    steps.push(step.name ?? '');
    stdout += ran.stdout;
    stderr += ran.stderr;
    code = ran.status ?? -1;
  }
  return {
    ...{ code, stdout, stderr, steps },
    summary: readFileSync(told.GITHUB_STEP_SUMMARY, 'utf8'),
    outputs: outputsIn(readFileSync(told.GITHUB_OUTPUT, 'utf8')),
  };
}

function defaultsOf({ inputs }: Action): Record<string, string> {
  return Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.default ?? '']));
}

/** `${{ inputs.x }}`, the only expression that an action’s `env` may have. */
function expand(text: string, inputs: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{\{ inputs\.([a-z-]+) \}\}/g, (_, name: string) => inputs[name] ?? '');
}

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions#setting-an-output-parameter */
function outputsIn(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  while (lines.length > 0) {
    const line = lines.shift() ?? '';
    const [, name, end] = /^([\w-]+)<<(.+)$/.exec(line) ?? [];
    if (name !== undefined && end !== undefined)
      outputs[name] = lines
        .splice(0, lines.indexOf(end) + 1)
        .slice(0, -1)
        .join('\n');
    else if (line.includes('='))
      outputs[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
  }
  return outputs;
}

/** Runs lines of a script as a shell of a runner does. */
export function runScript(
  script: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): { readonly code: number; readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync('bash', ['-eo', 'pipefail', '-c', script], {
    cwd,
    env: { ...machine(), ...env },
    encoding: 'utf8',
  });
  return { code: status ?? -1, stdout, stderr };
}
