// Sound, film and pictures: bytes and time for each profile, beside plain ffmpeg with the same options, and what a base saves.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { baseBench } from './media/base.mjs';
import { picturesBench } from './media/pictures.mjs';
import { recordingsBench } from './media/recordings.mjs';

export async function bench() {
  const work = mkdtempSync(join(tmpdir(), 'satchel-bench-'));
  try {
    await recordingsBench(join(work, 'recordings'));
    await picturesBench(join(work, 'pictures'));
    await baseBench(join(work, 'base'));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
