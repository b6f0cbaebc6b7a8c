import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { status } from '../../src/update/status.ts';
import { tempDir } from '../bundle/temp-dir.ts';
import { Forge } from '../channel/forge.ts';
import { noise } from '../delta/releases.ts';
import { expectRefused, follow, newPacks, NOW, seen } from './follow.ts';
import { addDelta, addPack, makePack, packsIn, type MadePack } from './packs.ts';

const dir = tempDir();
const made = join(dir, 'made');
const soil: Record<string, MadePack> = {};
let arabic: MadePack;
let water: MadePack;
let count = 0;

beforeAll(async () => {
  for (const version of ['1.0.0', '1.1.0', '2.0.0']) soil[version] = await makePack(made, version);
  arabic = await makePack(made, '1.0.0', { language: 'ar' });
  water = await makePack(made, '1.0.0', { id: 'water' });
});

function version(name: string): MadePack {
  const pack = soil[name];
  if (!pack) throw new Error(name);
  return pack;
}

/** A channel with soil up to a version, in Arabic too, and water. */
function channel(...versions: readonly string[]): Forge {
  const forge = new Forge(join(dir, `channel-${++count}`));
  for (const name of versions) addPack(forge, version(name));
  addPack(forge, arabic, { language: 'ar' });
  addPack(forge, water, { id: 'water' });
  return forge;
}

function packsWith(...packs: readonly MadePack[]): string {
  const to = newPacks(dir);
  for (const { file, name } of packs) copyFileSync(file, join(to, name));
  return to;
}

const codesOf = ({ diagnostics }: { diagnostics: readonly { code: string }[] }): string[] =>
  diagnostics.map(({ code }) => code);

test('what is here is updated, what is chosen comes besides, and the rest does not', async () => {
  const forge = channel('1.0.0', '1.1.0').publish();
  const to = packsWith(version('1.0.0'));
  await follow(forge, to);
  expect(packsIn(to)).toEqual(['soil_1.1.0.zip']);
  await follow(forge, to, { choice: { packs: ['water'] } });
  expect(packsIn(to)).toEqual(['soil_1.1.0.zip', 'water_1.0.0.zip']);
  await follow(forge, to, { choice: { languages: ['AR'] } });
  expect(packsIn(to)).toEqual(['soil_1.0.0_ar.zip', 'soil_1.1.0.zip', 'water_1.0.0.zip']);
  const message = await expectRefused(
    follow(forge, to, { choice: { packs: ['watre'] } }),
    'update-nothing-chosen',
  );
  expect(message).toContain('watre');
});

test('the way with the fewest bytes is taken, and what has come before counts', async () => {
  const forge = channel('1.0.0', '1.1.0', '2.0.0');
  await addDelta(forge, version('1.0.0'), version('1.1.0'));
  await addDelta(forge, version('1.1.0'), version('2.0.0'));
  await addDelta(forge, undefined, version('2.0.0'));
  forge.publish();
  const wayOf = async (to: string): Promise<string[] | undefined> => {
    const { plan } = await follow(forge, to, {
      dryRun: true,
      choice: { packs: ['soil'], languages: ['en'] },
    });
    return plan.packs[0]?.steps.map(({ path }) => path);
  };
  expect(await wayOf(packsWith(version('1.0.0')))).toEqual([
    'soil/soil_1.0.0_1.1.0.delta',
    'soil/soil_1.1.0_2.0.0.delta',
  ]);
  const empty = newPacks(dir);
  expect(await wayOf(empty)).toEqual(['soil/soil_nothing_2.0.0.delta']);
  // All but a hundred bytes of the bundle are here already.
  const path = 'soil/soil_2.0.0.zip';
  const [hex = ''] = /[0-9a-f]{64}/.exec(forge.placeOf(path)) ?? [];
  mkdirSync(join(empty, '.satchel/partial'), { recursive: true });
  writeFileSync(join(empty, '.satchel/partial', hex), readFileSync(version('2.0.0').file).subarray(0, -100));
  expect(await wayOf(empty)).toEqual([path]);
  const { fetchedSize } = await follow(forge, empty, { choice: { packs: ['soil'], languages: ['en'] } });
  expect(fetchedSize).toBe(100);
  expect(packsIn(empty)).toEqual(['soil_2.0.0.zip']);
});

test('a delta from nothing gives the bundle, byte for byte', async () => {
  const forge = channel('2.0.0');
  await addDelta(forge, undefined, version('2.0.0'));
  forge.publish();
  const to = newPacks(dir);
  await follow(forge, to, { choice: { packs: ['soil'], languages: ['en'] } });
  expect(readFileSync(join(to, 'soil_2.0.0.zip')).equals(readFileSync(version('2.0.0').file))).toBe(true);
});

test('where a delta lies, or what is here is damaged, the whole bundle comes instead, and that is told', async () => {
  const lying = channel('1.0.0', '1.1.0');
  const path = await addDelta(lying, version('1.0.0'), version('1.1.0'));
  const bytes = readFileSync(lying.placeOf(path));
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 9) ^ 1, bytes.length - 9);
  writeFileSync(join(dir, 'lying.delta'), bytes);
  lying.add(
    path,
    join(dir, 'lying.delta'),
    (lying.targets[path] as { custom: { satchel: object } }).custom.satchel as never,
  );
  lying.publish();
  const to = packsWith(version('1.0.0'));
  const lied = await follow(lying, to);
  expect(codesOf(lied)).toEqual(['update-delta-failed']);
  expect(packsIn(to)).toEqual(['soil_1.1.0.zip']);

  const forge = channel('1.0.0', '1.1.0');
  await addDelta(forge, version('1.0.0'), version('1.1.0'));
  forge.publish();
  const worn = packsWith(version('1.0.0'));
  const bundle = readFileSync(join(worn, 'soil_1.0.0.zip'));
  const film = bundle.indexOf(noise(3, 50_000).subarray(0, 64));
  bundle.fill(0, film + 100, film + 200);
  writeFileSync(join(worn, 'soil_1.0.0.zip'), bundle);
  const mended = await follow(forge, worn);
  expect(codesOf(mended)).toEqual(['update-delta-failed']);
  expect(packsIn(worn)).toEqual(['soil_1.1.0.zip']);
});

test('a bundle that is not of the channel is kept beside the new one', async () => {
  const forge = channel('1.1.0').publish();
  const to = packsWith(version('1.0.0'));
  const updated = await follow(forge, to);
  expect(codesOf(updated)).toEqual(['update-old-kept']);
  expect(packsIn(to)).toEqual(['soil_1.0.0.zip', 'soil_1.1.0.zip']);
});

test('what is in the way of a bundle is not overwritten, unless it is a damaged one', async () => {
  const forge = channel('1.1.0').publish();
  const choice = { packs: ['soil'], languages: ['en'] };
  const to = newPacks(dir);
  mkdirSync(join(to, 'soil_1.1.0.zip'));
  await expectRefused(follow(forge, to, { choice }), 'update-name-taken');
  const other = packsWith(water);
  renameSync(join(other, water.name), join(other, 'SOIL_1.1.0.zip'));
  await expectRefused(follow(forge, other, { choice }), 'update-name-taken');
  const worn = newPacks(dir);
  writeFileSync(join(worn, 'soil_1.1.0.zip'), '');
  const updated = await follow(forge, worn, { choice });
  expect(codesOf(updated)).toEqual(['update-unreadable-here', 'update-replaced-damaged']);
  expect(readFileSync(join(worn, 'soil_1.1.0.zip')).equals(readFileSync(version('1.1.0').file))).toBe(true);
});

test('an earlier version that a stopped run has left goes only beside a later one that is whole', async () => {
  const forge = channel('1.0.0', '1.1.0').publish();
  const to = packsWith(version('1.0.0'), version('1.1.0'));
  const later = join(to, 'soil_1.1.0.zip');
  const good = readFileSync(later);
  const bad = Buffer.from(good);
  // Within the film, which the manifest does not hold.
  const at = bad.indexOf(noise(3, 64));
  bad[at] = (bad[at] ?? 0) ^ 1;
  writeFileSync(later, bad);
  const first = await follow(forge, to);
  expect([codesOf(first), first.removed]).toEqual([['update-newer-damaged'], []]);
  expect(packsIn(to)).toEqual(['soil_1.0.0.zip', 'soil_1.1.0.zip']);
  writeFileSync(later, good);
  expect((await follow(forge, to)).removed).toEqual(['soil_1.0.0.zip']);
});

test('one pack that cannot be had does not keep the others back', async () => {
  const forge = channel('1.0.0', '1.1.0');
  writeFileSync(forge.placeOf('soil/soil_1.1.0.zip'), 'something else');
  forge.publish();
  const to = newPacks(dir);
  const { packs } = await follow(forge, to);
  expect(packs.map(({ failure }) => failure?.code)).toEqual([undefined, 'update-file-wrong', undefined]);
  expect(packsIn(to)).toEqual(['soil_1.0.0_ar.zip', 'water_1.0.0.zip']);
});

test('older news is taken on purpose alone, once, and that is kept', async () => {
  const forge = channel('1.0.0').publish();
  const to = newPacks(dir);
  await follow(forge, to);
  const old = readFileSync(forge.metadata('timestamp'));
  forge.publish();
  await follow(forge, to);
  writeFileSync(forge.metadata('timestamp'), old);
  await expectRefused(follow(forge, to), 'trust-rollback');
  await follow(forge, to, { acceptOlder: { by: 'ada', reason: 'the server was restored' } });
  expect(seen(to)).toMatchObject({ timestamp: 1, snapshot: 1 });
  forge.publish();
  await follow(forge, to);
  writeFileSync(forge.metadata('timestamp'), old);
  await expectRefused(follow(forge, to), 'trust-rollback');
  expect((await status(to, NOW)).overrides).toEqual([
    { at: NOW, by: 'ada', reason: 'the server was restored' },
  ]);
  // It does not make another channel’s news that of this one.
  const other = new Forge(join(dir, `channel-${++count}`), 'somebody else').publish();
  await expectRefused(
    follow(other, to, { trust: undefined, acceptOlder: { by: 'ada', reason: 'why not' } }),
    'trust-signatures-few',
  );
});

test('a version that was listed with another content is refused for ever, also where it is not here', async () => {
  const forge = channel('1.0.0', '2.0.0').publish();
  const to = newPacks(dir);
  await follow(forge, to, { choice: { packs: ['water'] } });
  delete forge.targets['soil/soil_2.0.0.zip'];
  addPack(forge, await makePack(join(dir, 'other'), '2.0.0', { seed: 1 }));
  forge.publish();
  await expectRefused(follow(forge, to), 'update-version-differs');
  await expectRefused(follow(forge, to), 'update-version-differs');
});

test('a folder whose channel says nothing of use can hear better news', async () => {
  const forge = channel('1.0.0').publish();
  const to = newPacks(dir);
  await follow(forge, to);
  forge.targets['soil/con.zip'] = { ...forge.targets['soil/soil_1.0.0.zip'] };
  forge.publish();
  await expectRefused(follow(forge, to), 'channel-file-odd');
  delete forge.targets['soil/con.zip'];
  forge.publish();
  await follow(forge, to);
});

test('status tells when what is known has expired', async () => {
  const forge = channel('1.0.0').publish({ timestamp: { expires: '2026-12-01T00:00:00Z' } });
  const to = newPacks(dir);
  await follow(forge, to, { choice: { packs: ['water'] } });
  expect(await status(to, NOW)).toMatchObject({
    isExpired: false,
    others: [{ language: 'ar' }, { id: 'soil' }],
  });
  expect(await status(to, Date.parse('2026-12-02T00:00:00Z'))).toMatchObject({
    isExpired: true,
    pending: [],
  });
  expect(existsSync(join(to, 'soil_1.0.0.zip'))).toBe(false);
});

test('what has no room is told before anything is fetched', async () => {
  const forge = channel('1.0.0');
  for (const target of Object.values(forge.targets)) target['length'] = 2 ** 41;
  forge.publish();
  const to = newPacks(dir);
  await expectRefused(follow(forge, to), 'update-no-space');
  expect(packsIn(to)).toEqual([]);
  expect(existsSync(join(to, '.satchel/partial'))).toBe(false);
});
