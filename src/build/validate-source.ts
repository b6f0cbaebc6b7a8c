import type { Cache } from '../cache.ts';
import { needsOf } from '../compile/fill.ts';
import type { Diagnostic } from '../diagnostic.ts';

import { readSource } from '../source/read.ts';
import { readTree } from '../source/tree.ts';
import { readContent } from './content.ts';
import type { ValidateOptions } from './validate.ts';

/** Everything a build of this source would remark on, found without encoding a picture. */
export async function validateSource(
  root: string,
  cache: Cache,
  { onEvent, signal }: Pick<ValidateOptions, 'onEvent' | 'signal'>,
): Promise<Diagnostic[]> {
  const { tree, diagnostics } = readTree(root);
  const source = await readSource(tree);
  const content = await readContent(source, source.curricula, cache, (done, total, name) => {
    onEvent?.({ kind: 'step', stage: 'compile', done, total, name });
  });
  signal?.throwIfAborted();
    (path) => tree.files.get(path) ?? [],
  );

  return [...diagnostics, ...source.diagnostics, ...content.diagnostics];
}
