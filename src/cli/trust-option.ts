import { InvalidArgumentError, Option } from 'commander';
import { isDigest, type Digest } from '../digest.ts';

/** Fingerprints of channels, repeatable. */
export function trustOption(): Option {
  const what = 'the fingerprint of a channel (sha256:…) that packs must be signed by, repeatable';
  return new Option('--trust <fingerprint>', what).argParser((value: string, before?: string[]) => {
    return [...(before ?? []), fingerprintOf(value)];
  });
}

/** The fingerprint of one channel. */
export function channelTrustOption(description: string): Option {
  return new Option('--trust <fingerprint>', description).argParser(fingerprintOf);
}

function fingerprintOf(value: string): Digest {
  const digest = value.trim().toLowerCase();
  if (!isDigest(digest)) throw new InvalidArgumentError('It must be sha256: and 64 hexadecimal digits.');
  return digest;
}
