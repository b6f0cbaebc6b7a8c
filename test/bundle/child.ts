// A process of its own that writes the sample bundle to argv[2], or unpacks the bundle argv[5] there. With argv[3] = n it stops
// for ever before its n-th step (an entry written or verified, a call that touches the target), says so and waits to be killed.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { unpackBundle } from '../../src/bundle/unpack.ts';
import { writeBundle } from '../../src/bundle/write.ts';
import { largerSample, sampleOf } from './sample.ts';

const [, , file = '', stopAt = '', kind = '', zip = ''] = process.argv;
if (process.env['UMASK'] !== undefined) process.umask(process.env['UMASK']);

let steps = 0;
const step = (name: string): void => {
  if (String(steps++) !== stopAt) return;
  fs.writeSync(1, `${name}\n`);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};

if (stopAt !== '') {
  const { renameSync, fsyncSync } = fs;
  fs.renameSync = (...args) => {
    step('before the rename');
    renameSync(...args);
    step('after the rename');
  };
  fs.fsyncSync = (fd) => {
    step('before a flush');
    fsyncSync(fd);
  };
  syncBuiltinESMExports();
}

const onProgress = (_done: number, _total: number, path: string, stage = 'unpack'): void => {
  step(`${stage} ${path}`);
};
if (kind === 'unpack') await unpackBundle(zip, file, { onProgress });
else await writeBundle({ file, ...(kind === 'larger' ? largerSample() : sampleOf()), onProgress });
fs.writeSync(1, `done ${steps}\n`);
