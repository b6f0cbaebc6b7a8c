import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { metadataPath, TIMESTAMP_PATH } from '../../src/channel/layout.ts';
import type { Origin } from '../../src/channel/origin.ts';
import { SatchelError } from '../../src/diagnostic.ts';
import { noise } from '../delta/releases.ts';
import { timeOf, type Ministry } from './ministry.ts';

/** What is wrong with one attempt to update over a line. */
export type Fault =
  /** Nothing. */
  | 'none'
  /** One byte of the first target is another one, once. */
  | 'slip'
  /** After some bytes the line is gone; the disk is full; the machine is switched off. */
  | 'broken'
  | 'full'
  | 'killed'
  /** Each target has a wrong byte; ends early; does not end; is not there. */
  | 'wrong'
  | 'short'
  | 'long'
  | 'lost'
  /** The snapshot is not there; is that of another release. The timestamp is no JSON; has no end. */
  | 'no snapshot'
  | 'mixed'
  | 'garbage'
  | 'endless'
  /** A copy that has stood still. */
  | 'stale'
  /** Somebody else’s channel; ours with what somebody else’s keys have signed. */
  | 'foreign'
  | 'forged';

export const FAULTS: readonly Fault[] = [
  ...(['slip', 'broken', 'broken', 'broken', 'full', 'killed', 'killed', 'wrong', 'short', 'long'] as const),
  ...([
    'lost',
    'no snapshot',
    'mixed',
    'garbage',
    'endless',
    'stale',
    'stale',
    'foreign',
    'forged',
    'forged',
  ] as const),
];

export interface LineOptions {
  readonly fault: Fault;
  /** The release that the server shows, 1 the first. */
  readonly shown: number;
  /** Bytes after which what has an end there ends. */
  readonly after: number;
}

/** What an update ends with when its machine is switched off. */
export class SwitchedOff extends Error {}

const PIECE = 1000;

/** A line to a ministry’s server, and what happens to it. */
export class Line implements Origin {
  readonly name = 'the channel';
  /** Bytes that have come: of bundles and deltas, and of what the channel says. */
  readonly moved = { packs: 0, news: 0 };
  private readonly ministry: Ministry;
  private readonly others: Ministry;
  private readonly options: LineOptions;
  private hasSlipped = false;

  constructor(ministry: Ministry, others: Ministry, options: LineOptions) {
    this.ministry = ministry;
    this.others = others;
    this.options = options;
  }

  serverTime(): number {
    return timeOf(this.ministry.releases.length);
  }

  async read(path: string, limit: number): Promise<Uint8Array | undefined> {
    await Promise.resolve();
    const bytes = this.metadata(path, limit);
    this.pass(bytes?.length ?? 0, false);
    return bytes;
  }

  async *stream(path: string, offset: number): AsyncIterable<Uint8Array> {
    await Promise.resolve();
    const { fault } = this.options;
    const file = join(this.ministry.folder, path);
    if (fault === 'lost' || !existsSync(file))
      throw new SatchelError('channel-incomplete', { channel: this.name, file: path });
    let bytes = readFileSync(file);
    const isSlip = fault === 'slip' && !this.hasSlipped;
    this.hasSlipped = true;
    const at = bytes.length - 1;
    if (fault === 'wrong' || isSlip) bytes[at] = (bytes[at] ?? 0) ^ 1;
    if (fault === 'short') bytes = bytes.subarray(0, at);
    if (fault === 'long') bytes = Buffer.concat([bytes, bytes]);
    for (let from = offset; from < bytes.length; from += PIECE) {
      const piece = bytes.subarray(from, from + PIECE);
      this.pass(piece.length, true);
      yield piece;
    }
  }

  private metadata(path: string, limit: number): Uint8Array | undefined {
    const { fault, shown } = this.options;
    const isRoot = path.endsWith('.root.json');
    const { folder, timestamps } =
      fault === 'foreign' || (fault === 'forged' && !isRoot) ? this.others : this.ministry;
    if (path === TIMESTAMP_PATH) {
      if (fault === 'garbage') return noise(1, 500);
      if (fault === 'endless') return Buffer.alloc(limit + 1, ' ');
      return timestamps[Math.min(shown, timestamps.length) - 1];
    }
    if (path.endsWith('.snapshot.json')) {
      if (fault === 'no snapshot') return undefined;
      if (fault === 'mixed') return readFileSync(join(folder, metadataPath('snapshot', 1)));
    }
    const file = join(folder, path);
    return existsSync(file) ? readFileSync(file) : undefined;
  }

  /** Lets bytes pass, or breaks. */
  private pass(size: number, isKept: boolean): void {
    const { fault, after } = this.options;
    const { packs, news } = this.moved;
    if (packs + news + size > after) {
      if (fault === 'broken')
        throw new SatchelError('update-unreachable', { channel: this.name, reason: 'ECONNRESET' });
      // As the system says it to whoever writes.
      if (fault === 'full' && isKept)
        throw Object.assign(new Error('no space is left'), { code: 'ENOSPC', syscall: 'write' });
      if (fault === 'killed') throw new SwitchedOff();
    }
    this.moved[isKept ? 'packs' : 'news'] += size;
  }
}
