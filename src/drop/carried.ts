import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { verifyBundle } from '../bundle/verify.ts';
import { checkDelta } from '../delta/check-delta.ts';
import { isDelta } from '../delta/open.ts';
import { SatchelError, type Diagnostic } from '../diagnostic.ts';
import { digestOfFile } from '../digest.ts';
import { pathProblem } from '../path.ts';
import { CHANNEL_FOLDER } from './layout.ts';
import type { PlannedFile } from './planned-files.ts';

/**
 * Bundles and deltas that a drop carries onwards as they are, each proven. Throws SatchelError where one is damaged, is neither, or
 * has a name that not every medium can have (`drop-carried-name`).
 */
export async function readCarried(files: readonly string[]): Promise<PlannedFile[]> {
  const carried: PlannedFile[] = [];
  for (const file of files) {
    const name = basename(resolve(file));
    const problem = pathProblem(name);
    if (problem !== undefined) throw new SatchelError('drop-carried-name', { file, problem });
    const [finding] = isDelta(file) ? checkDelta(file) : await findingsOf(file);
    if (finding) throw new SatchelError(finding.code, finding.params);
    carried.push({
      path: `${CHANNEL_FOLDER}/${name}`,
      size: statSync(file).size,
      digest: await digestOfFile(file),
      from: { kind: 'file', file: resolve(file) },
    });
  }
  return carried;
}

async function findingsOf(file: string): Promise<readonly Diagnostic[]> {
  // An unpacked bundle is a folder: only its ZIP file can be carried.
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
    throw new SatchelError('drop-carried-folder', { file });
  return (await verifyBundle(file)).findings;
}
