import type { Wording } from '../diagnostic.ts';

/** What is not trusted: exit 3. */
const refusal = (message: string, hint: string): Wording => ({ severity: 'error', message, hint, exit: 3 });

const kept = 'what was there before stays as it is';

/** Codes of the trust layer. Data only: this file imports nothing but the type. */
export const trustCodes = {
  'trust-metadata-damaged': refusal(
    '“{file}” is no metadata of a channel: {reason}',
    `get it again; if it stays so, tell whoever publishes the channel; ${kept}`,
  ),
  'trust-metadata-large': refusal(
    '“{file}” is larger than metadata of a channel can be ({limit} bytes)',
    `somebody may be sending endless data: use another copy of the channel; ${kept}`,
  ),
  'trust-signatures-few': refusal(
    '“{file}” is signed by {signed} of the keys of its role, and {threshold} must have signed it',
    `it is not from whoever publishes this channel, or they have not finished; ${kept}`,
  ),
  'trust-rollback': refusal(
    '“{file}” is of version {version}, and version {known} was seen before',
    `somebody may be offering old news as new: use another copy of the channel; ${kept}`,
  ),
  'trust-mismatch': refusal(
    '“{file}” is not the one that “{by}” names: {reason}',
    `the copy of the channel is damaged or put together from several: use another; ${kept}`,
  ),
  'trust-root-sequence': refusal(
    '“{file}” is of version {version}, and version {expected} comes next',
    `the copy of the channel is damaged: use another; ${kept}`,
  ),
} as const satisfies Record<string, Wording>;
