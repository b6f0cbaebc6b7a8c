import { InvalidArgumentError, Option } from 'commander';
import { isDigest, type Digest } from '../digest.ts';

/** A fingerprint as people type it from paper: in groups, with or without `sha256:`, in capital letters. */
export function fingerprintOf(value: string): Digest {
  const digest = `sha256:${value
    .toLowerCase()
    .replace(/[\s-]/g, '')
    .replace(/^sha256:/, '')}`;
  if (isDigest(digest)) return digest;
  throw new InvalidArgumentError(
    'A fingerprint has 64 digits (0 to 9, a to f), with or without “sha256:” before them.',
  );
}

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
