import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// A Linux of its own in user mode (Debian's user-mode-linux), whose file system is that of this machine, with a stick and a log of all that is written to
// it: the real vfat driver, and every write in the order in which the device got it (Documentation/admin-guide/device-mapper/log-writes.rst).

const MODULES = '/usr/lib/uml/modules';
const NEEDED = [
  'drivers/md/dm-mod',
  'drivers/md/dm-log-writes',
  'drivers/md/dm-zero',
  'fs/nls/nls_cp437',
  'fs/nls/nls_iso8859-1',
  'fs/nls/nls_ascii',
  'fs/nls/nls_utf8',
  'fs/fat/fat',
  'fs/fat/vfat',
];

export interface Boot {
  /** A folder for what this needs. */
  readonly dir: string;
  /** The stick: an image of a FAT file system. It is changed. */
  readonly image: string;
  /** Gets the log of writes. It is as large as what is written, and more. */
  readonly log: string;
  /** Another image, at /dev/ubdc. */
  readonly other?: string;
  /** Lines of shell; the stick is at `$STICK`. `mark <name>` marks the log. */
  readonly script: string;
  /** Ends it before its time. */
  readonly signal?: AbortSignal;
}

let boots = 0;

/** Boots, runs a script with a stick, and halts. Gives what it printed. Throws where it did not end well. */
export async function boot({ dir, image, log, other, script, signal }: Boot): Promise<string> {
  const [version = ''] = readdirSync(MODULES);
  const name = join(dir, `boot-${++boots}`);
  const [init, job, output] = [`${name}.init.sh`, `${name}.job.sh`, `${name}.output.txt`];
  const lines = [
    '#!/bin/sh',
    `export PATH=${process.env['PATH'] ?? ''}:/usr/sbin:/usr/bin:/sbin:/bin HOME=/run STICK=/mnt/stick`,
    'mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev 2>/dev/null',
    'mount -t tmpfs tmp /run; mount -t tmpfs tmp /mnt; mkdir /mnt/stick',
    ...NEEDED.map((module) => `insmod ${MODULES}/${version}/kernel/${module}.ko`),
    `dmsetup create logged --table "0 $(blockdev --getsz /dev/ubda) log-writes /dev/ubda /dev/ubdb"`,
    `sh -e ${job} > ${output} 2>&1 && echo ENDED >> ${output}`,
    'umount $STICK; dmsetup remove logged; sync; halt -f -p || reboot -f',
  ];
  writeFileSync(init, `${lines.join('\n')}\n`, { mode: 0o755 });
  writeFileSync(output, '');
  const steps = [
    'mark() { dmsetup message logged 0 mark "$1"; }',
    // There is no udev that would name it.
    'mount -t vfat -o utf8 /dev/dm-0 $STICK',
    'mark begin',
    script,
  ];
  writeFileSync(job, `${steps.join('\n')}\n`);
  const args = ['mem=768M', 'root=/dev/root', 'rootfstype=hostfs', 'rootflags=/', 'rw', `init=${init}`];
  const disks = [image, log, ...(other === undefined ? [] : [other])].map((file, at) => `ubd${at}=${file}`);
  const child = spawn('linux.uml', [...args, ...disks, 'con=null', 'con0=null,fd:1', 'con1=null', 'quiet'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: it is many processes.
    detached: true,
  });
  signal?.addEventListener('abort', () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  });
  let told = '';
  child.stdout.on('data', (data: Buffer) => (told += data.toString()));
  child.stderr.on('data', (data: Buffer) => (told += data.toString()));
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const printed = readFileSync(output, 'utf8');
  if (!printed.endsWith('ENDED\n')) throw new Error(`${printed}\n${told}`);
  return printed;
}
