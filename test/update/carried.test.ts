import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderOrigin } from '../../src/channel/folder-origin.ts';
import { digestOfFile } from '../../src/digest.ts';
import { update, type Updated } from '../../src/update/update.ts';
import { tempDir } from '../bundle/temp-dir.ts';
import { Forge } from '../channel/forge.ts';
import { follow, newPacks, NOW } from './follow.ts';
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
