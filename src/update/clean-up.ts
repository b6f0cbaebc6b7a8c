import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { newestOf, type ChannelFile } from '../channel/contents.ts';
import type { Channel } from '../channel/refresh.ts';
import { diagnostic, type Diagnostic } from '../diagnostic.ts';
import { writeFailure } from '../system-failure.ts';
import { partialFile, readPartial } from './download.ts';
import type { UpdatePlan } from './plan.ts';
import { problemOf } from './put.ts';
import type { UpdatedPack } from './update.ts';

/** Removes earlier versions whose later one is in place, also those that a run that was stopped has left: that run may not have read the later one back. */
export async function removeOutdated(
  plan: UpdatePlan,
  packs: readonly UpdatedPack[],
  folder: string,
  diagnostics: Diagnostic[],
): Promise<string[]> {
  const put = new Set(packs.flatMap(({ pack, failure }) => (failure ? [] : [pack.name])));
  const there = new Map(plan.current.map(({ name, manifest }) => [name, manifest]));
  const removed: string[] = [];
  for (const { name, newer } of plan.outdated) {
    if (!put.has(newer)) {
      const manifest = there.get(newer);
      if (manifest === undefined) continue;
      const reason = await problemOf(join(folder, newer), manifest);
      if (reason !== undefined) {
        diagnostics.push(diagnostic('update-newer-damaged', { file: newer, reason, older: name }));
        continue;
      }
    }
    try {
      rmSync(join(folder, name), { force: true });
    } catch (error) {
      throw writeFailure(error, join(folder, name));
    }
    removed.push(name);
  }
  return removed;
}

/** Removes what has come of files of which nobody has a use any more. */
export function forgetPartials(
  { files }: Channel,
  folder: string,
  { current }: UpdatePlan,
  packs: readonly UpdatedPack[],
): void {
  if (packs.some(({ failure }) => failure)) return;
  const here = new Set([...current, ...packs.map(({ pack }) => pack.bundle)].map(({ manifest }) => manifest));
  const newest = newestOf(files.filter((file) => file.kind === 'bundle'));
  const awaited = new Set(
    [...newest.values()].map(({ manifest }) => manifest).filter((one) => !here.has(one)),
  );
  const isOfUse = (file: ChannelFile): boolean =>
    file.kind === 'bundle' ? awaited.has(file.manifest) : file.kind === 'delta' && awaited.has(file.target);
  const kept = new Set(files.filter(isOfUse).map(({ digest }) => digest));
  for (const digest of readPartial(folder).keys())
    if (!kept.has(digest)) rmSync(partialFile(folder, digest), { force: true });
}
