import { resolve } from 'node:path';
import type { Cache } from '../cache.ts';
import { findCaptionsMissing } from '../compile/captions-missing.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { readSource } from '../source/read.ts';
import { readTree } from '../source/tree.ts';
import { assetsOf, readContent } from './content.ts';
import { placeFileFindings } from './file-findings.ts';
import { removeTemporary, startMedia } from './media.ts';
import { speechIn } from './speech.ts';
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
  const stage = startMedia(source, source.config.profiles, cache, undefined, options);
  try {
    const content = await readContent(source, cache, options);
    const media = await stage.finish(assetsOf(content.fragments.values(), tree));
    removeTemporary(media);
    const found = [
      ...diagnostics,
      ...source.diagnostics,
      ...content.diagnostics,
      ...media.diagnostics,
      ...findCaptionsMissing(content.fragments.values(), speechIn(media)),
    ];
    if (source.config.theme?.fonts) {
      const { makeFonts } = await import('./fonts.ts');
      const { config, curricula } = source;
      const fonts = await makeFonts({
        ...{ config, curricula, wanted: curricula, content, tree, cache },
        // Where pictures are missing their texts are shown, which have letters too.
        renditions: () => [],
        signal: options.signal,
      });
      found.push(...fonts.diagnostics);
    }
    return placeFileFindings(found, content.fragments);
  } catch (error) {
    await stage.abandon();
    throw error;
  }
}
