// A stick as slow as those of the field, where Linux lets root make one: a file as a block device, held back by the kernel to so many
// bytes a second (cgroup v1, blkio). With FAT where the kernel has it, else ext4.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const THROTTLE = '/sys/fs/cgroup/blkio/blkio.throttle';

/** Whether there can be one here. */
export function hasSlowStick() {
  return process.getuid?.() === 0 && existsSync(`${THROTTLE}.write_bps_device`);
}

/**
 * Calls `use` with the folder of a stick of `size` bytes that takes `write` bytes a second and gives `read`, and with what pulls it out
 * and plugs it in again, so that the system remembers nothing of it.
 */
export async function withSlowStick(work, { size, write, read }, use) {
  const [image, folder] = ['image', 'slow'].map((name) => join(work, name));
  mkdirSync(folder);
  execFileSync('truncate', ['-s', String(size), image]);
  const isFat = /\bvfat\b/.test(readFileSync('/proc/filesystems', 'utf8'));
  execFileSync(isFat ? 'mkfs.vfat' : 'mkfs.ext4', isFat ? ['-F', '32', image] : ['-q', '-F', image], {
    stdio: 'ignore',
  });
  const device = execFileSync('losetup', ['--find', '--show', image], { encoding: 'utf8' }).trim();
  const number = readFileSync(`/sys/class/block/${device.slice('/dev/'.length)}/dev`, 'utf8').trim();
  const hold = (way, bytes) => writeFileSync(`${THROTTLE}.${way}_bps_device`, `${number} ${bytes}`);
  const [mount, unmount] = [
    () => execFileSync('mount', [device, folder]),
    () => execFileSync('umount', [folder]),
  ];
  try {
    hold('write', write);
    hold('read', read);
    mount();
    await use(folder, () => {
      unmount();
      mount();
    });
    unmount();
  } finally {
    hold('write', 0);
    hold('read', 0);
    execFileSync('losetup', ['-d', device]);
    rmSync(image);
    rmdirSync(folder);
  }
}
