// The questions of lessons as data: what `activities.json` in a bundle holds (schemas/activities-1.md), and what pages carry of it.

/** How a learner answers, and what is right. Texts are plain. */
export type Interaction =
  | {
      readonly kind: 'choice';
      /** Several answers can be chosen. */
      readonly multiple: boolean;
      readonly shuffle: boolean;
      readonly choices: readonly {
        readonly text: string;
        readonly right: boolean;
        readonly feedback?: string;
      }[];
    }
  | {
      readonly kind: 'number';
      readonly answer: number;
      /** How far from it is still right: in the same unit, or in percent of it. */
      readonly tolerance: number;
      readonly tolerancePercent: boolean;
      readonly unit?: string;
    }
  | { readonly kind: 'text'; readonly accepted: readonly string[]; readonly accents: boolean }
  /** In the right order. */
  | { readonly kind: 'order'; readonly shuffle: boolean; readonly items: readonly string[] }
  | {
      readonly kind: 'match';
      readonly shuffle: boolean;
      readonly pairs: readonly { readonly left: string; readonly right: string }[];
    }
  /** A gap stands between each two segments of the text. */
  | {
      readonly kind: 'gap';
      readonly segments: readonly string[];
      readonly gaps: readonly { readonly accepted: readonly string[] }[];
      readonly accents: boolean;
    }
  /** Kept, never marked. */
  | { readonly kind: 'reflect' };

export type Activity = Interaction & {
  /** Unique in its lesson: the author's own, or `q` and the number of the question in the lesson. */
  readonly id: string;
  readonly title?: string;
  readonly prompt: string;
  readonly points: number;
  /** How often it may be answered; absent: as often as wanted. */
  readonly attempts?: number;
  readonly hints?: readonly string[];
  readonly explanation?: string;
};

/** What marking needs of an activity; stands in the page as `data-key`. */
export type Key = { readonly attempts?: number } & (
  | {
      readonly kind: 'choice';
      readonly right: readonly number[];
      readonly multiple: boolean;
      readonly fixed?: true;
    }
  | {
      readonly kind: 'number';
      readonly answer: number;
      readonly tolerance: number;
      readonly unit?: string;
    }
  | { readonly kind: 'text'; readonly accepted: readonly string[]; readonly accents?: true }
  | { readonly kind: 'order'; readonly count: number; readonly fixed?: true }
  | { readonly kind: 'match'; readonly count: number; readonly fixed?: true }
  | { readonly kind: 'gap'; readonly gaps: readonly (readonly string[])[]; readonly accents?: true }
  | { readonly kind: 'reflect' }
);

export function keyOf(activity: Activity): Key {
  const attempts = activity.attempts === undefined ? {} : { attempts: activity.attempts };
  switch (activity.kind) {
    case 'choice': {
      const { kind, choices, multiple, shuffle } = activity;
      const right = choices.flatMap((choice, n) => (choice.right ? [n] : []));
      return { kind, right, multiple, ...fixed(shuffle), ...attempts };
    }
    case 'number': {
      const { kind, answer, tolerancePercent, unit } = activity;
      const tolerance = tolerancePercent ? (Math.abs(answer) * activity.tolerance) / 100 : activity.tolerance;
      return { kind, answer, tolerance, ...(unit !== undefined && { unit }), ...attempts };
    }
    case 'text': {
      const { kind, accepted, accents } = activity;
      return { kind, accepted, ...(accents && { accents }), ...attempts };
    }
    case 'order':
      return { kind: 'order', count: activity.items.length, ...fixed(activity.shuffle), ...attempts };
    case 'match':
      return { kind: 'match', count: activity.pairs.length, ...fixed(activity.shuffle), ...attempts };
    case 'gap': {
      const { kind, gaps, accents } = activity;
      return { kind, gaps: gaps.map(({ accepted }) => accepted), ...(accents && { accents }), ...attempts };
    }
    case 'reflect':
      return { kind: 'reflect' };
  }
}

function fixed(shuffle: boolean): { fixed?: true } {
  return shuffle ? {} : { fixed: true };
}
