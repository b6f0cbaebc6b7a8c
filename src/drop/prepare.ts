import { realpathSync } from 'node:fs';
import { demandFresh } from '../channel/fresh.ts';
import { diagnostic, type Diagnostic } from '../diagnostic.ts';
import type { Digest } from '../digest.ts';
import { checkTarget, type Cost } from './check-target.ts';
import { chooseFitting } from './fit.ts';
import { newestNews, newsFiles, type News } from './news.ts';
import { planDrop, type DropPlan, type PlanOptions } from './plan.ts';
import type { PlannedFile } from './planned-files.ts';
import { readDrop, type Drop } from './read-drop.ts';
import { slotOf } from './release.ts';
import { closeOffers, openOffers, type Choice, type Offer } from './sources.ts';
import { readTarget, type Target } from './target.ts';
import { dropFailure } from './write-drop.ts';

/** What is to be put where. */
export interface Order extends PlanOptions {
  /** Bundles, folders of bundles, drops, channels. */
  readonly sources: readonly string[];
  readonly choice: Choice;
  /** Fingerprints of channels: where any are named, packs must be signed by one of them. */
  readonly trust: readonly Digest[];
  /** Bundles and deltas to be carried onwards as they are. */
  readonly carried: readonly PlannedFile[];
  /** By this machine’s clock, milliseconds since 1970; undefined where nobody wants to know how old news is. */
  readonly now: number | undefined;
  /** Whether what has no room is left out. */
  readonly fit: boolean;
  /** Whether the target may be a plain folder. */
  readonly allowFolder: boolean;
}

/** A write that is ready to be done, or told. */
export interface Prepared {
  readonly target: Target;
  readonly drop: Drop;
  readonly plan: DropPlan;
  readonly cost: Cost;
  /** What speaks against it: errors stop it. */
  readonly findings: readonly Diagnostic[];
  readonly close: () => Promise<void>;
}

/** Reads the sources and a target, and plans. Writes nothing. Throws SatchelError where there is nothing to plan with. */
export async function prepareWrite(order: Order, to: string): Promise<Prepared> {
  const { offers, news: found } = await openOffers(order.sources, order.choice, order.trust);
  try {
    const target = readTarget(to);
    const drop = readDrop(target.root);
    const news = newestNews(found, order.trust);
    const carried = [...order.carried, ...news.flatMap(({ channel }) => newsFiles(channel))];
    const planned = (chosen: readonly Offer[]): Pick<Prepared, 'plan' | 'cost' | 'findings'> => {
      const { plan, findings } = planDrop(drop, { offers: chosen, carried }, order);
      const checked = checkTarget(plan, drop, target, order.allowFolder);
      return { plan, cost: checked.cost, findings: [...findings, ...checked.findings] };
    };
    const fits = (chosen: readonly Offer[]): boolean =>
      planned(chosen).findings.every(({ code }) => code !== 'drop-no-space');
    const { chosen, leftOut } = order.fit ? chooseFitting(offers, fits) : { chosen: offers, leftOut: [] };
    // Where nothing fits, the refusal tells what all would take.
    const { plan, cost, findings } = planned(chosen.length === 0 ? offers : chosen);
    const own = order.sources.some((source) => realpathSync.native(source) === target.root)
      ? [diagnostic('drop-target-is-source', { target: to })]
      : [];
    return {
      ...{ target, drop, plan, cost },
      findings: [
        ...own,
        ...findings,
        ...expiredNews(news, order.now),
        ...leftOut.map(({ version }) =>
          diagnostic('drop-left-out', { target: to, pack: `${slotOf(version)} ${version.version}` }),
        ),
      ],
      close: () => closeOffers(offers),
    };
  } catch (error) {
    await closeOffers(offers);
    throw dropFailure(error, to, 'checking');
  }
}

/** News that has expired is worth carrying where nobody has later; that is told. */
function expiredNews(news: readonly News[], now: number | undefined): Diagnostic[] {
  if (now === undefined) return [];
  return news.flatMap(({ source, channel }) => demandFresh(channel, { name: source, now, carried: true }));
}
