import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { SatchelError } from '../diagnostic.ts';

/** A place that a drop is written to, as the system tells of it. Sizes are bytes. */
export interface Target {
  /** As it was named. */
  readonly name: string;
  /** Absolute, without links. */
  readonly root: string;
  /** `vfat`, `exfat`, `ntfs`, `ext4`, …; undefined where the system does not tell. */
  readonly fileSystem: string | undefined;
  /** The least that a file takes. */
  readonly clusterSize: number;
  readonly freeSize: number;
  readonly totalSize: number;
  readonly isReadOnly: boolean;
  /** Whether it is the top of a drive that can be pulled out. */
  readonly isRemovable: boolean;
  /** Of its file system, as stat(2) tells it. */
  readonly deviceId: number;
  /** `/dev/sdb1`; undefined where the system does not tell. */
  readonly device: string | undefined;
  /** What the file system was named when it was made: `1A2B-3C4D`; undefined where the system does not tell. */
  readonly volume: string | undefined;
}

/** Numbers of file systems, of statfs(2), where the table of mounts does not name them. */
const TYPES: Readonly<Record<number, string>> = {
  0x4d44: 'vfat',
  0x2011bab0: 'exfat',
  0x5346544e: 'ntfs',
  0xef53: 'ext4',
  0x01021994: 'tmpfs',
};

/** What lies at `name`. Throws SatchelError (`drop-target-*`) when there is no such folder. */
export function readTarget(name: string): Target {
  const status = statSync(name, { throwIfNoEntry: false });
  if (status === undefined) throw new SatchelError('drop-target-missing', { target: name });
  if (!status.isDirectory()) throw new SatchelError('drop-target-not-a-folder', { target: name });
  const root = realpathSync.native(resolve(name));
  const { type, bsize, bavail, blocks } = statfsSync(root);
  const mount = mountOf(root);
  return {
    name,
    root,
    fileSystem: mount?.fileSystem ?? TYPES[type],
    clusterSize: bsize,
    freeSize: bavail * bsize,
    totalSize: blocks * bsize,
    isReadOnly: mount?.isReadOnly ?? false,
    isRemovable: isRemovable(root, mount),
    deviceId: status.dev,
    device: mount && isDevice(mount.device) ? mount.device : undefined,
    volume: mount && volumeOf(mount.device),
  };
}

/**
 * Whether what lies there is what was there. A stick that is pulled out may leave what it was mounted on, or leave what it held for a
 * while in the system's memory.
 */
export function isStillThere({ root, deviceId, device }: Target): boolean {
  try {
    return statSync(root).dev === deviceId && (device === undefined || isDevice(device));
  } catch {
    return false;
  }
}

/** In a container, the table of mounts names devices that are not there. */
function isDevice(name: string): boolean {
  return name.startsWith('/dev/') && existsSync(name);
}

interface Mount {
  readonly point: string;
  readonly fileSystem: string;
  /** `/dev/sdb1` */
  readonly device: string;
  readonly isReadOnly: boolean;
}

/** The mount that holds `root`; undefined where the system has no such table (macOS, Windows: untried). */
function mountOf(root: string): Mount | undefined {
  let table;
  try {
    table = readFileSync('/proc/self/mountinfo', 'utf8');
  } catch {
    return undefined;
  }
  const mounts = table.split('\n').flatMap((line) => {
    // proc_pid_mountinfo(5): … mount point, options, optional fields, -, type, device, options of the file system
    const [before = '', after = ''] = line.split(' - ', 2);
    const [, , , , point, options = ''] = before.split(' ');
    const [fileSystem, device] = after.split(' ');
    if (point === undefined || fileSystem === undefined || device === undefined) return [];
    const isReadOnly = options.split(',').includes('ro');
    return [{ point: unescapeOctal(point), fileSystem, device: unescapeOctal(device), isReadOnly }];
  });
  const holding = mounts.filter(
    ({ point }) => root === point || root.startsWith(point === '/' ? '/' : `${point}/`),
  );
  // The last of those that are equally long lies over the others.
  return holding.reduce<Mount | undefined>(
    (best, mount) => (best === undefined || mount.point.length >= best.point.length ? mount : best),
    undefined,
  );
}

function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)));
}

function isRemovable(root: string, mount: Mount | undefined): boolean {
  // Untried: drives of Windows but the system's own, and what macOS shows beside its own.
  if (process.platform === 'win32') return /^[D-Z]:\\$/i.test(root);
  if (process.platform === 'darwin') return dirname(root) === '/Volumes';
  if (mount?.point !== root || !mount.device.startsWith('/dev/')) return false;
  try {
    const device = realpathSync(`/sys/class/block/${basename(realpathSync(mount.device))}`);
    if (device.includes('/usb') || device.includes('/mmc')) return true;
    // A partition says it of its disk.
    return [device, dirname(device)].some((at) => readFlag(join(at, 'removable')));
  } catch {
    return false;
  }
}

function readFlag(file: string): boolean {
  try {
    return readFileSync(file, 'utf8').trim() === '1';
  } catch {
    return false;
  }
}

function volumeOf(device: string): string | undefined {
  const folder = '/dev/disk/by-uuid';
  try {
    const real = realpathSync(device);
    return readdirSync(folder).find((name) => {
      const file = join(folder, name);
      return lstatSync(file).isSymbolicLink() && resolve(folder, readlinkSync(file)) === real;
    });
  } catch {
    return undefined;
  }
}
