import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Digest } from '../../src/digest.ts';
import { newPath, satchel, sourceOf, work } from '../build/workbench.ts';
import { photo } from '../media/picture/pictures.ts';
import { roughServer } from '../update/rough-server.ts';
import { makeKeys, newChannel, NOW, release } from './channels.ts';
import { startS3 } from './s3-server.ts';

// A build that goes on from what learners have in a channel: lessons that moved keep their ids, media keeps its bytes.

const prose = (about: string): string =>
  `# ${about}\n\n${about} begins with a question. Look closely, write down what you see on each day of the week, and compare it with your neighbour.\n`;

let source: string;
let channel: string;
let fingerprint: Digest;

interface Built {
  readonly code: number | null;
  readonly stderr: string;
  readonly stdout: string;
  readonly diagnostics: readonly object[];
  readonly takenOver?: { readonly ids: number; readonly renditions: number };
  readonly file: string;
}

/** Builds on a machine that has made nothing before. */
async function buildOn(
  base: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Built> {
  const out = newPath('out');
  const { code, stdout, stderr } = await satchel(
    [
      ...['build', source, '-o', out, '--base', base],
      ...['--cache', newPath('cache'), '--provenance', '--format', 'json', ...args],
    ],
    { env },
  );
  const told = JSON.parse(stdout) as Pick<Built, 'takenOver' | 'diagnostics'> & {
    bundles?: { file: string }[];
  };
  return { code, stdout, stderr, file: told.bundles?.[0]?.file ?? '', ...told };
}

function setVersion(version: string): void {
  writeFileSync(
    join(source, 'satchel.yaml'),
    `id: soil\nversion: ${version}\ntitle: Soil\nlanguage: en\nlicense: CC-BY-4.0\n`,
  );
}

const basesOf = (file: string): unknown[] => {
  const { predicate } = JSON.parse(readFileSync(file.replace(/\.zip$/, '.provenance.json'), 'utf8')) as {
    predicate: {
      buildDefinition: { resolvedDependencies: { name: string; annotations?: { version?: string } }[] };
    };
  };
  return predicate.buildDefinition.resolvedDependencies
    .filter(({ name }) => name === 'base')
    .map(({ annotations }) => annotations?.version);
};

beforeAll(async () => {
  makeKeys();
  source = sourceOf({
    'water.md': `${prose('Water')}\n![A photo](photo.jpg)\n`,
    'roots.md': prose('Roots'),
    'photo.jpg': await photo(900, 600).jpeg().toBuffer(),
  });
  ({ channel, fingerprint } = await newChannel());
});

async function publish(
  file: string,
  to = channel,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const published = await release(['publish', to, file, '--sign', 'online.key'], env);
  expect(published, published.stderr).toMatchObject({ code: 0 });
}

describe('build --base <channel>', () => {
  let first: Built;
  let second: Built;
  beforeAll(async () => {
    first = await buildOn(channel);
    await publish(first.file);
    setVersion('1.1.0');
    mkdirSync(join(source, 'ground'));
    renameSync(join(source, 'roots.md'), join(source, 'ground/roots.md'));
    second = await buildOn(channel);
  });

  test('says that a first version has nothing to go on from', () => {
    expect(first).toMatchObject({ code: 0 });
    expect(first.diagnostics).toContainEqual(
      expect.objectContaining({ code: 'release-no-base', severity: 'info' }),
    );
    expect(first.stdout).toContain('nothing of “soil” before version 1.0.0');
  });

  test('takes over ids and media from the version before', () => {
    expect(second, second.stderr).toMatchObject({ code: 0, takenOver: { ids: 1, renditions: 1 } });
    expect(second.stderr).toContain('soil_1.0.0.zip');
    expect(basesOf(second.file)).toEqual(['1.0.0']);
  });

  test('gives the same bytes once that version is published itself, and reproduces them', async () => {
    await publish(second.file);
    const again = await buildOn(channel);
    expect(readFileSync(again.file).equals(readFileSync(second.file))).toBe(true);
    expect(basesOf(again.file)).toEqual(['1.0.0']);
    const proven = await satchel(['reproduce', second.file, source, '--base', channel]);
    expect(proven, proven.stderr).toMatchObject({ code: 0 });
    expect(proven.stdout).toContain('byte for byte');
  });

  test('keeps ids in a profile that was not published, and proves such a bundle by its provenance', async () => {
    const low = await buildOn(channel, ['--profile', 'low']);
    expect(low, low.stderr).toMatchObject({ code: 0, takenOver: { ids: 1, renditions: 0 } });
    expect(basesOf(low.file)).toEqual(['1.0.0']);
    const proven = await satchel(['reproduce', low.file, source, '--base', channel]);
    expect(proven, proven.stderr).toMatchObject({ code: 0 });
    expect(proven.stdout + proven.stderr).not.toContain('reproduce-base');
  });

  test('believes nothing that was signed by a key which no longer counts', async () => {
    const { channel: place } = await newChannel();
    await publish(first.file, place);
    const rotated = await satchel(
      [
        ...['key', 'rotate', place, '--new', 'other.pub', '--remove', 'online.pub'],
        ...['--sign', 'a.key', '--sign', 'b.key'],
      ],
      { env: { SOURCE_DATE_EPOCH: NOW } },
    );
    expect(rotated, rotated.stderr).toMatchObject({ code: 0 });
    const built = await buildOn(place);
    expect(built.code).not.toBe(0);
    expect(built.stdout).toContain('release-keys-old');
  });

  test('reads it from a web server, and only what its keys have signed', async () => {
    const { url } = await roughServer(channel);
    const unknown = await buildOn(url);
    expect(unknown.code).toBe(3);
    expect(unknown.stdout).toContain('channel-unknown');
    expect(unknown.stdout).toContain('--trust');
    const other = await buildOn(url, ['--trust', `sha256:${'0'.repeat(64)}`]);
    expect(other.code).toBe(3);
    expect(other.stdout).toContain('channel-foreign');
    const known = await buildOn(url, ['--trust', fingerprint]);
    expect(known, known.stderr).toMatchObject({ code: 0, takenOver: { ids: 1, renditions: 1 } });
    const byVariable = await buildOn(url, [], { SATCHEL_TRUST: fingerprint });
    expect(readFileSync(byVariable.file).equals(readFileSync(second.file))).toBe(true);
  });

  test('reads it from a store', async () => {
    const s3 = await startS3(mkdtempSync(join(work, 's3-')));
    try {
      const { channel: place } = await newChannel('s3://bucket/soil', s3.env);
      await publish(first.file, place, s3.env);
      const built = await buildOn(place, [], s3.env);
      expect(built, built.stderr).toMatchObject({ code: 0, takenOver: { ids: 1, renditions: 1 } });
      // On another machine nothing says whose it is.
      const stranger = await buildOn(place, [], { ...s3.env, XDG_STATE_HOME: newPath('state') });
      expect(stranger.code).toBe(3);
      expect(stranger.stdout).toContain('channel-unknown');
    } finally {
      await s3.close();
    }
  });

  test('builds nothing on what is not whole any more', async () => {
    const targets = join(channel, 'targets');
    const paths = readdirSync(targets, { recursive: true, encoding: 'utf8' });
    const name = paths.find((one) => one.endsWith('soil_1.0.0.zip')) ?? '';
    const kept = readFileSync(join(targets, name));
    const bad = Buffer.from(kept);
    bad[1000] = (bad[1000] ?? 0) ^ 1;
    writeFileSync(join(targets, name), bad);
    const damaged = await buildOn(channel);
    expect(damaged.code).toBe(3);
    expect(damaged.file).toBe('');
    rmSync(join(targets, name));
    const missing = await buildOn(channel);
    expect(missing.code).toBe(3);
    expect(missing.stdout).toContain('channel-incomplete');
    writeFileSync(join(targets, name), kept);
  });
});
