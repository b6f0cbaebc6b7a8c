import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';

/** child.ts as one file of plain JavaScript in `dir`: Node 20 runs no TypeScript. */
export async function bundleChild(dir: string): Promise<string> {
  const outfile = join(dir, 'child.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'child.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  return outfile;
}

/** Runs child.ts; kills it the moment it says anything. Returns its process id and what it said. */
export function runChild(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ pid: number; said: string; signal: string | null; errors: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { env: { ...process.env, ...env } });
    let said = '';
    let errors = '';
    child.stdout.on('data', (data: Buffer) => {
      said += data.toString();
      if (!said.startsWith('done')) child.kill('SIGKILL');
    });
    child.stderr.on('data', (data: Buffer) => {
      errors += data.toString();
    });
    child.once('error', reject);
    child.once('close', (_code, signal) => {
      resolve({ pid: child.pid ?? 0, said: said.trim(), signal, errors });
    });
  });
}
