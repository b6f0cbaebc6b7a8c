// Copies a folder over another in the usual way: each file under a temporary name, flushed, then renamed over the old one.
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const [from, to] = process.argv.slice(2);
for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath, entry.name).slice(from.length + 1);
  mkdirSync(dirname(join(to, path)), { recursive: true });
  const temporary = join(to, `${path}.tmp`);
  const fd = openSync(temporary, 'w');
  writeSync(fd, readFileSync(join(from, path)));
  fsyncSync(fd);
  closeSync(fd);
  renameSync(temporary, join(to, path));
}
const folder = openSync(to, 'r');
fsyncSync(folder);
