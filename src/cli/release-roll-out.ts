import { formatCost, type Price } from '../delivery.ts';
import { formatCount, formatDuration, formatSize } from '../quantity.ts';
import type { Reach, RollOut, Spent, UpdateCost } from '../release/roll-out.ts';
import { EXIT } from './failure.ts';
import type { Format } from './format.ts';
import { printable } from './printable.ts';
import { openStore } from './release-channel.ts';
import { printReport } from './report.ts';
import { printResult } from './terminal.ts';

export interface ReleasePlanFlags {
  readonly sites: number;
  readonly bandwidth: number;
  readonly stick: number;
  readonly costPerMb?: number;
  readonly currency?: string;
  readonly format: Format;
}

/** Tells what an update costs each site and all of them. */
export async function runReleasePlan(
  channel: string,
  flags: ReleasePlanFlags,
  signal: AbortSignal,
): Promise<number> {
  const [{ readState }, { planRollOut }] = await Promise.all([
    import('../release/state.ts'),
    import('../release/roll-out.ts'),
  ]);
  const store = await openStore(channel);
  const { published } = await readState(store, { signal });
  const price: Price | undefined =
    flags.costPerMb === undefined
      ? undefined
      : { perMegabyte: flags.costPerMb, currency: flags.currency ?? '' };
  const reach: Reach = {
    ...{ sites: flags.sites, kbitPerSecond: flags.bandwidth, stickSpeed: flags.stick, price },
  };
  const plan = planRollOut(published?.files ?? [], reach);
  await printReport(flags.format, {
    command: 'release plan',
    exitCode: EXIT.done,
    findings: [],
    json: { channel, reach, ...plan },
    text: () => {
      printResult(planText(channel, plan, reach).join('\n'));
    },
  });
  return EXIT.done;
}

const WAYS = [
  ['full', 'whole'],
  ['delta', 'update'],
  ['stick', 'stick'],
] as const;

function planText(channel: string, { updates, all }: RollOut, reach: Reach): string[] {
  const { sites, kbitPerSecond, stickSpeed, price } = reach;
  const rows = (of: Pick<UpdateCost, 'full' | 'delta' | 'stick'>): string[] =>
    WAYS.map(([way, word]) => `  ${word.padEnd(7)}${spentText(of[way], price)}`);
  return [
    `${printable(channel)}: ${formatCount(sites, 'site')}, ${kbitPerSecond} kbit/s each, sticks at ${formatSize(stickSpeed)} a second`,
    ...updates.flatMap((update) => [
      '',
      `${update.id} (${update.language}, ${update.profile})  ${update.from ?? 'nothing'} → ${update.to}`,
      ...rows(update),
    ]),
    '',
    'All packs, each from the version before:',
    ...rows(all),
  ];
}

function spentText({ size, seconds, cost, allSizes, allSeconds, allCosts }: Spent, price?: Price): string {
  const money = (amount: number | undefined): string =>
    price && amount !== undefined ? `, ${formatCost(price, amount)}` : '';
  return (
    `${formatSize(size)}, ${formatDuration(seconds)}${money(cost)} a site; ` +
    `all: ${formatSize(allSizes)}, ${formatDuration(allSeconds)}${money(allCosts)}`
  );
}
