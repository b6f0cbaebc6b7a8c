import { resolve } from 'node:path';
import type { Cache } from '../cache.ts';
import { findCaptionsMissing } from '../compile/captions-missing.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Renditions } from '../media/renditions.ts';
import { readSource } from '../source/read.ts';
import { readTree } from '../source/tree.ts';
import { keepToBudget, limitsOf } from './budget.ts';
import { bundlesOf, type BundleInput } from './bundle.ts';
import { readContent } from './content.ts';
import { placeFileFindings } from './file-findings.ts';
import { assetsOf, removeTemporary, startMedia } from './media.ts';
import { makeSearch } from './search.ts';
import { siteMedia } from './site-media.ts';
import { speechIn } from './speech.ts';
import { readTheme } from './theme.ts';
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
  const { profiles, budget } = source.config;
  const stage = startMedia(source, profiles, cache, undefined, options);
  const made: Renditions[] = [];
  try {
    const content = await readContent(source, cache, options);
    const theme = readTheme(source.config, tree);
    const assets = assetsOf([...content.fragments.values()], source, theme.logo);
    const media = await stage.finish(assets);
    made.push(media);
    const { config, curricula } = source;
    const fonts =
      config.theme?.fonts &&
      (await (
        await import('./fonts.ts')
      ).makeFonts({
        ...{ config, curricula, wanted: curricula, content, tree, cache },
        renditions: (file) => media.renditions.get(profiles[0] ?? 'standard')?.get(file) ?? [],
        signal: options.signal,
      }));
    const found = [
      ...diagnostics,
      ...source.diagnostics,
      ...content.diagnostics,
      ...media.diagnostics,
      ...(fonts?.diagnostics ?? []),
      ...theme.diagnostics,
      ...findCaptionsMissing(content.fragments.values(), speechIn(media)),
    ];
    const limits = limitsOf({}, budget);
    const spoken = media.renditions.get(profiles[0] ?? 'standard');
    const bundlesToFit = (): BundleInput[] => {
      const search = makeSearch(
        curricula,
        siteMedia(content, (file) => spoken?.get(file) ?? []),
        cache,
      );
      return bundlesOf({ source, curricula, content, profiles, made: media, fonts, theme, search }, '');
    };
    const bundles = limits ? bundlesToFit() : [];
    const kept =
      limits &&
      (await keepToBudget(bundles, {
        limits,
        made: media.renditions,
        makeMore: async (lower) => {
          const more = await startMedia(source, lower, cache, undefined, options).finish(assets);
          made.push(more);
          return more.renditions;
        },
        unencoded: media.diagnostics.some(({ code }) => code.startsWith('env-ffmpeg-')),
        signal: options.signal,
      }));
    return [...placeFileFindings(found, content.fragments), ...(kept?.diagnostics ?? [])];
  } catch (error) {
    if (made.length === 0) await stage.abandon();
    throw error;
  } finally {
    made.forEach(removeTemporary);
  }
}
