import { once } from 'node:events';
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { channelCodes } from '../../src/channel/codes.ts';
import { MAX_ROOTS } from '../../src/channel/refresh.ts';
import type { Code } from '../../src/diagnostic.ts';
import { holdFolder } from '../../src/hold.ts';
import { trustCodes } from '../../src/trust/codes.ts';
import { updateCodes } from '../../src/update/codes.ts';
import { Forge, forgeKey, type Role, type Wrong } from '../channel/forge.ts';
import { satchel, work, type Outcome } from '../cli/satchel.ts';
import { newName, noise } from '../delta/releases.ts';
import { roughServer, type Rough } from './rough-server.ts';
import { addDelta, addPack, makePack, packsIn, type MadePack } from './packs.ts';

// What people read when something is wrong with a channel, a folder of packs, or the way between them: every code, by the real command.

const PAST = '2020-02-02T00:00:00Z';
let v0: MadePack;
let v1: MadePack;
let v2: MadePack;
let other: MadePack;
let sums: MadePack;

beforeAll(async () => {
  const made = join(work, 'made');
  [v0, v1, v2] = [
    await makePack(made, '0.9.0'),
    await makePack(made, '1.0.0'),
    await makePack(made, '1.1.0'),
  ];
  other = await makePack(join(made, 'other'), '1.0.0', { seed: 1 });
  sums = await makePack(made, '1.0.0', { id: 'sums', film: 100 });
});

/** A channel that is not published yet. */
function drafted(...packs: readonly MadePack[]): Forge {
  const forge = new Forge(newName(work, 'channel'));
  for (const pack of packs) addPack(forge, pack);
  return forge;
}

/** A channel with soil 1.0.0. */
function channel(wrong: Partial<Record<Role, Wrong>> = {}): Forge {
  return drafted(v1).publish(wrong);
}

function packs(...there: readonly MadePack[]): string {
  const to = newName(work, 'packs');
  mkdirSync(to);
  for (const { file, name } of there) copyFileSync(file, join(to, name));
  return to;
}

/** Updates from a forged channel whose fingerprint is trusted. */
function update(forge: Forge, to = packs(), ...more: readonly string[]): Promise<Outcome> {
  return from(forge.dir, to, '--trust', forge.fingerprint, ...more);
}

function from(address: string, to = packs(), ...more: readonly string[]): Promise<Outcome> {
  return satchel(['update', address, '--to', to, ...more]);
}

/** The same from a web server. */
async function fetched(forge: Forge, rough?: Rough, to = packs()): Promise<Outcome> {
  return from((await roughServer(forge.dir, rough)).url, to, '--trust', forge.fingerprint);
}

/** Answers every request alike. */
function answering(status: number, headers: Readonly<Record<string, string>> = {}): Rough {
  return (_, response) => {
    response.writeHead(status, headers).end('<h1>Welcome</h1>');
    return true;
  };
}

async function stick(...args: readonly string[]): Promise<string> {
  const target = newName(work, 'stick');
  mkdirSync(target);
  const { code, stdout } = await satchel(['drop', 'write', ...args, '--to', target, '--allow-folder']);
  if (code !== 0) throw new Error(stdout);
  return target;
}

/** Updates on a medium that keeps nothing of files with `what` in their names (test/lose-writes.mjs). */
function losing(what: string, later: string, to = packs()): Promise<Outcome> {
  const { dir, fingerprint } = channel();
  return satchel(['update', dir, '--to', to, '--trust', fingerprint], {
    env: {
      NODE_OPTIONS: `--import=${join(import.meta.dirname, '../lose-writes.mjs')}`,
      ...{ LOSE_IN: what, LOSE_LATER: later },
    },
  });
}

/** Damages the film in a bundle, which its manifest does not hold. */
function wear(file: string): void {
  const bytes = readFileSync(file);
  const film = bytes.indexOf(noise(3, 64));
  writeFileSync(file, bytes.fill(0, film + 100, film + 200));
}

/** A folder of packs that has followed a channel. */
async function following(forge: Forge, ...there: readonly MadePack[]): Promise<string> {
  const to = packs(...there);
  expect(await update(forge, to)).toMatchObject({ code: 0 });
  return to;
}

interface Case {
  readonly exit: number;
  /** Words without which the message, or its hint, would not help. */
  readonly says: readonly (string | RegExp)[];
  readonly run: () => Promise<Outcome>;
}

const cases: Partial<Record<Code, Case | readonly Case[]>> = {
  'trust-metadata-damaged': {
    exit: 3,
    says: ['“metadata/1.targets.json” is no metadata of a channel', 'tell whoever publishes the channel'],
    run: () => update(channel({ targets: { bytes: () => Buffer.from('{') } })),
  },
  'trust-metadata-large': {
    exit: 3,
    says: ['“metadata/timestamp.json” is larger', '16384 bytes', 'another copy'],
    run: () => update(channel({ timestamp: { bytes: () => Buffer.alloc(20_000, ' ') } })),
  },
  'trust-signatures-few': {
    exit: 3,
    says: ['“metadata/timestamp.json” is signed by 0 of the keys', '1 must have signed it'],
    run: () => update(channel({ timestamp: { signers: [forgeKey('a thief')] } })),
  },
  'trust-rollback': {
    exit: 3,
    says: ['is of version 1, and version 2 was seen before', 'old news as new'],
    run: async () => {
      const forge = channel();
      const old = readFileSync(forge.metadata('timestamp'));
      const to = await following(forge.publish());
      writeFileSync(forge.metadata('timestamp'), old);
      return fetched(forge, undefined, to);
    },
  },
  'trust-mismatch': {
    exit: 3,
    says: [
      '“metadata/1.targets.json” is not the one that “snapshot.json” names',
      'put together from several',
    ],
    run: () => {
      const forge = channel();
      writeFileSync(forge.metadata('targets'), '{}');
      return update(forge);
    },
  },
  'trust-root-sequence': {
    exit: 3,
    says: ['“metadata/2.root.json” is of version 3, and version 2 comes next'],
    run: () => {
      const forge = channel();
      forge.rotate({}, { version: 3 });
      renameSync(forge.metadata('root', 3), forge.metadata('root', 2));
      return update(forge);
    },
  },

  'channel-missing': {
    exit: 2,
    says: [/“.*packs” is no channel: it has no “metadata\/1\.root\.json”/, 'satchel release init'],
    run: () => from(packs(v1)),
  },
  'channel-not-found': {
    exit: 2,
    says: ['there is no folder “nowhere”', 'an address begins with https://'],
    run: () => from('nowhere'),
  },
  'channel-unknown': {
    exit: 3,
    says: ['nothing says yet that the channel', /add --trust sha256:[0-9a-f]{64}$/m],
    run: () => from(channel().dir),
  },
  'channel-foreign': {
    exit: 3,
    says: [/has the fingerprint sha256:[0-9a-f]{64}, and sha256:0{64} is trusted/, 'digit for digit'],
    run: () => from(channel().dir, packs(), '--trust', `sha256:${'0'.repeat(64)}`),
  },
  'channel-roots-many': {
    exit: 3,
    says: [`has changed its keys more than ${MAX_ROOTS} times`, 'another copy of the channel'],
    run: () => {
      const forge = channel();
      for (let n = 0; n <= MAX_ROOTS; n++) forge.rotate({});
      return update(forge);
    },
  },
  'channel-incomplete': {
    exit: 3,
    says: ['has no “metadata/1.snapshot.json”', 'try again later'],
    run: () => {
      const forge = channel();
      rmSync(forge.metadata('snapshot'));
      return update(forge);
    },
  },
  'channel-file-odd': {
    exit: 3,
    says: ['lists “soil/../soil.zip”', 'nothing was taken'],
    run: () => {
      const forge = drafted(v1);
      Object.assign(forge.targets, { 'soil/../soil.zip': forge.targets[`soil/${v1.name}`] });
      return update(forge.publish());
    },
  },
  'channel-expired': {
    exit: 3,
    says: [/as timestamp has expired on 2020-02-02, and this machine’s clock says \d{4}-/, 'release renew'],
    run: () => {
      const forge = drafted(v1);
      forge.published = '2020-01-01T00:00:00Z';
      return fetched(forge.publish({ timestamp: { expires: PAST } }));
    },
  },
  'channel-expired-clock': {
    exit: 3,
    says: ['its server says 2019-03-03', 'set this machine’s to the date of today'],
    run: () => {
      const forge = drafted(v1);
      forge.published = '2020-01-01T00:00:00Z';
      forge.publish({ timestamp: { expires: PAST } });
      return fetched(forge, (_, response) => {
        response.setHeader('date', 'Sun, 03 Mar 2019 00:00:00 GMT');
        return false;
      });
    },
  },
  'channel-stale': {
    exit: 3,
    says: [/is of 2020-01-01, which is \d+ days ago; --max-age allows 30 days/, 'newer copy'],
    run: () => {
      const forge = drafted(v1);
      forge.published = '2020-01-01T00:00:00Z';
      return update(forge.publish(), packs(), '--max-age', '30');
    },
  },
  'channel-expired-carried': {
    exit: 0,
    says: ['has expired on 2020-02-02', 'nothing older than what is here is ever taken'],
    run: () => {
      const forge = drafted(v1);
      forge.published = '2020-01-01T00:00:00Z';
      return update(forge.publish({ timestamp: { expires: PAST } }));
    },
  },

  'update-address-odd': {
    exit: 2,
    says: ['“ftp://example.org/packs” is no address', 'https://'],
    run: () => from('ftp://example.org/packs'),
  },
  'update-packs-named': {
    exit: 2,
    says: [/“.*packs” is a folder of packs, which follows/, /“satchel update .*channel --to .*packs”/],
    run: async () => from(await following(channel()), packs()),
  },
  'update-channels-many': {
    exit: 2,
    says: [/carries several channels \(sha256:[0-9a-f]+…, sha256:/, '--trust'],
    run: async () => {
      const second = new Forge(newName(work, 'channel'), 'another ministry');
      addPack(second, sums, { id: 'sums' });
      return from(await stick(channel().dir, second.publish().dir));
    },
  },
  'update-drop-without-news': {
    exit: 2,
    says: ['carries no news of a channel', 'satchel drop write'],
    run: async () => from(await stick(v1.file)),
  },
  'update-drop-damaged': {
    exit: 3,
    says: [/“.*news\.html” on “.*stick” is damaged/, 'satchel drop repair', 'what was there before stays'],
    run: async () => {
      const { dir, fingerprint } = channel();
      const target = await stick(dir);
      const page = readdirSync(target, { recursive: true, encoding: 'utf8' }).find((path) =>
        path.endsWith('news.html'),
      );
      const file = join(target, page ?? '');
      writeFileSync(file, readFileSync(file).fill('x', 10, 20));
      return from(target, packs(), '--trust', fingerprint);
    },
  },
  'update-not-carried': {
    exit: 0,
    says: ['knows of soil (en, standard) 1.0.0 and does not carry it', 'from the network'],
    run: async () => {
      const forge = drafted(v1);
      addPack(forge, sums, { id: 'sums' });
      const target = await stick(forge.publish().dir, '--pack', 'sums');
      return from(target, packs(), '--trust', forge.fingerprint);
    },
  },
  'update-carried-older': {
    exit: 3,
    says: [
      'is older than what is known here; nothing of it was taken',
      'it is the stick that needs an update',
    ],
    run: async () => {
      const forge = channel();
      const target = await stick(forge.dir);
      return from(target, await following(forge.publish()));
    },
  },
  'update-unreachable': {
    exit: 4,
    says: [/“http:\/\/127\.0\.0\.1:\d+\/” cannot be reached: ECONNREFUSED/, 'how the address is spelt'],
    run: async () => {
      // Nobody listens there any more.
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      server.close();
      return from(`http://127.0.0.1:${port}/`);
    },
  },
  'update-server-refuses': {
    exit: 4,
    says: ['answers 401 when it is asked for “metadata/1.root.json”', 'run the command again'],
    run: () => fetched(channel(), answering(401)),
  },
  'update-redirects': {
    exit: 3,
    says: ['leads on from “metadata/1.root.json”', 'mailto: is no protocol of the web'],
    run: () => fetched(channel(), answering(302, { location: 'mailto:a@b.c' })),
  },
  'update-web-page': {
    exit: 4,
    says: ['answers with a web page', 'sign in, and run the command again'],
    run: () => fetched(channel(), answering(200, { 'content-type': 'text/html' })),
  },
  'update-busy': {
    exit: 4,
    says: [/another command is updating “.*packs”/, 'wait until it has ended'],
    run: async () => {
      const to = packs();
      const release = await holdFolder(to, () => {
        throw new Error('held by somebody else');
      });
      return update(channel(), to).finally(release);
    },
  },
  'update-state-damaged': ['update', 'status'].map((command) => ({
    exit: 3,
    says: ['channel.json” does not say which channel this folder follows any more: it is no JSON', '--trust'],
    run: async () => {
      const forge = channel();
      const to = await following(forge);
      writeFileSync(join(to, '.satchel/channel.json'), '{"formatVersion":1,');
      return command === 'update' ? update(forge, to) : satchel(['status', to]);
    },
  })),
  'update-state-none': {
    exit: 2,
    says: [/“.*packs” follows no channel yet/, /“satchel update <channel> --to .*packs --trust/],
    run: () => satchel(['status', packs(v1)]),
  },
  'update-folder-none': [
    {
      exit: 2,
      says: ['“nowhere” is no folder of packs: there is no such folder', 'satchel update --to'],
      run: () => satchel(['status', 'nowhere']),
    },
    { exit: 2, says: ['it is a file', 'satchel inspect'], run: () => satchel(['status', v1.file]) },
    { exit: 2, says: ['it is a channel'], run: () => satchel(['status', channel().dir]) },
    {
      exit: 2,
      says: ['it is a drop', 'satchel drop verify'],
      run: async () => satchel(['status', await stick(v1.file)]),
    },
  ],
  'update-nothing-chosen': {
    exit: 2,
    says: ['has nothing of soli', 'did you mean “soil”?', 'it has: soil (en, standard)'],
    run: () => update(channel(), packs(), '--pack', 'soli'),
  },
  'update-everything': {
    exit: 0,
    says: ['all that it has is fetched (1 bundle, ', '--pack'],
    run: () => update(channel()),
  },
  'update-later-here': {
    exit: 0,
    says: ['“soil_1.1.0.zip” is of version 1.1.0, and the newest of the channel is 1.0.0: it stays as it is'],
    run: () => update(channel(), packs(v2)),
  },
  'update-version-differs': {
    exit: 3,
    says: ['soil (en, standard) 1.0.0 is offered with another content', 'a version never changes'],
    run: () => update(channel(), packs(other)),
  },
  'update-name-taken': {
    exit: 2,
    says: ['“soil_1.0.0.zip” is in the way: it is no bundle', 'move it elsewhere'],
    run: () => {
      const to = packs();
      mkdirSync(join(to, v1.name));
      return update(channel(), to);
    },
  },
  'update-replaced-damaged': {
    exit: 0,
    says: ['“soil_1.0.0.zip” is no whole bundle: a whole one takes its place'],
    run: () => {
      const to = packs();
      writeFileSync(join(to, v1.name), 'half');
      return update(channel(), to);
    },
  },
  'update-newer-damaged': {
    exit: 0,
    says: ['“soil_1.1.0.zip” is damaged', 'so the earlier “soil_1.0.0.zip” stays', 'remove “soil_1.1.0.zip”'],
    run: () => {
      const to = packs(v1, v2);
      wear(join(to, v2.name));
      return update(drafted(v1, v2).publish(), to);
    },
  },
  'update-unreadable-here': {
    exit: 0,
    says: [/soil_1\.0\.0\.zip” cannot be read as a bundle \(/, 'satchel verify'],
    run: () => {
      const to = packs();
      writeFileSync(join(to, v1.name), 'half');
      return update(channel(), to);
    },
  },
  'update-old-kept': {
    exit: 0,
    says: ['“soil_0.9.0.zip” was not published by this channel, and is kept beside “soil_1.0.0.zip”'],
    run: () => update(channel(), packs(v0)),
  },
  'update-file-wrong': {
    exit: 3,
    says: ['“soil/soil_1.0.0.zip” of the channel', 'asked for twice', 'what was there before stays as it is'],
    run: () => {
      const forge = channel();
      wear(forge.placeOf(`soil/${v1.name}`));
      return update(forge);
    },
  },
  'update-delta-failed': {
    exit: 0,
    says: ['could not be applied', 'the whole of soil (en, standard) is fetched instead', 'soil_1.0.0.zip'],
    run: async () => {
      const forge = drafted(v1, v2);
      await addDelta(forge, v1, v2);
      const to = packs(v1);
      wear(join(to, v1.name));
      return update(forge.publish(), to);
    },
  },
  'update-unproven': [
    {
      exit: 3,
      says: ['gives back other bytes than were written to “', 'channel.json”', 'check the disk'],
      run: () => losing('channel.json', ''),
    },
    {
      exit: 3,
      says: ['gives back other bytes than were written to “', 'soil_1.0.0.zip”', 'what was there before'],
      run: async () => {
        const to = packs(v0);
        const outcome = await losing('soil_1.0.0.zip', '1', to);
        expect(packsIn(to)).toEqual([v0.name]);
        return outcome;
      },
    },
  ],
  'update-no-space': {
    exit: 4,
    says: [/an update of “.*packs” needs .*, and .* are free/, '--pack'],
    run: () => {
      const forge = drafted(v1);
      for (const target of Object.values(forge.targets)) target['length'] = 2 ** 41;
      return update(forge.publish());
    },
  },
};

/** What takes minutes by the command, and is told in http.test.ts by the function that it calls. */
const slow = ['update-too-slow'];

test.for(
  Object.entries(cases).flatMap(([code, found]) =>
    [found].flat().map((one, n) => ({ code, name: n === 0 ? code : `${code}, ${n + 1}`, ...one })),
  ),
)('$name', { timeout: 60_000 }, async ({ code, exit, says, run }) => {
  const outcome = await run();
  const told = outcome.stdout + outcome.stderr;
  expect(told).toMatch(new RegExp(`\\b(?:error|warning|note) {2}${code} {2}`));
  for (const words of says)
    if (typeof words === 'string') expect(told).toContain(words);
    else expect(told).toMatch(words);
  expect(told).not.toMatch(/\{\w+\}/);
  expect(outcome.code, told).toBe(exit);
});

test('every code of channels, of their metadata and of updates is told here', () => {
  const metadata = Object.keys(trustCodes).filter((code) => code.startsWith('trust-'));
  const all = [...metadata, ...Object.keys({ ...channelCodes, ...updateCodes })];
  expect([...Object.keys(cases), ...slow].sort()).toEqual(all.sort());
  const text = readFileSync(join(import.meta.dirname, 'http.test.ts'), 'utf8');
  for (const code of slow) expect(text).toContain(`'${code}'`);
});
