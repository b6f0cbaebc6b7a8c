import type { Key } from './activity.ts';
import { sameText } from './answer-text.ts';
import { readNumbers } from './answer-number.ts';

/** What an answer is worth: `score` from 0 to 1, `success` when nothing is wrong with it. */
export interface Mark {
  readonly success: boolean;
  readonly score: number;
}

// Responses are written as xAPI writes them (IEEE 9274.1.1, “response patterns”): parts joined by `[,]`, pairs by `[.]`.

export function joinParts(parts: readonly (string | number)[]): string {
  return parts.join('[,]');
}

export function splitParts(response: string): string[] {
  return response === '' ? [] : response.split('[,]');
}

/**
 * Marks a response; undefined for a reflection, which is never marked. Choices, items and sides are named by their number in the
 * author's order, from 0: `0[,]2`; `2[,]0[,]1` is an order, `0[.]1[,]1[.]0` are pairs.
 */
export function markResponse(key: Key, response: string): Mark | undefined {
  switch (key.kind) {
    case 'choice':
      return markChoices(key.right, splitParts(response).map(Number));
    case 'number':
      return whole(isNear(key.answer, key.tolerance, withoutUnit(response, key.unit)));
    case 'text':
      return whole(key.accepted.some((form) => sameText(form, response, key.accents)));
    case 'order':
      return markOrder(key.count, splitParts(response).map(Number));
    case 'match':
    case 'gap': {
      const parts = markParts(key, response);
      return share(parts.filter(Boolean).length, parts.length);
    }
    case 'reflect':
      return undefined;
  }
}

/**
 * Which parts of an answer are right: pairs by their left side and gaps in the order of the text, items in the author's order; of
 * items those that stand in their place or directly after the one that comes before them.
 */
export function markParts(key: Key, response: string): boolean[] {
  const given = splitParts(response);
  switch (key.kind) {
    case 'match':
      return numbers(key.count).map((n) => given.indexOf(`${n}[.]${n}`) >= 0);
    case 'gap':
      return key.gaps.map((accepted, n) =>
        accepted.some((form) => sameText(form, given[n] || '', key.accents)),
      );
    case 'order':
      return numbers(key.count).map((n) => {
        const at = given.indexOf(String(n));
        return at === n || (n > 0 && at > 0 && given[at - 1] === String(n - 1));
      });
    default:
      return [];
  }
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}

/** A wrong choice takes away what a right one gives, so that choosing all of them gains nothing. */
function markChoices(right: readonly number[], given: readonly number[]): Mark {
  const hits = right.filter((n) => given.indexOf(n) >= 0).length;
  const misses = given.filter((n) => right.indexOf(n) < 0).length;
  return share(Math.max(0, hits - misses), right.length);
}

/** As many points as items that are directly followed by the one that belongs there. */
function markOrder(count: number, given: readonly number[]): Mark {
  let follows = 0;
  for (let n = 0; n + 1 < count; n++) {
    const at = given.indexOf(n);
    if (at >= 0 && given[at + 1] === n + 1) follows++;
  }
  return share(follows, count - 1);
}

function isNear(answer: number, tolerance: number, response: string): boolean {
  // What decimal fractions lose in binary is not the learner's fault; of large whole numbers the next one is another.
  const slack = 1e-14 * Math.max(Math.abs(answer), tolerance);
  return readNumbers(response).some((value) => Math.abs(value - answer) <= tolerance + slack);
}

function withoutUnit(response: string, unit: string | undefined): string {
  const plain = (text: string): string =>
    text.normalize('NFKC').replace(/\s+/g, '').replace(/٪/g, '%').toLowerCase();
  const given = response.normalize('NFKC').trim();
  const end = plain(unit || '');
  if (end === '') return given;
  // The unit may stand before the number (“$ 5”), and its letters may be far apart.
  for (let n = 1; n < given.length; n++) {
    if (plain(given.slice(n)) === end) return given.slice(0, n);
    if (plain(given.slice(0, n)) === end) return given.slice(n);
  }
  return given;
}

function share(right: number, all: number): Mark {
  return { success: right === all, score: right / all };
}

function whole(success: boolean): Mark {
  return { success, score: success ? 1 : 0 };
}
