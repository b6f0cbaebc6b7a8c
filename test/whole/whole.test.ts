import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answer } from '../update/rough-server.ts';
import { nextLine, Person } from './person.ts';

// Two people who have never used Satchel, from an empty folder to a verified stick. They type what its help and its own messages say. Each test is a step
// that goes on from the one before.

const TIME = { timeout: 120_000 };

const author = new Person('author');
const officer = new Person('officer');
let fingerprint = '';

/** A line of a file of the author’s is changed. */
function edit(file: string, from: string, to: string): void {
  const text = readFileSync(join(author.folder, file), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(author.folder, file), text.replace(from, to));
}

describe('CI and its author', () => {
  test('begin a curriculum and build it', TIME, async () => {
    const begun = await author.does('satchel init soil');
    const built = await author.does(`${nextLine(begun, 'build')} --provenance`);
    expect(built).toContain('dist/soil_1.0.0.zip');
    expect(readdirSync(join(author.folder, 'dist'))).toEqual([
      'soil_1.0.0.provenance.json',
      'soil_1.0.0.zip',
      'soil_1.0.0_es.provenance.json',
      'soil_1.0.0_es.zip',
    ]);
    await author.does('satchel verify dist/*.zip');
  });

  test('make four keys: three for drawers, one for CI', TIME, async () => {
    for (const name of ['a', 'b', 'c', 'online']) {
      expect(await author.isRefused(`satchel key new ${name}`, 2)).toContain('SATCHEL_PASSPHRASE');
      await author.does(`SATCHEL_PASSPHRASE='secret of ${name}' satchel key new ${name}`);
      const { keyId } = JSON.parse(await author.does(`satchel key show ${name}.pub --format json`)) as {
        keyId: string;
      };
      author.env[`SATCHEL_PASSPHRASE_${keyId}`] = `secret of ${name}`;
    }
  });

  test('begin a channel with two of the three, and are told its fingerprint', TIME, async () => {
    const keys = '--root a.pub --root b.pub --root c.pub --key online.pub';
    const begun = await author.does(`satchel release init channel ${keys} --sign a.key --sign b.key`);
    [fingerprint = ''] = /sha256:[0-9a-f]{64}/.exec(begun) ?? [];
    expect(nextLine(begun, 'release publish')).toMatch(/^satchel release publish channel /);
    expect(await author.isRefused('satchel release publish channel dist/*.zip', 2)).toContain('SATCHEL_KEY');
  });

  test('publish from CI, whose secret is in a variable', TIME, async () => {
    author.env['SATCHEL_KEY'] = readFileSync(join(author.folder, 'online.key'), 'utf8');
    const published = await author.does('satchel release publish channel dist/*.zip');
    expect(published).toContain('published, release 1');
    expect(nextLine(published, 'update')).toBe(`satchel update <address> --to packs --trust ${fingerprint}`);
    expect(await author.does('satchel validate soil --strict')).not.toMatch(/error|warning/);
  });

  test('cannot publish another lesson under the same version', TIME, async () => {
    edit('soil/1-first-steps/2-boxes.md', 'Boxes', 'Boxes of wood');
    await author.does('satchel build soil --output draft');
    const refused = await author.isRefused('satchel release publish channel draft/*.zip --dry-run', 2);
    expect(refused).toContain('release-version-taken');
    expect(refused).toContain('satchel.yaml');
  });

  test('see in the pull request what 1.1.0 changes and costs', TIME, async () => {
    edit('soil/satchel.yaml', 'version: 1.0.0', 'version: 1.1.0');
    await author.does('satchel build soil --provenance');
    const diff = await author.does('satchel diff dist/soil_1.0.0.zip dist/soil_1.1.0.zip --format markdown');
    expect(diff).toContain('Boxes of wood');
    const summary = await author.does(
      'satchel release publish channel dist/*_1.1.0*.zip --dry-run --format markdown',
    );
    expect(summary).toMatch(/^\| soil \(en, standard\) \| 1\.1\.0 \| content since 1\.0\.0 \|/m);
    expect(summary).toContain('Boxes of wood');
    const index = JSON.parse(readFileSync(join(author.folder, 'channel/index.json'), 'utf8')) as object;
    expect(index).toMatchObject({ fingerprint, timestamp: { version: 1 } });
    // For the last step.
    await author.does('cp channel/metadata/timestamp.json first-timestamp.json');
  });
});

describe('a field officer', () => {
  let server: Server;
  let address = '';
  const asked: string[] = [];

  // The author’s channel as any web server shows it, with ranges.
  beforeAll(async () => {
    server = createServer((request, response) => {
      const path = decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname);
      asked.push(path);
      const from = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
      let bytes: Buffer | undefined;
      try {
        bytes = readFileSync(join(author.folder, 'channel', path));
      } catch {
        // It is not there.
      }
      answer(response, bytes, from === undefined ? undefined : Number(from));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  test('is told how to trust a channel, and fetches it', TIME, async () => {
    const refused = await officer.isRefused(`satchel update ${address} --to hub`, 3);
    const [, trust = ''] = /add (--trust sha256:[0-9a-f]{64})/.exec(refused) ?? [];
    // The fingerprint came on a poster.
    expect(trust).toBe(`--trust ${fingerprint}`);
    await officer.does(`satchel update ${address} --to hub --trust ${fingerprint}`);
    expect(await officer.does('satchel status hub')).toContain('1.0.0  the newest that is known');
  });

  test('writes a stick, and verifies it', TIME, async () => {
    expect(await officer.isRefused('satchel drop write hub --to stick --format text', 2)).toContain(
      'no folder',
    );
    await officer.does('mkdir stick');
    const refused = await officer.isRefused('satchel drop write hub --to stick --format text', 2);
    expect(refused).toContain('--allow-folder');
    const written = await officer.does('satchel drop write hub --to stick --allow-folder --format text');
    expect(written).toContain('safe to remove');
    const verified = await officer.does(`satchel drop verify stick --trust ${fingerprint}`);
    expect(verified).toContain('signs for 2 of 2 packs');
  });

  test('finds a flipped byte, and mends it', TIME, async () => {
    const page = (await officer.does('ls stick/packs/soil/1.0.0_en_*/first-steps/boxes.html')).trim();
    const bytes = readFileSync(join(officer.folder, page));
    bytes[500] = (bytes[500] ?? 0) ^ 1;
    writeFileSync(join(officer.folder, page), bytes);
    const found = await officer.isRefused(`satchel drop verify stick --trust ${fingerprint}`, 3);
    expect(found).toContain(page.replace('stick/', ''));
    expect(found).toContain('satchel drop repair');
    expect(await officer.does('satchel drop repair stick --from hub')).toContain('1 file');
    await officer.does(`satchel drop verify stick --trust ${fingerprint}`);
  });

  test('gets the next release as two small deltas, and the stick gets it', TIME, async () => {
    const published = await author.does('satchel release publish channel dist/*.zip');
    expect(published).toContain('published, release 2');
    expect(readdirSync(join(author.folder, 'channel'))).toContain('index.html');
    asked.length = 0;
    expect(await officer.does(`satchel update ${address} --to hub --dry-run`)).toContain('1 delta');
    expect(await officer.does(`satchel update ${address} --to hub`)).toContain('1.0.0 → 1.1.0');
    expect(asked.filter((path) => path.endsWith('.delta'))).toHaveLength(2);
    expect(asked.filter((path) => path.endsWith('.zip'))).toEqual([]);
    expect(readdirSync(join(officer.folder, 'hub'))).toEqual([
      '.satchel',
      'soil_1.1.0.zip',
      'soil_1.1.0_es.zip',
    ]);
    await officer.does('satchel drop write hub --to stick --allow-folder');
    expect(await officer.does(`satchel drop verify stick --trust ${fingerprint}`)).toContain('release 2');
  });

  test('brings a second hub up to date from the stick, without any network', TIME, async () => {
    asked.length = 0;
    const updated = await officer.does(`satchel update stick --to hub2 --trust ${fingerprint}`);
    expect(updated).toContain('1.1.0');
    expect(asked).toEqual([]);
    expect(await officer.does('satchel status hub2')).toContain('1.1.0  the newest that is known');
    await officer.does('satchel verify hub2/*.zip && cmp hub/soil_1.1.0.zip hub2/soil_1.1.0.zip');
    expect(await officer.does('satchel update stick --to hub2')).toContain('is the newest');
  });

  test('is not taken in by somebody else’s channel, nor by a copy from before', TIME, async () => {
    const forger = new Person('forger');
    forger.env['SATCHEL_PASSPHRASE'] = 'mine';
    await forger.does('satchel key new me');
    await forger.does('satchel release init channel --root me.pub --threshold 1 --key me.pub --sign me.key');
    await forger.does(`satchel release publish channel ../author/draft/*.zip --sign me.key`);
    expect(await officer.isRefused('satchel update ../forger/channel --to hub2', 3)).toMatch(
      /trust-|channel-/,
    );
    await officer.isRefused(`satchel update ../forger/channel --to hub3 --trust ${fingerprint}`, 3);
    await officer.does('mkdir forged');
    await officer.does('satchel drop write ../forger/channel --to forged --allow-folder');
    await officer.isRefused(`satchel drop verify forged --trust ${fingerprint}`, 3);
    await officer.isRefused('satchel update forged --to hub2', 3);

    // The timestamp of before, which any copy of a web server may still have.
    cpSync(join(author.folder, 'channel'), join(officer.folder, 'old copy'), { recursive: true });
    cpSync(
      join(author.folder, 'first-timestamp.json'),
      join(officer.folder, 'old copy/metadata/timestamp.json'),
    );
    expect(await officer.isRefused("satchel update 'old copy' --to hub2", 3)).toContain(
      'update-carried-older',
    );
    await officer.does('satchel verify hub2/*.zip && satchel status hub2');
  });
});
