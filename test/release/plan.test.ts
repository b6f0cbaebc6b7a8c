import { beforeAll, expect, test } from 'vitest';
import { planRollOut } from '../../src/release/roll-out.ts';
import { judgeDelta, stepOf } from '../../src/release/choose-deltas.ts';
import type { ChannelFile } from '../../src/channel/contents.ts';
import { digestOf } from '../../src/digest.ts';
import { bundleFile, makeKeys, newChannel, release } from './channels.ts';

beforeAll(makeKeys);

const [one, two, three] = ['1.0.0', '1.1.0', '1.2.0'].map((version) => ({
  version,
  digest: digestOf(version),
})) as [
  { version: string; digest: `sha256:${string}` },
  { version: string; digest: `sha256:${string}` },
  { version: string; digest: `sha256:${string}` },
];
const bundle = ({ version, digest }: typeof one, size: number): ChannelFile => ({
  ...{ kind: 'bundle', path: `soil/${version}.zip`, size, digest, id: 'soil', version, title: 'Soil' },
  ...{ language: 'en', profile: 'standard', manifest: digest },
});
const delta = (base: typeof one, target: typeof one, size: number): ChannelFile => ({
  ...{ kind: 'delta', path: `soil/${base.version}-${target.version}.delta`, size, digest: digestOf('delta') },
  ...{ base: base.digest, target: target.digest },
});

test('a roll-out costs what the sizes in the channel say, by the cheapest way', () => {
  const files = [
    ...[bundle(one, 900_000), bundle(two, 900_000), bundle(three, 1_000_000)],
    ...[delta(one, two, 20_000), delta(two, three, 10_000)],
  ];
  const { updates, all } = planRollOut(files, {
    ...{ sites: 2_000_000, kbitPerSecond: 64, stickSpeed: 5_000_000 },
    price: { perMegabyte: 0.01, currency: 'USD' },
  });
  expect(updates.map(({ from, to, steps, delta: { size } }) => [from, to, steps, size])).toEqual([
    ['1.1.0', '1.2.0', 1, 10_000],
    ['1.0.0', '1.2.0', 2, 30_000],
    [undefined, '1.2.0', 0, 1_000_000],
  ]);
  expect(all.full).toEqual({
    ...{ size: 1_000_000, seconds: 125, cost: 0.01 },
    ...{ allSizes: 2e12, allSeconds: 2.5e8, allCosts: 20_000 },
  });
  expect(all.stick).toMatchObject({ seconds: 0.2, cost: 0 });
});

test('a delta is kept if it saves 30 % of the whole, and a tenth of what others lead to', () => {
  const made = { base: one.digest, baseVersion: '1.0.0', target: three.digest };
  const chain = [delta(one, two, 500), delta(two, three, 500)].map((file) =>
    stepOf(file as Extract<ChannelFile, { kind: 'delta' }>, file.path),
  );
  expect(judgeDelta({ ...made, size: 7_001 }, 10_000, [])).toMatchObject({ isKept: false, why: 'whole' });
  expect(judgeDelta({ ...made, size: 7_000 }, 10_000, [])).toEqual({ isKept: true });
  expect(judgeDelta({ ...made, size: 901 }, 10_000, chain)).toMatchObject({
    why: 'chain',
    steps: 2,
    chainSize: 1000,
  });
  expect(judgeDelta({ ...made, size: 900 }, 10_000, chain)).toEqual({ isKept: true });
});

test('plan and the summary for CI are told of a real channel', async () => {
  const { channel } = await newChannel();
  const [first, next] = [
    await bundleFile(),
    await bundleFile({ version: '2.0.0', files: { 'pages/a.html': '<h1>A</h1>' } }),
  ];
  await release(['publish', channel, first, '--sign', 'online.key']);
  const summary = await release(['add', channel, next, '--dry-run', '--format', 'markdown']);
  expect(summary).toMatchObject({ code: 0 });
  expect(summary.stdout).toMatch(/^\| plants \(en, standard\) \| 2\.0\.0 \| \w+ since 1\.0\.0 \|/m);
  const plan = await release([
    'plan',
    channel,
    '--sites',
    '12000',
    '--bandwidth',
    '64kbit',
    '--format',
    'json',
  ]);
  expect(JSON.parse(plan.stdout)).toMatchObject({ reach: { sites: 12_000 }, updates: [{ to: '1.0.0' }] });
  expect(await release(['plan', channel, '--sites', '0'])).toMatchObject({ code: 2 });
});
