// Loaded into the real command by `node --import`: a medium that takes what is written to files with LOSE_IN in their names and keeps none of it.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { openSync, writeFileSync } = fs;
const lost = new Set();

fs.openSync = (path, ...rest) => {
  const fd = openSync(path, ...rest);
  if (String(path).includes(process.env.LOSE_IN)) lost.add(fd);
  else lost.delete(fd);
  return fd;
};
fs.writeFileSync = (file, ...rest) => {
  if (!lost.has(file)) writeFileSync(file, ...rest);
};
syncBuiltinESMExports();
