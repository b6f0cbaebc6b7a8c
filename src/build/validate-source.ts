import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { Cache } from '../cache.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { makeRenditions } from '../media/renditions.ts';
import { readSource } from '../source/read.ts';
import { readTree } from '../source/tree.ts';
import { assetsOf, readContent } from './content.ts';
import { placeFileFindings } from './file-findings.ts';
import { removeTemporary } from './run.ts';
import type { ValidateOptions } from './validate.ts';

/**
 * Everything a build of this source would remark on. Whether a picture can be decoded is found by encoding it as a build would,
 * so what is checked once costs neither the next check nor the next build anything.
 */
export async function validateSource(
  root: string,
  cache: Cache,
  options: Pick<ValidateOptions, 'onEvent' | 'signal'>,
): Promise<Diagnostic[]> {
  const { tree, diagnostics } = readTree(root, { exclude: [resolve('dist'), cache.dir] });
  const source = await readSource(tree);
  const content = await readContent(source, cache, options);
  const found = [...diagnostics, ...source.diagnostics, ...content.diagnostics];
  const assets = assetsOf(content.fragments.values(), tree);
  for (const profile of source.config.profiles) {
    const media = await makeRenditions(assets, {
      profile,
      cache,
      jobs: Math.min(4, availableParallelism()),
      ...(options.signal ? { signal: options.signal } : {}),
      onProgress: (done, total, name) =>
        options.onEvent?.({ kind: 'step', stage: 'media', done, total, name }),
    });
    removeTemporary(media);
    for (const finding of media.diagnostics) found.push(finding);
  }
  return placeFileFindings(found, content.fragments);
}
