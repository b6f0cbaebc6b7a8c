import { DEFAULT_EXPIRES_DAYS } from '../release/roles.ts';
import type { Signer } from '../trust/tuf-key.ts';

/** Opens the secret keys in `files`; without any, the one in SATCHEL_KEY, or none where that is not set. */
export async function openSigners(
  files: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<Signer[]> {
  const { passphraseAsker } = await import('./ask-passphrase.ts');
  const ask = passphraseAsker(signal);
  const { KEY_VARIABLE, readSigner } = await import('../trust/read-key.ts');
  const { env } = process;
  if (files === undefined) return env[KEY_VARIABLE] ? [await readSigner({ env, ask })] : [];
  const signers: Signer[] = [];
  for (const file of files) signers.push(await readSigner({ file, env, ask }));
  return signers;
}

/** When something is signed: SOURCE_DATE_EPOCH (seconds since 1970) or now; in milliseconds. */
export function signingTime(): number {
  const epoch = process.env['SOURCE_DATE_EPOCH'] ?? '';
  return /^\d{1,11}$/.test(epoch) ? Number(epoch) * 1000 : Date.now();
}

/** With what, when and for how long something is signed: `expires` in days, a year where nothing is said. */
export function signingOptions(
  signers: readonly Signer[],
  expires: number | undefined,
): { signers: readonly Signer[]; now: number; expiresDays: number } {
  return { signers, now: signingTime(), expiresDays: expires ?? DEFAULT_EXPIRES_DAYS };
}
