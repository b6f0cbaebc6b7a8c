// Loaded into the real command by `node --import`: a medium that takes what is written to files with LOSE_IN in their names and keeps none of it;
// LOSE_LATER: not until they have their names.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { LOSE_IN, LOSE_LATER } = process.env;
const { openSync, writeFileSync, writeSync, renameSync, truncateSync } = fs;
const lost = new Set();
const isLost = (path) => String(path).includes(LOSE_IN);

if (LOSE_LATER)
  fs.renameSync = (from, to) => {
    renameSync(from, to);
    if (isLost(to)) truncateSync(to);
  };
else
  fs.openSync = (path, ...rest) => {
    const fd = openSync(path, ...rest);
    if (isLost(path)) lost.add(fd);
    else lost.delete(fd);
    return fd;
  };
fs.writeFileSync = (file, ...rest) => {
  if (!lost.has(file)) writeFileSync(file, ...rest);
};
fs.writeSync = (fd, bytes, offset = 0, length = bytes.length - offset, ...rest) =>
  lost.has(fd) ? length : writeSync(fd, bytes, offset, length, ...rest);
syncBuiltinESMExports();
