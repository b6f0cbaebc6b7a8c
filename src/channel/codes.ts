import type { Wording } from '../diagnostic.ts';

/** What is not trusted: exit 3. */
const refusal = (message: string, hint: string): Wording => ({ severity: 'error', message, hint, exit: 3 });
const usage = (message: string, hint: string): Wording => ({ severity: 'error', message, hint, exit: 2 });

/** Codes of the channel layer. Data only: this file imports nothing but the type. */
export const channelCodes = {
  'channel-missing': usage(
    '“{channel}” is no channel: it has no “{file}”',
    'name the folder or address itself, and none above it (an address begins with https://); “satchel release init” makes a new channel',
  ),
  'channel-not-found': usage(
    'there is no folder “{channel}”',
    'check the spelling of the name and the folder you are in; an address begins with https://',
  ),
  'channel-unknown': refusal(
    'nothing says yet that the channel “{channel}” is to be trusted; its fingerprint is {fingerprint}',
    'ask whoever publishes it, by another way than this copy, for the fingerprint; if it is the same, add --trust {fingerprint}',
  ),
  'channel-foreign': refusal(
    'the channel “{channel}” has the fingerprint {fingerprint}, and {trusted} is trusted',
    'was it typed or chosen wrongly? Compare digit for digit; if not, this is another channel, or a forged one: nothing of it was taken',
  ),
  'channel-roots-many': refusal(
    'the channel “{channel}” has changed its keys more than {limit} times since',
    'somebody may be sending endless data: use another copy of the channel',
  ),
  'channel-incomplete': refusal(
    'the channel “{channel}” has no “{file}”',
    'the copy is not whole: use another, or try again later',
  ),
  'channel-file-odd': refusal(
    'the channel “{channel}” lists “{path}”, and {problem}',
    'tell whoever publishes it; nothing was taken',
  ),
  'channel-expired': refusal(
    'what the channel “{channel}” says as {role} has expired on {expires}, and this machine’s clock says {now}',
    'if the clock is right, somebody may be holding back news: use another copy, or ask for “satchel release renew”; if it is wrong, set it',
  ),
  'channel-expired-clock': refusal(
    'what the channel “{channel}” says as {role} has expired on {expires} by this machine’s clock, which says {now}; its server says {server}',
    'one of the two clocks is wrong: set this machine’s to the date of today, then run the command again',
  ),
  'channel-stale': refusal(
    'the news of “{channel}” is of {published}, which is {age} ago; --max-age allows {limit}',
    'use a newer copy of the channel',
  ),
  'channel-expired-carried': {
    severity: 'warning',
    message:
      'the news of “{channel}” has expired on {expires}: there may be newer versions that this copy does not know',
    hint: 'look for a newer copy when you can; nothing older than what is here is ever taken',
  },
} as const satisfies Record<string, Wording>;
