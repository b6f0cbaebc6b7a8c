import { InvalidArgumentError, Option } from 'commander';
import { isDigest } from '../digest.ts';

/** Fingerprints of channels, repeatable. */
export function trustOption(): Option {
  const what = 'the fingerprint of a channel (sha256:…) that packs must be signed by, repeatable';
  return new Option('--trust <fingerprint>', what).argParser((value: string, before?: string[]) => {
    if (!isDigest(value)) throw new InvalidArgumentError('A fingerprint is “sha256:” and 64 digits.');
    return [...(before ?? []), value];
  });
}
