import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { update } from '../../src/update/update.ts';
import { tempDir } from '../bundle/temp-dir.ts';
import { Forge } from '../channel/forge.ts';
import { newName } from '../delta/releases.ts';
import { DAY, expectRefused, NOW } from '../update/follow.ts';
import { roughServer } from '../update/rough-server.ts';
import { addDelta, addPack, makePack, packsIn, type MadePack } from '../update/packs.ts';
import { drop, filesBelow, stick, verify, write } from './sticks.ts';

// News of channels travels by hand: a stick that was written from a channel is one.

const dir = tempDir();
let v1: MadePack;
let v2: MadePack;
/** What `channel` was before v2 came. */
let before: Forge;
let channel: Forge;

beforeAll(async () => {
  const made = join(dir, 'made');
  [v1, v2] = [await makePack(made, '1.0.0'), await makePack(made, '1.1.0')];
  before = new Forge(newName(dir, 'channel'));
  addPack(before, v1);
  before.publish();
  channel = new Forge(newName(dir, 'channel'));
  addPack(channel, v1);
  channel.publish();
  addPack(channel, v2);
  await addDelta(channel, v1, v2);
  channel.publish();
});

/** A stick that `sources` were written to. */
async function written(...sources: string[]): Promise<string> {
  const target = stick(dir);
  expect((await write(sources, target)).exit).toBe(0);
  return target;
}

/** A new folder of packs that has been brought up to date from a channel or a stick. */
async function packs(from: string, to = newName(dir, 'packs'), now = NOW): Promise<string> {
  await update({ channel: from, to, now, trust: channel.fingerprint });
  return to;
}

describe('a stick that was written from a channel', () => {
  it('has the newest version of each pack, and brings it to the next folder of packs, byte for byte', async () => {
    const target = await written(channel.dir);
    const to = await packs(target);
    expect(packsIn(to)).toEqual([v2.name]);
    expect(readFileSync(join(to, v2.name))).toEqual(readFileSync(v2.file));
    expect(await verify(target)).toMatchObject({ exit: 0, codes: [] });
  });

  it('updates an earlier version, as a folder of packs does that it was written from', async () => {
    const hub = await packs(channel.dir);
    const target = await written(hub);
    const to = await packs(before.dir);
    await packs(target, to);
    expect(packsIn(to)).toEqual([v2.name]);
  });

  it('takes the next news in, and still updates; what a folder knows already is never taken back', async () => {
    const target = await written(before.dir);
    const old = stick(dir);
    cpSync(target, old, { recursive: true });
    const to = await packs(target);
    expect((await write([channel.dir], target)).exit).toBe(0);
    await packs(target, to);
    expect(packsIn(to)).toEqual([v2.name]);
    const message = await expectRefused(packs(old, to), 'update-carried-older');
    expect(message).toContain('older');
    expect(packsIn(to)).toEqual([v2.name]);
  });

  it('keeps its newer news when it is written from an older copy of the channel', async () => {
    const target = await written(channel.dir);
    const timestamps = (): string[] =>
      [...filesBelow(target).keys()].filter((path) => path.includes('timestamp'));
    const newest = timestamps();
    await drop(['write', before.dir, '--to', target, '--allow-folder', '--older']);
    expect(timestamps()).toEqual(newest);
    expect((await verify(target)).exit).toBe(0);
  });

  it('carries a delta of a pack that is not on it; of what it lacks it tells', async () => {
    const both = new Forge(newName(dir, 'channel'));
    addPack(both, await makePack(join(dir, 'made'), '1.0.0', { id: 'sums' }), { id: 'sums' });
    addPack(both, v1);
    addPack(both, v2);
    const delta = both.placeOf(await addDelta(both, v1, v2));
    both.publish().publish();
    const target = stick(dir);
    const args = ['write', both.dir, '--to', target, '--allow-folder', '--pack', 'sums', '--carry', delta];
    expect((await drop(args)).exit).toBe(0);
    const to = await packs(before.dir);
    const { fetchedSize } = await update({ channel: target, to, now: NOW });
    expect([packsIn(to), fetchedSize]).toEqual([[v2.name], readFileSync(delta).length]);
    const choice = { packs: ['soil'] };
    const empty = newName(dir, 'packs');
    const trust = both.fingerprint;
    const { diagnostics } = await update({ channel: target, to: empty, now: NOW, trust, choice });
    expect(diagnostics).toMatchObject([{ code: 'update-not-carried' }]);
  });

  it('tells of news that has expired on its way, and is taken all the same', async () => {
    const target = await written(channel.dir);
    const to = newName(dir, 'packs');
    const late = NOW + 3000 * DAY;
    const { diagnostics } = await update({ channel: target, to, now: late, trust: channel.fingerprint });
    expect(diagnostics.map(({ code }) => code)).toContain('channel-expired-carried');
    expect(packsIn(to)).toEqual([v2.name]);
  });

  it('tells it when it is written, and is written all the same; where another source has later news, that counts', async () => {
    const late = new Forge(newName(dir, 'channel'));
    addPack(late, v1);
    late.published = '2020-01-01T00:00:00Z';
    late.publish({ timestamp: { expires: '2020-02-02T00:00:00Z' } });
    const old = newName(dir, 'channel');
    cpSync(late.dir, old, { recursive: true });
    const { exit, stdout } = await drop(['write', old, '--to', stick(dir), '--allow-folder']);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { diagnostics?: object[] });
    expect([exit, lines.at(-1)?.diagnostics]).toEqual([
      0,
      expect.arrayContaining([
        expect.objectContaining({
          code: 'channel-expired-carried',
          severity: 'warning',
          message: `the news of “${old}” has expired on 2020-02-02: there may be newer versions that this copy does not know`,
        }),
      ]),
    ]);
    const planned = await drop(['plan', old, '--to', stick(dir), '--allow-folder']);
    expect([planned.exit, planned.stdout]).toEqual([0, expect.stringContaining('has expired on 2020-02-02')]);
    late.publish();
    const both = await drop(['write', old, late.dir, '--to', stick(dir), '--allow-folder']);
    expect([both.exit, both.stdout]).toEqual([0, expect.not.stringContaining('channel-expired-carried')]);
  });

  it('is refused whole where its news was forged', async () => {
    const forged = new Forge(newName(dir, 'channel'), 'someone else');
    addPack(forged, v2);
    forged.publish();
    const target = await written(forged.dir);
    const to = await packs(before.dir);
    await expectRefused(packs(target, to), 'channel-foreign');
    expect(packsIn(to)).toEqual([v1.name]);
  });

  it('may carry several channels, each for who follows it', async () => {
    const other = new Forge(newName(dir, 'channel'), 'another ministry');
    const sums = await makePack(join(dir, 'made'), '1.0.0', { id: 'sums' });
    addPack(other, sums, { id: 'sums' });
    other.publish();
    const target = await written(channel.dir, other.dir);
    expect(packsIn(await packs(target))).toEqual([v2.name]);
    const to = newName(dir, 'packs');
    await update({ channel: target, to, now: NOW, trust: other.fingerprint });
    expect(packsIn(to)).toEqual([sums.name]);
    await expectRefused(
      update({ channel: target, to: newName(dir, 'packs'), now: NOW }),
      'update-channels-many',
    );
  });

  it('gets what is damaged of its news back from the channel', async () => {
    const target = await written(channel.dir);
    const whole = filesBelow(target);
    for (const path of whole.keys()) if (path.startsWith('channel/')) appendFileSync(join(target, path), 'x');
    expect((await verify(target)).exit).toBe(3);
    expect((await drop(['repair', target, '--from', channel.dir])).exit).toBe(0);
    expect(filesBelow(target)).toEqual(whole);
  });
});

describe('an address', () => {
  it('is a source too: what is new is fetched once, and a stick is mended from there', async () => {
    const target = stick(dir);
    const env = { XDG_CACHE_HOME: newName(dir, 'cache') };
    const { url, asked } = await roughServer(channel.dir);
    const args = ['write', url, '--to', target, '--allow-folder'];
    expect(await drop(args, env)).toMatchObject({
      exit: 3,
      stdout: expect.stringContaining('channel-unknown') as string,
    });
    const trust = ['--trust', channel.fingerprint];
    expect((await drop([...args, ...trust], env)).exit).toBe(0);
    expect((await verify(target)).codes).toEqual([]);
    const whole = filesBelow(target);
    const fetched = asked.filter((path) => path.startsWith('targets/')).length;
    for (const path of whole.keys()) if (path.endsWith('.mp4')) appendFileSync(join(target, path), 'x');
    expect((await drop(['repair', target, '--from', url, ...trust], env)).exit).toBe(0);
    expect(filesBelow(target)).toEqual(whole);
    expect((await drop(args, env)).exit).toBe(0);
    // The repair chose nothing, as the write did: its folder is the same.
    expect(asked.filter((path) => path.startsWith('targets/'))).toHaveLength(fetched);
  });
});

describe('--trust', () => {
  it('lets nothing on a stick that the channel has not signed', async () => {
    const loose = await makePack(join(dir, 'made'), '9.0.0');
    const folder = newName(dir, 'packs');
    mkdirSync(folder);
    cpSync(loose.file, join(folder, loose.name));
    const target = stick(dir);
    const args = ['--to', target, '--allow-folder', '--trust', channel.fingerprint];
    expect(await drop(['write', folder, ...args])).toMatchObject({
      exit: 3,
      stdout: expect.stringContaining('drop-source-unsigned') as string,
    });
    expect(existsSync(join(target, 'packs'))).toBe(false);
    expect((await drop(['write', channel.dir, ...args])).exit).toBe(0);
    expect((await drop(['verify', target, '--trust', channel.fingerprint])).exit).toBe(0);
  });

  it('of verify refuses a stick with a pack that is whole and not signed', async () => {
    const loose = await makePack(join(dir, 'made'), '1.0.0', { id: 'loose' });
    const target = await written(channel.dir, loose.file);
    expect((await verify(target)).exit).toBe(0);
    const { exit, stdout } = await drop(['verify', target, '--trust', channel.fingerprint]);
    expect([exit, stdout]).toEqual([3, expect.stringContaining('loose')]);
  });

  it('refuses a channel whose bundle is another than it has signed for', async () => {
    const bad = new Forge(newName(dir, 'channel'));
    const path = addPack(bad, v1);
    bad.publish();
    writeFileSync(bad.placeOf(path), readFileSync(v2.file));
    expect((await write([bad.dir], stick(dir))).exit).toBe(3);
  });
});
