import type { Channel } from '../channel/refresh.ts';
import { targetPath } from '../channel/layout.ts';
import type { Origin } from '../channel/origin.ts';
import { digestOf, type Digest } from '../digest.ts';
import { MAX_PAPER_SIZE } from './papers.ts';

/** What changed, as an index shows it. Each text is one that people wrote, or ours; none is markup. */
export interface Notes {
  readonly since: string;
  readonly class: string;
  readonly sections: readonly { readonly title: string; readonly items: readonly NotedItem[] }[];
}

export interface NotedItem {
  readonly mark: string;
  readonly class: string;
  readonly head: string;
}

/** Items of a section that are shown. */
const MAX_ITEMS = 40;

/**
 * The notes of those bundles of a channel whose manifests have the digests `wanted`, by these. What is not whole, or none, is left out: an index is no
 * proof.
 */
export async function readNotes(
  origin: Origin,
  { files }: Channel,
  wanted: ReadonlySet<Digest>,
  signal?: AbortSignal,
): Promise<ReadonlyMap<Digest, Notes>> {
  const found = new Map<Digest, Notes>();
  for (const file of files) {
    if (file.kind !== 'notes' || !wanted.has(file.target) || file.size > MAX_PAPER_SIZE) continue;
    const bytes = await origin.read(targetPath(file.path, file.digest), MAX_PAPER_SIZE, signal);
    const notes = bytes && digestOf(bytes) === file.digest ? parseNotes(bytes) : undefined;
    if (notes) found.set(file.target, notes);
  }
  return found;
}

/** The notes in `bytes`, which another Satchel may have written; undefined where they are none. */
function parseNotes(bytes: Uint8Array): Notes | undefined {
  try {
    const { base, class: worst, sections } = record(JSON.parse(new TextDecoder().decode(bytes)));
    return {
      since: text(record(base)['version']),
      class: text(worst),
      sections: list(sections).map((section) => {
        const { title, items } = record(section);
        return { title: text(title), items: list(items).slice(0, MAX_ITEMS).map(itemOf) };
      }),
    };
  } catch {
    return undefined;
  }
}

function itemOf(value: unknown): NotedItem {
  const { mark, class: weight, head } = record(value);
  const spans = list(head).map((span) => {
    const { ours, theirs } = record(span);
    return text(ours ?? theirs ?? '');
  });
  return { mark: text(mark), class: text(weight), head: spans.join('') };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new TypeError('no object');
  return value as Readonly<Record<string, unknown>>;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError('no list');
  return value;
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('no text');
  return value;
}
