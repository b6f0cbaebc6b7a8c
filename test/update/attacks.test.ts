import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { tempDir } from '../bundle/temp-dir.ts';
import { Forge, forgeKey, type ForgeKey, type Role } from '../channel/forge.ts';
import { DAY, expectRefused, follow, newPacks, NOW, seen } from './follow.ts';
import { addPack, makePack, packsIn, type MadePack } from './packs.ts';

// The attacks that The Update Framework knows (specification §1.5.2), and the public conformance suite’s cases (docs/tuf-conformance.md).

const dir = tempDir();
let v1: MadePack;
let v2: MadePack;
let made = 0;

beforeAll(async () => {
  v1 = await makePack(join(dir, 'made'), '1.0.0', { film: 100 });
  v2 = await makePack(join(dir, 'made'), '1.1.0', { film: 100 });
});

/** A channel with 1.0.0, not published yet. */
function channel(): Forge {
  const forge = new Forge(join(dir, `channel-${++made}`));
  addPack(forge, v1);
  return forge;
}

/** A channel with 1.0.0, and a folder of packs that has it from there. */
async function followed(): Promise<{ forge: Forge; to: string }> {
  const forge = channel().publish();
  const to = newPacks(dir);
  await follow(forge, to);
  expect(packsIn(to)).toEqual(['soil_1.0.0.zip']);
  return { forge, to };
}

const wrongKey = forgeKey('somebody else');
const PAST = '2026-11-27T00:00:00Z';

describe('rollback', () => {
  test('an older timestamp is refused (test_new_timestamp_version_rollback)', async () => {
    const { forge, to } = await followed();
    const old = readFileSync(forge.metadata('timestamp'));
    forge.publish();
    await follow(forge, to);
    writeFileSync(forge.metadata('timestamp'), old);
    await expectRefused(follow(forge, to), 'trust-rollback');
    expect(seen(to)).toMatchObject({ timestamp: 2, snapshot: 2 });
  });

  test('a newer timestamp that names an older snapshot is refused (test_snapshot_rollback)', async () => {
    const { forge, to } = await followed();
    forge.publish();
    await follow(forge, to);
    forge.versions.snapshot = 1;
    forge.timestamp();
    await expectRefused(follow(forge, to), 'trust-rollback');
    expect(seen(to)).toMatchObject({ timestamp: 2, snapshot: 2 });
  });

  test('a newer snapshot that names older targets is refused (test_targets_rollback)', async () => {
    const { forge, to } = await followed();
    forge.publish();
    await follow(forge, to);
    forge.versions.targets = 1;
    forge.snapshot();
    forge.timestamp();
    await expectRefused(follow(forge, to), 'trust-rollback');
    expect(seen(to)).toMatchObject({ timestamp: 3, snapshot: 2, targets: 2 });
  });

  test('a newer snapshot that forgets its targets is refused', async () => {
    const { forge, to } = await followed();
    forge.listTargets();
    forge.snapshot({ edit: (signed) => (signed['meta'] = {}) });
    forge.timestamp();
    await expectRefused(follow(forge, to), 'trust-rollback');
  });

  test('a root of an older version in the place of the next is refused', async () => {
    const { forge, to } = await followed();
    forge.root();
    copyFileSync(forge.metadata('root', 1), forge.metadata('root', 2));
    await expectRefused(follow(forge, to), 'trust-root-sequence');
  });

  test('what was seen is kept when what follows it never comes: a timestamp before it is refused then', async () => {
    const { forge, to } = await followed();
    const old = readFileSync(forge.metadata('timestamp'));
    forge.publish({ snapshot: { signers: [wrongKey] } });
    await expectRefused(follow(forge, to), 'trust-signatures-few');
    expect(seen(to)).toEqual({ root: 1, timestamp: 2, snapshot: 1, targets: 1 });
    writeFileSync(forge.metadata('timestamp'), old);
    await expectRefused(follow(forge, to), 'trust-rollback');
  });

  test('an older snapshot under the name of the one that is known is not even asked for (test_simple_snapshot_rollback)', async () => {
    const { forge, to } = await followed();
    writeFileSync(forge.metadata('snapshot'), 'something else');
    await follow(forge, to);
    expect(seen(to)).toMatchObject({ snapshot: 1 });
  });

  test('another timestamp of the same version is not taken (test_timestamp_content_changes, test_timestamp_eq_versions_check)', async () => {
    const { forge, to } = await followed();
    const { to: other } = { to: readFileSync(join(to, '.satchel/channel.json'), 'utf8') };
    forge.versions.snapshot = 100;
    forge.timestamp({ version: 1 });
    await follow(forge, to);
    const state = (text: string): unknown => ({ ...(JSON.parse(text) as object), asked: '' });
    expect(state(readFileSync(join(to, '.satchel/channel.json'), 'utf8'))).toEqual(state(other));
  });

  test('a pack of an earlier version than the one that is here stays where it is', async () => {
    const forge = channel().publish();
    const to = newPacks(dir);
    copyFileSync(v2.file, join(to, v2.name));
    const { diagnostics, packs } = await follow(forge, to);
    expect(packs).toEqual([]);
    expect(diagnostics).toMatchObject([
      { code: 'update-later-here', params: { version: '1.1.0', newest: '1.0.0' } },
    ]);
    expect(packsIn(to)).toEqual(['soil_1.1.0.zip']);
  });

  test('a version with another content than the one that is here, or that was listed before, is refused', async () => {
    const other = await makePack(join(dir, 'other'), '1.0.0', { seed: 1, film: 100 });
    const { forge, to } = await followed();
    delete forge.targets['soil/soil_1.0.0.zip'];
    addPack(forge, other);
    addPack(forge, v2);
    forge.publish();
    const message = await expectRefused(follow(forge, to), 'update-version-differs');
    expect(message).toContain('1.0.0');
    expect(packsIn(to)).toEqual(['soil_1.0.0.zip']);
  });
});

describe('freeze', () => {
  test.each(['root', 'timestamp', 'snapshot', 'targets'] as const)(
    '%s that has expired is refused from a server, and told on a stick (test_root_expired, test_timestamp_expired, …)',
    async (role) => {
      const forge = channel().publish({ [role]: { expires: PAST } });
      const to = newPacks(dir);
      const message = await expectRefused(follow(forge, to), 'channel-expired');
      expect(message).toContain(role);
      expect(packsIn(to)).toEqual([]);
      const { diagnostics } = await follow(forge, to, { carried: true });
      expect(diagnostics.map(({ code }) => code)).toContain('channel-expired-carried');
      expect(packsIn(to)).toEqual(['soil_1.0.0.zip']);
    },
  );

  test('an expired root is followed to the next, which is not (TUF §5.3.10)', async () => {
    const forge = channel();
    forge.root({ expires: PAST });
    forge.root({}, forge.keys.root);
    forge.publish();
    await follow(forge, newPacks(dir));
  });

  test('a timestamp that has expired here is used to judge the next one (test_expired_metadata)', async () => {
    const forge = channel().publish({ timestamp: { expires: '2026-12-05T00:00:00Z' } });
    const to = newPacks(dir);
    await follow(forge, to);
    addPack(forge, v2);
    forge.publish({ timestamp: { expires: '2026-12-19T00:00:00Z' } });
    await follow(forge, to, { now: NOW + 18 * DAY });
    expect(seen(to)).toEqual({ root: 1, timestamp: 2, snapshot: 2, targets: 2 });
    expect(packsIn(to)).toEqual(['soil_1.1.0.zip']);
  });

  test('--max-age refuses old news, from a stick too', async () => {
    const forge = channel().publish();
    const to = newPacks(dir);
    await expectRefused(follow(forge, to, { carried: true, maxAge: 26 }), 'channel-stale');
    await follow(forge, to, { carried: true, maxAge: 28 });
  });

  test('a clock that is a year behind is not believed against what was signed', async () => {
    const forge = channel();
    forge.published = '2026-11-27T00:00:00Z';
    forge.publish({ snapshot: { expires: '2026-11-26T00:00:00Z' } });
    await expectRefused(follow(forge, newPacks(dir), { now: NOW - 365 * DAY }), 'channel-expired');
    const good = channel().publish();
    await follow(good, newPacks(dir), { now: NOW - 365 * DAY });
  });

  test('a clock that is years ahead is told of, where the server’s says otherwise', async () => {
    const forge = channel().publish();
    const { folderOrigin } = await import('../../src/channel/folder-origin.ts');
    const origin = { ...folderOrigin('the channel', forge.dir), serverTime: () => NOW };
    const source = { origin, carried: false, address: forge.dir };
    const to = newPacks(dir);
    const late = NOW + 5 * 365 * DAY;
    const message = await expectRefused(
      follow(forge, to, { channel: source, now: late }),
      'channel-expired-clock',
    );
    expect(message).toContain('2026-11-28');
    await expectRefused(follow(forge, to, { now: late }), 'channel-expired');
  });
});

describe('mix and match', () => {
  test('a snapshot of another moment than the timestamp says is refused (test_new_snapshot_version_mismatch)', async () => {
    const { forge, to } = await followed();
    forge.publish();
    copyFileSync(forge.metadata('snapshot', 1), forge.metadata('snapshot', 2));
    await expectRefused(follow(forge, to), 'trust-mismatch');
    expect(seen(to)).toMatchObject({ timestamp: 2, snapshot: 1 });
  });

  test('targets of another moment than the snapshot says are refused (test_new_targets_hash_mismatch, test_new_targets_version_mismatch)', async () => {
    const { forge, to } = await followed();
    forge.publish();
    copyFileSync(forge.metadata('targets', 1), forge.metadata('targets', 2));
    await expectRefused(follow(forge, to), 'trust-mismatch');
    expect(seen(to)).toMatchObject({ snapshot: 2, targets: 1 });
  });

  test.each(['snapshot', 'targets'] as const)(
    '%s whose own version is another than its name says is refused',
    async (role) => {
      const { forge, to } = await followed();
      forge.publish({ [role]: { edit: (signed: Record<string, unknown>) => (signed['version'] = 7) } });
      await expectRefused(follow(forge, to), 'trust-mismatch');
    },
  );

  test('metadata of another channel under the same names is refused', async () => {
    const { forge, to } = await followed();
    const other = new Forge(join(dir, `channel-${++made}`), 'somebody else');
    addPack(other, v2);
    other.publish().publish();
    await expectRefused(follow(other, to, { trust: undefined }), 'trust-signatures-few');
    await expectRefused(follow(other, to), 'channel-foreign');
    await follow(forge, to);
  });
});

describe('signatures', () => {
  test.each(['targets', 'snapshot', 'timestamp'] as const)(
    '%s that another key has signed is refused',
    async (role) => {
      const { forge, to } = await followed();
      addPack(forge, v2);
      forge.publish({ [role]: { signers: [wrongKey, ...forge.keys.root] } });
      await expectRefused(follow(forge, to), 'trust-signatures-few');
      expect(packsIn(to)).toEqual(['soil_1.0.0.zip']);
    },
  );

  test('a first root that its own keys have not signed is refused (test_unsigned_initial_root, test_invalid_initial_root)', async () => {
    const unsigned = channel();
    unsigned.root({ signers: [forgeKey('ministry root a')] });
    await expectRefused(follow(unsigned.publish(), newPacks(dir)), 'trust-signatures-few');
    const invalid = channel();
    invalid.root({ edit: (signed) => delete signed['version'] });
    await expectRefused(follow(invalid.publish(), newPacks(dir)), 'trust-metadata-damaged');
  });

  test('one key signs once, however often its signature stands there', async () => {
    const { forge, to } = await followed();
    forge.root({
      signers: [forgeKey('ministry root a')],
      after: (document) => {
        const [first] = document['signatures'] as object[];
        document['signatures'] = [first, first];
      },
    });
    await expectRefused(follow(forge, to), 'trust-metadata-damaged');
  });

  test('one key under several ids is refused (test_duplicate_keys_root)', async () => {
    const { forge, to } = await followed();
    const [a] = forge.keys.snapshot as [ForgeKey];
    forge.thresholds.snapshot = 2;
    forge.keys = { ...forge.keys, snapshot: [a, { ...a, id: '0'.repeat(64) }] };
    forge.root();
    forge.publish();
    await expectRefused(follow(forge, to), 'trust-metadata-damaged');
    expect(seen(to)).toMatchObject({ root: 1, snapshot: 1 });
  });

  test('a threshold that the keys of the role cannot reach is refused (test_snapshot_threshold)', async () => {
    const { forge, to } = await followed();
    forge.thresholds.snapshot = 2;
    forge.root();
    forge.publish();
    await expectRefused(follow(forge, to), 'trust-metadata-damaged');
  });

  test('a threshold that is not reached is refused; what one root’s keys are for is not what another’s are (test_root_has_keys_but_not_snapshot)', async () => {
    const { forge, to } = await followed();
    const keys = ['x', 'y', 'z'].map((name) => forgeKey(name));
    forge.thresholds.snapshot = 3;
    forge.rotate({ snapshot: keys });
    forge.publish({ snapshot: { signers: [...keys.slice(0, 2), ...forge.keys.root] } });
    await expectRefused(follow(forge, to), 'trust-signatures-few');
    expect(seen(to)).toMatchObject({ root: 2 });
    forge.publish();
    await follow(forge, to);
  });

  test('members that nobody knows are signed for, and no reason to refuse (test_custom_fields, test_wrong_hashing_algorithm)', async () => {
    const { forge, to } = await followed();
    forge.root({
      edit: (signed) => {
        signed['custom-field'] = 'value';
        for (const key of Object.values(signed['keys'] as Record<string, Record<string, unknown>>))
          key['keyid_hash_algorithms'] = ['md5'];
        Object.assign((signed['roles'] as Record<string, object>)['root'] ?? {}, {
          'another-field': 'value',
        });
      },
    });
    forge.publish();
    await follow(forge, to);
    expect(seen(to)).toMatchObject({ root: 2, timestamp: 2 });
  });
});

describe('rotation', () => {
  const all = Array.from({ length: 10 }, (_, i) => forgeKey(`rotated ${i}`));
  const keysOf = (numbers: readonly number[]): ForgeKey[] => numbers.flatMap((i) => all[i] ?? []);
  type Step = readonly [keys: readonly number[], threshold: number, signers: readonly number[]];
  const one = [0, 1, 2, 3, 4];
  const five = [5, 6, 7, 8, 9];
  const mixed = [0, 1, 3, 4, 5];

  // The names and numbers of the conformance suite’s test_root_rotation.
  test.each<[string, boolean, readonly Step[]]>([
    [
      '1-of-1-key-rotation',
      true,
      [
        [[1], 1, [1]],
        [[2], 1, [2, 1]],
        [[2], 1, [2]],
      ],
    ],
    [
      '1-of-1-key-rotation-unused-signatures',
      true,
      [
        [[1], 1, [3, 1, 4]],
        [[2], 1, [3, 2, 1, 4]],
        [[2], 1, [3, 2, 4]],
      ],
    ],
    [
      '3-of-5-sign-with-different-keycombos',
      true,
      [
        [one, 3, [0, 2, 4]],
        [one, 3, [0, 4, 1]],
        [one, 3, [0, 1, 3]],
        [one, 3, [0, 1, 3]],
      ],
    ],
    [
      '3-of-5-one-key-rotated',
      true,
      [
        [one, 3, [0, 2, 4]],
        [mixed, 3, [0, 4, 1]],
      ],
    ],
    [
      '3-of-5-one-key-rotated-with-intermediate-step',
      true,
      [
        [one, 3, [0, 2, 4]],
        [mixed, 3, [0, 2, 4, 5]],
        [mixed, 3, [0, 4, 5]],
      ],
    ],
    [
      '3-of-5-all-keys-rotated-with-intermediate-step',
      true,
      [
        [one, 3, [0, 2, 4]],
        [five, 3, [0, 2, 4, 5, 6, 7]],
        [five, 3, [5, 6, 7]],
      ],
    ],
    [
      '1-of-3-threshold-increase-to-2-of-3',
      true,
      [
        [[1, 2, 3], 1, [1]],
        [[1, 2, 3], 2, [1, 2]],
      ],
    ],
    [
      '2-of-3-threshold-decrease-to-1-of-3',
      true,
      [
        [[1, 2, 3], 2, [1, 2]],
        [[1, 2, 3], 1, [1, 2]],
        [[1, 2, 3], 1, [1]],
      ],
    ],
    [
      '1-of-2-threshold-increase-to-2-of-2',
      true,
      [
        [[1], 1, [1]],
        [[1, 2], 2, [1, 2]],
      ],
    ],
    [
      '1-of-1-key-rotation-fail-not-signed-with-old-key',
      false,
      [
        [[1], 1, [1]],
        [[2], 1, [2, 3, 4]],
      ],
    ],
    [
      '1-of-1-key-rotation-fail-not-signed-with-new-key',
      false,
      [
        [[1], 1, [1]],
        [[2], 1, [1, 3, 4]],
      ],
    ],
    [
      '3-of-5-one-key-rotate-fails-not-signed-with-3-new-keys',
      false,
      [
        [one, 3, [0, 2, 4]],
        [mixed, 3, [0, 2, 4]],
      ],
    ],
    [
      '3-of-5-one-key-rotate-fails-not-signed-with-3-old-keys',
      false,
      [
        [one, 3, [0, 2, 4]],
        [mixed, 3, [0, 4, 5]],
      ],
    ],
    [
      '1-of-3-threshold-bump-to-2-of-3-fails-new-threshold-not-reached',
      false,
      [
        [[1, 2, 3], 1, [1]],
        [[1, 2, 3], 2, [2]],
      ],
    ],
    [
      '2-of-3-threshold-decr-to-1-of-3-fails-old-threshold-not-eached',
      false,
      [
        [[1, 2, 3], 2, [1, 2]],
        [[1, 2, 3], 1, [1]],
      ],
    ],
  ])('test_root_rotation[%s]', async (_, good, steps) => {
    const forge = channel();
    for (const [keys, threshold, signers] of steps) {
      forge.keys = { ...forge.keys, root: keysOf(keys) };
      forge.thresholds.root = threshold;
      forge.root({ signers: keysOf(signers) });
    }
    forge.publish();
    const to = newPacks(dir);
    if (good) await follow(forge, to);
    else await expectRefused(follow(forge, to), 'trust-signatures-few');
    // What was believed on the way is kept, also when the end is refused.
    const last = good ? steps.length : steps.length - 1;
    expect(seen(to).root ?? 1).toBe(last);
  });

  // The same of test_non_root_rotations.
  describe.each(['timestamp', 'snapshot', 'targets'] as const)('of %s', (role) => {
    test.each<[string, boolean, Step]>([
      ['1-of-1-key-rotation', true, [[2], 1, [2]]],
      ['1-of-1-key-rotation-unused-signatures', true, [[1], 1, [3, 1, 4]]],
      ['1-of-1-key-rotation-fail-not-signed-with-new-key', false, [[2], 1, [1, 3, 4]]],
      ['3-of-5-one-key-signature-wrong-not-signed-with-3-expected-keys', false, [mixed, 3, [0, 2, 4]]],
      ['2-of-5-one-key-signature-mising-threshold-not-reached', false, [mixed, 3, [0, 4]]],
      ['3-of-5-sign-first-combo', true, [one, 3, [0, 2, 4]]],
      ['3-of-5-sign-second-combo', true, [one, 3, [0, 4, 1]]],
      ['3-of-5-sign-third-combo', true, [one, 3, [0, 1, 3]]],
      ['3-of-5-sign-fourth-combo', true, [one, 3, [1, 2, 3]]],
      ['3-of-5-sign-fifth-combo', true, [one, 3, [2, 3, 4]]],
    ])('test_non_root_rotations[%s]', async (_, good, [keys, threshold, signers]) => {
      const { forge, to } = await followed();
      forge.thresholds[role] = threshold;
      forge.rotate({ [role]: keysOf(keys) });
      forge.publish({ [role]: { signers: keysOf(signers) } });
      if (good) await follow(forge, to);
      else await expectRefused(follow(forge, to), 'trust-signatures-few');
      expect(seen(to)).toMatchObject({ root: 2, ...(good && { [role]: 2 }) });
    });
  });

  test('a root that is left out is refused', async () => {
    const { forge, to } = await followed();
    forge.root();
    const second = readFileSync(forge.metadata('root', 2));
    forge.root();
    copyFileSync(forge.metadata('root', 3), forge.metadata('root', 2));
    await expectRefused(follow(forge, to), 'trust-root-sequence');
    writeFileSync(forge.metadata('root', 2), second);
    await follow(forge, to);
  });

  test.each<[Role, Partial<Record<Role, readonly ForgeKey[]>>]>([
    ['timestamp', { timestamp: [forgeKey('new timestamp')] }],
    ['snapshot', { snapshot: [forgeKey('new snapshot')], timestamp: [forgeKey('new timestamp')] }],
    ['targets', { snapshot: [forgeKey('new snapshot')] }],
  ])(
    'a %s that thieves have driven up is left behind with the keys (test_new_%s_fast_forward_recovery)',
    async (role, keys) => {
      const { forge, to } = await followed();
      forge.publish({ [role]: { version: 99_999 } });
      await follow(forge, to);
      expect(seen(to)[role]).toBe(99_999);
      forge.versions = { ...forge.versions, [role]: 1 };
      forge.rotate(keys);
      addPack(forge, v2);
      forge.publish();
      await follow(forge, to);
      expect(seen(to)[role]).toBe(2);
      expect(packsIn(to)).toEqual(['soil_1.1.0.zip']);
    },
  );

  test('a key that is added is no way back to what the others had signed before', async () => {
    const { forge, to } = await followed();
    const old = readFileSync(forge.metadata('timestamp'));
    addPack(forge, v2);
    forge.publish();
    await follow(forge, to);
    const { timestamp } = forge.keys;
    forge.rotate({ timestamp: [...timestamp, forgeKey('second timestamp')] });
    writeFileSync(forge.metadata('timestamp'), old);
    await expectRefused(follow(forge, to), 'trust-rollback');
    expect(seen(to)).toMatchObject({ root: 2, timestamp: 2, snapshot: 2, targets: 2 });
    forge.publish();
    await follow(forge, to);
    expect(seen(to)).toMatchObject({ root: 2, timestamp: 3 });
  });

  test('a stolen key is worth nothing once the root has taken it away, also with more of it', async () => {
    const { forge, to } = await followed();
    const stolen = forge.keys;
    const roots = [forgeKey('new a'), forgeKey('new b'), forgeKey('new c')];
    forge.rotate({
      root: roots,
      targets: [forgeKey('new t')],
      snapshot: [forgeKey('new s')],
      timestamp: [forgeKey('new u')],
    });
    forge.publish();
    await follow(forge, to);
    const forged = new Forge(forge.dir);
    Object.assign(forged, { keys: stolen, versions: { ...forge.versions } });
    addPack(forged, v1);
    addPack(forged, v2);
    forged.publish();
    await expectRefused(follow(forged, to), 'trust-signatures-few');
    // Nor by a root that the stolen keys, enough of them before, have signed now.
    forged.root();
    await expectRefused(follow(forged, to), 'trust-signatures-few');
    expect(packsIn(to)).toEqual(['soil_1.0.0.zip']);
  });
});

describe('endless and arbitrary data', () => {
  test('targets that leave the last word to somebody else are refused: channels delegate nothing', async () => {
    const { forge, to } = await followed();
    forge.publish({ targets: { edit: (signed) => (signed['delegations'] = { keys: {}, roles: [] }) } });
    await expectRefused(follow(forge, to), 'trust-metadata-damaged');
  });

  test.each(['root', 'timestamp', 'snapshot', 'targets'] as const)(
    '%s that is larger than it can be is refused',
    async (role) => {
      const { forge, to } = await followed();
      const bytes = (right: Buffer): Buffer => Buffer.concat([right, Buffer.alloc(9 << 20, ' ')]);
      if (role === 'root') forge.root({ bytes });
      forge.publish({ [role]: { bytes } });
      await expectRefused(
        follow(forge, to),
        role === 'root' || role === 'timestamp' ? 'trust-metadata-large' : 'trust-mismatch',
      );
    },
  );

  test.each([
    'not json',
    '[]',
    'null',
    '{"signed":{},"signatures":[]}',
    '{"__proto__":{}}',
    '['.repeat(5000),
  ])('%j as a timestamp is refused', async (text) => {
    const { forge, to } = await followed();
    writeFileSync(forge.metadata('timestamp'), text);
    await expectRefused(follow(forge, to), 'trust-metadata-damaged');
  });

  test('other bytes in the place of a bundle are refused, asked for twice, and nothing is left of them (test_repository_substitutes_target_file)', async () => {
    const { forge, to } = await followed();
    const path = addPack(forge, v2);
    forge.publish();
    for (const bytes of [
      readFileSync(v1.file),
      Buffer.from('short'),
      Buffer.concat([readFileSync(v2.file), Buffer.from('more')]),
    ]) {
      writeFileSync(forge.placeOf(path), bytes);
      const { packs } = await follow(forge, to);
      expect(packs).toMatchObject([{ failure: { code: 'update-file-wrong' } }]);
      expect(packsIn(to)).toEqual(['soil_1.0.0.zip']);
    }
    copyFileSync(v2.file, forge.placeOf(path));
    await follow(forge, to);
    expect(packsIn(to)).toEqual(['soil_1.1.0.zip']);
  });

  test('another pack than what is signed for, in a file that is signed, is refused', async () => {
    const { forge, to } = await followed();
    forge.add('soil/soil_1.1.0.zip', v1.file, {
      ...{ kind: 'bundle', id: 'soil', version: '1.1.0', language: 'en', profile: 'standard', title: 'Soil' },
      manifest: v2.manifest,
    });
    forge.publish();
    const { packs } = await follow(forge, to);
    expect(packs).toMatchObject([{ failure: { code: 'update-file-wrong' } }]);
    expect(packsIn(to)).toEqual(['soil_1.0.0.zip']);
  });

  test.each([
    '../evil.zip',
    '/evil.zip',
    'soil/..',
    'soil/nul.zip',
    'soil\\evil.zip',
    'soil/a b.zip',
    'soil/.satchel',
    'soil/hosts',
  ])('a file called %j is refused, whoever has signed it', async (path) => {
    const { forge, to } = await followed();
    forge.targets[path] = { ...forge.targets['soil/soil_1.0.0.zip'] };
    forge.publish();
    await expectRefused(follow(forge, to), 'channel-file-odd');
  });
});
