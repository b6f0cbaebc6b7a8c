import { loadSharp } from '../media/picture/sharp.ts';
import type { Check } from './check.ts';

/** What to do where a part of Satchel is not there. */
export const reinstall =
  'install Satchel again (“npm ci” in a checkout); optional packages must not be left out';

/** Each format is tried on one pixel: a table of what a library was built with does not tell what works. */
export async function checkPictures(): Promise<Check[]> {
  const purpose = 'encodes pictures';
  let sharp: Awaited<ReturnType<typeof loadSharp>>;
  try {
    sharp = await loadSharp();
  } catch (error) {
    return [{ subject: 'sharp', state: 'missing', found: firstLine(error), purpose, next: reinstall }];
  }
  const pixel = (): ReturnType<typeof sharp> =>
    sharp({ create: { width: 1, height: 1, channels: 3, background: '#fff' } });
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>');
  const tried: readonly (readonly [string, string, () => Promise<unknown>])[] = [
    ['WebP', 'every picture in a bundle', () => pixel().webp().toBuffer()],
    ['AVIF', 'smaller pictures for newer devices, where turned on', () => pixel().avif().toBuffer()],
    ['SVG', 'drawings, measured', () => sharp(svg).png().toBuffer()],
  ];
  const { sharp: version, vips } = sharp.versions;
  const checks: Check[] = [
    { subject: 'sharp', state: 'ok', found: `${version} with libvips ${vips}`, purpose },
  ];
  for (const [subject, use, attempt] of tried)
    try {
      await attempt();
      checks.push({ subject, state: 'ok', purpose: use });
    } catch (error) {
      checks.push({ subject, state: 'missing', found: firstLine(error), purpose: use, next: reinstall });
    }
  const readsHeic = sharp.format.heif.input.fileSuffix?.includes('.heic') ?? false;
  checks.push({
    subject: 'HEIC',
    state: readsHeic ? 'ok' : 'note',
    purpose: 'photographs as telephones of Apple save them',
    ...(!readsHeic && {
      found: 'this sharp was built without it',
      next: 'nothing, where a source has none; else save such photographs as JPEG',
    }),
  });
  return checks;
}

/** What an error says, without its stack and its list of files. */
export function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}
