import { diagnostic, SatchelError, type Diagnostic } from '../diagnostic.ts';
import { expiredRoles } from '../trust/trusted-set.ts';
import type { Channel } from './refresh.ts';

const DAY = 86_400_000;

export interface FreshOptions {
  /** What the channel is called in messages. */
  readonly name: string;
  /** Milliseconds since 1970, by this machine's clock. */
  readonly now: number;
  /** News that came by hand may have expired on its way: that is told, and no reason to refuse it. */
  readonly carried: boolean;
  /** Days that news may be old, if any limit was asked for. */
  readonly maxAge?: number | undefined;
  /** What the server takes for now, which is told and not believed: whoever holds back news can say what they like. */
  readonly serverTime?: number | undefined;
}

/**
 * Whether what a channel says is of this time. Throws SatchelError `channel-expired`, `channel-stale`; gives what is to be
 * told besides. A clock that is behind is not believed against what the publisher has signed.
 */
export function demandFresh(
  channel: Channel,
  { name, now, carried, maxAge, serverTime }: FreshOptions,
): Diagnostic[] {
  const clock = Math.max(now, channel.published);
  const age = (clock - channel.published) / DAY;
  if (maxAge !== undefined && age > maxAge)
    throw new SatchelError('channel-stale', {
      ...{
        channel: name,
        published: day(channel.published),
        age: `${Math.floor(age)} days`,
        limit: `${maxAge} days`,
      },
    });
  const expired = expiredRoles(channel.set, clock).map(({ role, expires }) => ({
    ...{ channel: name, role, expires: expires.slice(0, 10) },
  }));
  const [first] = expired;
  if (first && !carried) {
    if (serverTime !== undefined && Math.abs(serverTime - now) > DAY)
      throw new SatchelError('channel-expired-clock', { ...first, now: day(now), server: day(serverTime) });
    throw new SatchelError('channel-expired', { ...first, now: day(now) });
  }
  return first ? [diagnostic('channel-expired-carried', first)] : [];
}

/** The date of a time, for messages. */
export function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
