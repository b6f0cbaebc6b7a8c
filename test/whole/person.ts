import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { work, type Outcome } from '../cli/satchel.ts';

const program = join(import.meta.dirname, '../../bin/satchel.js');

/** Somebody with an empty folder and a terminal, who types what stands in the documentation. */
export class Person {
  readonly folder: string;
  /** Variables that CI sets for them. */
  readonly env: Record<string, string> = {};

  constructor(name: string) {
    this.folder = join(work, name);
    mkdirSync(join(this.folder, '.home'), { recursive: true });
    // The alias that README.md tells to make.
    const command = join(this.folder, '.home/satchel');
    writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
    chmodSync(command, 0o755);
  }

  /** Runs a line as a shell does, in the person’s folder. */
  type(line: string): Promise<Outcome> {
    const home = join(this.folder, '.home');
    const child = spawn('sh', ['-c', line], {
      cwd: this.folder,
      env: { PATH: `${home}:${process.env['PATH'] ?? ''}`, HOME: home, ...this.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 120_000,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => {
        resolve({ code, signal, stdout, stderr });
      });
    });
  }

  /** Runs a line that must end well, and gives what it printed. */
  async does(line: string): Promise<string> {
    const { code, stdout, stderr } = await this.type(line);
    if (code !== 0) throw new Error(`${line}\nended with ${String(code)}:\n${stdout}${stderr}`);
    return stdout;
  }

  /** Runs a line that must be refused with that exit code, and gives what it printed to say so. */
  async isRefused(line: string, exit: number): Promise<string> {
    const { code, stdout, stderr } = await this.type(line);
    if (code !== exit) throw new Error(`${line}\nended with ${String(code)}:\n${stdout}${stderr}`);
    return stdout + stderr;
  }
}

/** What a command says to type next: the line that begins so. */
export function nextLine(output: string, command: string): string {
  const line = new RegExp(`^.*?(satchel ${command}.*?)(?: {2,}.*)?$`, 'm').exec(output)?.[1];
  if (line === undefined) throw new Error(`nothing leads to “satchel ${command}” in:\n${output}`);
  return line;
}
