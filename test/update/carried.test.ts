import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderOrigin } from '../../src/channel/folder-origin.ts';
import { writeDrops } from '../../src/drop/drops.ts';
import { digestOfFile } from '../../src/digest.ts';
import { update, type Updated } from '../../src/update/update.ts';
import { tempDir } from '../bundle/temp-dir.ts';
import { Forge } from '../channel/forge.ts';
import { expectRefused, follow, newPacks, NOW } from './follow.ts';
import { addPack, makePack, packsIn } from './packs.ts';

test('a stick that knows of a later version than it carries still brings the one that it carries', async () => {
  const dir = tempDir();
  const [first, second, third] = await Promise.all(
    ['1.0.0', '1.1.0', '1.2.0'].map((version) => makePack(join(dir, 'made'), version, { film: 100 })),
  );
  if (!first || !second || !third) throw new Error('nothing was made');
  const forge = new Forge(join(dir, 'channel'));
  addPack(forge, first);
  forge.publish();
  const to = newPacks(dir);
  await follow(forge, to);
  addPack(forge, second);
  addPack(forge, third);
  forge.publish();
  const carried = await digestOfFile(second.file);
  const plugIn = (holds: (digest: string) => boolean): Promise<Updated> =>
    update({
      channel: {
        origin: { ...folderOrigin('a stick', forge.dir), holds },
        ...{ carried: true, address: forge.dir },
      },
      ...{ to, now: NOW },
    });
  const notCarried = [{ code: 'update-not-carried', params: { version: '1.2.0' } }];

  expect(await plugIn(() => false)).toMatchObject({ packs: [], diagnostics: notCarried });
  expect(packsIn(to)).toEqual([first.name]);
  expect(await plugIn((digest) => digest === carried)).toMatchObject({
    packs: [{ pack: { bundle: { version: '1.1.0' } } }],
    diagnostics: notCarried,
  });
  expect(packsIn(to)).toEqual([second.name]);
  // And nothing earlier than what is here.
  expect(await plugIn((digest) => digest === carried)).toMatchObject({ packs: [], diagnostics: notCarried });
  expect(packsIn(to)).toEqual([second.name]);
  await plugIn(() => true);
  expect(packsIn(to)).toEqual([third.name]);
});

test('a folder whose update broke off behind the timestamp spoils no stick', async () => {
  const dir = tempDir();
  const pack = await makePack(join(dir, 'made'), '1.0.0', { film: 100 });
  const forge = new Forge(join(dir, 'channel'));
  addPack(forge, pack);
  forge.publish();
  const to = newPacks(dir);
  await follow(forge, to);
  const stick = join(dir, 'stick');
  mkdirSync(stick);
  const write = async (): Promise<void> => {
    const outcome = (await writeDrops({ sources: [to], allowFolder: true }, [stick])).get(stick);
    expect(outcome).toMatchObject({ kind: 'done' });
  };
  await write();
  forge.publish();
  rmSync(forge.metadata('snapshot', 2));
  await expectRefused(follow(forge, to), 'channel-incomplete');
  await write();
  const { packs } = await update({
    ...{ channel: stick, to: newPacks(dir), now: NOW, trust: forge.fingerprint },
  });
  expect(packs).toHaveLength(1);
});
